import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { distribution, numbersOf } from '../../../../model/distribution';
import { type FrameColumn, numberAt, textAt } from '../../../../model/frame/columns';
import { metricText } from '../../../../model/words';
import { Icon } from '../../../ui/Controls';
import { columnSpans, nameWidth, type Placed, px } from './placing';
import { rows as allRows } from '../data';
import { baselineRow, order } from '../model';
import { type Column } from './columns';
import { setWidth } from './layout';
import { sortBy, sorts } from './sorting';
import { valuesOf as columnValues } from './values';
import { type FieldKey } from '../../../../model/query/query';

/** Groups of columns, and their names with the spread of the rows that are shown. */
export function TableHead({ shown }: { readonly shown: readonly Placed[] }): VNode {
  const count = order.value.length;
  const all = allRows.value.length;
  return (
    <>
      <div class="row groups" aria-hidden="true">
        <div class="cell name-cell" style={{ width: px(nameWidth) }} />
        {columnSpans.value.map((group) => (
          <div
            key={group.x}
            class="cell group-cell"
            style={{ left: px(group.x), width: px(group.width) }}
          >
            <span class="group-name">
              {group.name} <span class="faint">{group.count}</span>
            </span>
          </div>
        ))}
      </div>
      <div class="row header" role="row" aria-rowindex={1}>
        <div
          class="cell name-cell"
          style={{ width: px(nameWidth) }}
          role="columnheader"
          aria-sort={ariaSort('run.name')}
        >
          <SortButton name="Name" sortKey="run.name" />
          <span class="spread-place faint">
            {count === all ? '' : `${count.toLocaleString('en-US')} match`}
          </span>
        </div>
        {shown.map(({ column, x }) => (
          <div
            key={column.key}
            class={`cell ${column.group}`}
            style={{ left: px(x), width: px(column.width) }}
            role="columnheader"
            aria-sort={ariaSort(column.key)}
          >
            <SortButton name={column.name} sortKey={column.key} title={headerTitle(column)} />
            {column.info !== undefined && <Spread column={column} />}
            <Resize column={column} />
          </div>
        ))}
      </div>
    </>
  );
}

/** Drag to make a column wider; a double click gives it its usual width again. */
function Resize({ column }: { readonly column: Column }): VNode {
  return (
    <span
      class="resize"
      aria-hidden="true"
      onDblClick={() => setWidth(column.key, undefined)}
      onPointerDown={(event) => {
        const handle = event.currentTarget;
        const start = event.clientX;
        handle.setPointerCapture(event.pointerId);
        const move = (moved: PointerEvent): void =>
          setWidth(column.key, column.width + moved.clientX - start);
        handle.addEventListener('pointermove', move);
        handle.addEventListener(
          'lostpointercapture',
          () => handle.removeEventListener('pointermove', move),
          { once: true },
        );
        event.preventDefault();
      }}
    />
  );
}

function headerTitle(column: Column): string {
  if (column.group !== 'metric' || !column.info) return column.name;
  const { min, max, direction } = column.info;
  const way = direction === 'unknown' ? 'no better direction known' : `${direction} is better`;
  return `${column.name}: ${way}; smallest ${metricText(min)}, largest ${metricText(max)}`;
}

function SortButton(props: {
  readonly name: string;
  readonly sortKey: FieldKey;
  readonly title?: string;
}): VNode {
  const on = sorts.value.find((sort) => sort.key === props.sortKey);
  return (
    <button
      type="button"
      class={`sort ${on ? 'on' : ''}`}
      title={props.title ?? props.name}
      onClick={(event) => sortBy(props.sortKey, { add: event.shiftKey })}
    >
      <span class="ellipsis">{props.name}</span>
      {on && <Icon name={on.descending ? 'arrow-down' : 'arrow-up'} />}
    </button>
  );
}

const barWidth = 4;
const spreadHeight = 14;

/** Small bars: how the values of the rows shown are spread; the baseline's is a dashed tick. */
function Spread({ column }: { readonly column: Column }): VNode | null {
  const rows = order.value;
  const values = columnValues(column.key);
  const spread = useMemo(() => {
    const found = values && valuesOf(values, rows);
    return found && distribution(found);
  }, [values, rows]);
  if (!spread) return <span class="spread-place" />;
  const base = baselineRow.value;
  const [value] = base === undefined ? [] : ((values && valuesOf(values, [base])) ?? []);
  const at = value === undefined ? undefined : spread.place(value);
  const width = spread.bars.length * barWidth;
  return (
    <svg class="spread" width={width} height={spreadHeight} aria-hidden="true">
      {spread.bars.map((bar, index) => {
        const height = bar === 0 ? 0 : Math.max(1, bar * (spreadHeight - 1));
        return (
          <rect
            key={index}
            x={index * barWidth}
            y={spreadHeight - height}
            width={barWidth - 1}
            height={height}
          />
        );
      })}
      {at !== undefined && (
        <path class="tick" d={`M${0.5 + at * (width - 1.5)} 0V${spreadHeight}`} />
      )}
    </svg>
  );
}

function valuesOf(column: FrameColumn, rows: ArrayLike<number>): number[] | undefined {
  if (column.kind === 'text') return numbersOf(Array.from(rows, (row) => textAt(column, row)));
  return Array.from(rows, (row) => numberAt(column, row)).filter((value) => value !== undefined);
}

function ariaSort(key: string): 'ascending' | 'descending' | 'none' {
  const [first] = sorts.value;
  if (first?.key !== key) return 'none';
  return first.descending ? 'descending' : 'ascending';
}
