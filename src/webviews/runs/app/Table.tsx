import { signal } from '@preact/signals';
import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type RunId } from '../../../model/ids';
import { Icon } from '../../ui/Controls';
import { setBaseline } from './client';
import { MetricCell, RunCell, StatusIcon } from './Cells';
import {
  baselineRow,
  type Column,
  columns,
  focused,
  marks,
  order,
  selected,
  sort,
  sortBy,
  state,
  table,
  toggleSelected,
  view,
} from './model';
import { Mark } from './Mark';

const rowHeight = 24;
const nameWidth = 264;
/** Where the table is scrolled to and how much of it is seen, px. */
const scroll = signal({ top: 0, left: 0, height: 600, width: 900 });

/** The table of runs: both axes are virtual, name and check box stay, the baseline is pinned on top. */
export function Table(): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const read = (): void => {
      scroll.value = {
        top: element.scrollTop,
        left: element.scrollLeft,
        height: element.clientHeight,
        width: element.clientWidth,
      };
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    read();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  const rows = order.value;
  const { top, height, left, width } = scroll.value;
  const first = Math.max(0, Math.floor(top / rowHeight) - 4);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + 4);
  const shown = columnsInSight(left, width);
  const base = baselineRow.value;
  const total = nameWidth + columns.value.reduce((sum, column) => sum + column.width, 0);
  return (
    <div
      class="table"
      ref={box}
      role="grid"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.value.length + 1}
      aria-label="Runs"
      aria-multiselectable
      tabIndex={0}
      onKeyDown={(event) => onKey(event, rows, box.current)}
    >
      <div class="table-head" style={{ width: px(total) }} role="rowgroup">
        <Header shown={shown} />
        {base !== undefined && <Row row={base} shown={shown} pinned y={0} />}
      </div>
      <div
        class="table-body"
        style={{ width: px(total), height: px(rows.length * rowHeight) }}
        role="rowgroup"
      >
        {rows.slice(first, last).map((row, index) => (
          <Row
            key={table.value.rows[row]?.id}
            row={row}
            shown={shown}
            y={(first + index) * rowHeight}
          />
        ))}
      </div>
    </div>
  );
}

/** Preact takes lengths as they are written. */
function px(length: number): string {
  return `${length}px`;
}

interface Placed {
  readonly column: Column;
  readonly x: number;
}

function columnsInSight(left: number, width: number): readonly Placed[] {
  const placed: Placed[] = [];
  let x = nameWidth;
  for (const column of columns.value) {
    const right = x + column.width;
    if (right > left + nameWidth - 200 && x < left + width + 200) placed.push({ column, x });
    x = right;
  }
  return placed;
}

function Header({ shown }: { readonly shown: readonly Placed[] }): VNode {
  return (
    <div class="row header" role="row">
      <div class="cell name-cell" style={{ width: px(nameWidth) }} role="columnheader">
        <SortButton name="Name" sortKey="run.name" />
        <span class="faint"> {order.value.length.toLocaleString('en-US')} runs</span>
      </div>
      {shown.map(({ column, x }) => (
        <div
          key={column.key}
          class={`cell ${column.kind === 'metric' ? 'metric' : ''}`}
          style={{ left: px(x), width: px(column.width) }}
          role="columnheader"
          aria-sort={ariaSort(column.key)}
        >
          <SortButton name={column.name} sortKey={column.key} title={headerTitle(column)} />
        </div>
      ))}
    </div>
  );
}

function headerTitle(column: Column): string {
  if (column.kind !== 'metric') return column.name;
  const { min, max, direction } = column.column;
  const way = direction === 'unknown' ? 'no better direction known' : `${direction} is better`;
  return `${column.name}: ${way}; smallest ${min}, largest ${max}`;
}

function SortButton(props: {
  readonly name: string;
  readonly sortKey: string;
  readonly title?: string;
}): VNode {
  const on = sort.value?.key === props.sortKey;
  return (
    <button
      type="button"
      class="sort ellipsis"
      title={props.title ?? props.name}
      tabIndex={-1}
      onClick={() => sortBy(props.sortKey)}
    >
      {props.name}
      {on && <Icon name={sort.value?.descending ? 'arrow-down' : 'arrow-up'} />}
    </button>
  );
}

function ariaSort(key: string): 'ascending' | 'descending' | 'none' {
  if (sort.value?.key !== key) return 'none';
  return sort.value.descending ? 'descending' : 'ascending';
}

function Row(props: {
  readonly row: number;
  readonly shown: readonly Placed[];
  readonly y: number;
  readonly pinned?: boolean;
}): VNode | null {
  const { row, shown, y, pinned } = props;
  const head = table.value.rows[row];
  if (!head) return null;
  const isSelected = selected.value.includes(head.id);
  const isBaseline = state.value.baseline === head.id;
  const mark = marks.value.get(head.id);
  const classes = [
    'row',
    pinned ? 'pinned' : '',
    isSelected ? 'selected' : '',
    focused.value === head.id && !pinned ? 'focused' : '',
  ];
  return (
    <div
      class={classes.join(' ')}
      style={pinned ? {} : { transform: `translateY(${y}px)` }}
      role="row"
      aria-selected={isSelected}
      data-run={head.id}
      onClick={() => {
        focused.value = head.id;
      }}
      onDblClick={() => openRun(head.id)}
    >
      <div class="cell name-cell" style={{ width: px(nameWidth) }} role="rowheader">
        <input
          type="checkbox"
          class="check"
          checked={isSelected}
          aria-label={`Select ${head.name}`}
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            toggleSelected(head.id);
          }}
        />
        {mark ? <Mark mark={mark} /> : <span class="mark" />}
        <StatusIcon status={head.status} />
        <span class="ellipsis grow" title={head.name}>
          {head.name}
        </span>
        {head.version !== undefined && <span class="badge">{head.version.split(' ').at(-1)}</span>}
        {isBaseline && <span class="badge outline">baseline</span>}
      </div>
      {shown.map(({ column, x }) => (
        <div
          key={column.key}
          class={`cell ${column.kind === 'metric' ? 'metric' : ''}`}
          style={{ left: px(x), width: px(column.width) }}
          role="gridcell"
        >
          {column.kind === 'metric' ? (
            <MetricCell row={row} column={column.column} />
          ) : (
            <RunCell row={row} column={column} />
          )}
        </div>
      ))}
    </div>
  );
}

function openRun(run: RunId): void {
  view.value = { kind: 'promote', run };
}

function onKey(event: KeyboardEvent, rows: readonly number[], box: HTMLDivElement | null): void {
  const ids = rows.map((row) => table.value.rows[row]?.id);
  const at = ids.indexOf(focused.value);
  const go = (to: number): void => {
    const target = Math.max(0, Math.min(ids.length - 1, to));
    focused.value = ids[target];
    const y = target * rowHeight;
    const seen = (box?.clientHeight ?? 0) - rowHeight * 3;
    if (!box) return;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y > box.scrollTop + seen) box.scrollTop = y - seen;
  };
  const run = focused.value;
  switch (event.key) {
    case 'ArrowDown':
      go(at + 1);
      break;
    case 'ArrowUp':
      go(at < 0 ? 0 : at - 1);
      break;
    case 'PageDown':
      go(at + 20);
      break;
    case 'PageUp':
      go(at - 20);
      break;
    case 'Home':
      go(0);
      break;
    case 'End':
      go(ids.length - 1);
      break;
    case ' ':
      if (run) toggleSelected(run);
      break;
    case 'Enter':
      if (run) openRun(run);
      break;
    case 'b':
    case 'B':
      if (run) setBaseline(state.value.baseline === run ? undefined : run);
      break;
    default:
      return;
  }
  event.preventDefault();
}
