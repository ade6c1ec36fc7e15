import { type VNode } from 'preact';
import { type RunId } from '../../../../model/ids';
import { Icon } from '../../../ui/Controls';
import { MetricCell, RunCell, StatusIcon } from './Cells';
import { Mark } from '../Mark';
import { rows } from '../data';
import { focused, hovered, marks, selectedRuns, state, toggleSelected, view } from '../model';
import { starred, toggleStarred } from './personal';
import { nameWidth, type Placed, px } from './placing';

/** Id of a run's row in the page, for `aria-activedescendant`. */
export function rowId(run: RunId): string {
  return `run-${run.slice(run.lastIndexOf('/') + 1)}`;
}

export function openRun(run: RunId): void {
  view.value = { kind: 'promote', run };
}

export function Row(props: {
  readonly row: number;
  readonly shown: readonly Placed[];
  /** Place among all rows of the grid, from 0. */
  readonly index: number;
  readonly y: number;
  readonly pinned?: boolean;
}): VNode | null {
  const { row, shown, index, y, pinned } = props;
  const head = rows.value[row];
  if (!head) return null;
  const isSelected = selectedRuns.value.has(head.id);
  const isBaseline = state.value.baseline === head.id;
  const isStarred = starred.value.has(head.id);
  const mark = marks.value.get(head.id);
  const classes = [
    'row',
    pinned ? 'pinned' : '',
    isSelected ? 'selected' : '',
    focused.value === head.id && !pinned ? 'focused' : '',
    hovered.value === head.id ? 'hovered' : '',
  ];
  return (
    <div
      class={classes.join(' ')}
      id={pinned ? undefined : rowId(head.id)}
      style={pinned ? {} : { transform: `translateY(${y}px)` }}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      data-run={head.id}
      onClick={(event) => {
        focused.value = head.id;
        // The keys are the table's, also after a click on the box of a row.
        const grid = event.currentTarget.closest<HTMLElement>('[role=grid]');
        if (!(event.target instanceof HTMLButtonElement)) grid?.focus({ preventScroll: true });
      }}
      onDblClick={() => openRun(head.id)}
      onPointerEnter={() => {
        hovered.value = head.id;
      }}
      onPointerLeave={() => {
        if (hovered.value === head.id) hovered.value = undefined;
      }}
    >
      <div class="cell name-cell" style={{ width: px(nameWidth) }} role="rowheader">
        <input
          type="checkbox"
          class="check"
          style={mark && isSelected ? { '--mark': mark.color } : {}}
          checked={isSelected}
          aria-label={`Select ${head.name}`}
          tabIndex={-1}
          onClick={() => toggleSelected(head.id)}
        />
        {mark ? <Mark mark={mark} /> : <span class="mark" />}
        <button
          type="button"
          class={`star ${isStarred ? 'on' : ''}`}
          tabIndex={-1}
          aria-pressed={isStarred}
          aria-label={`Star ${head.name}`}
          title={isStarred ? 'Take the star away (S)' : 'Star this run (S)'}
          onClick={() => toggleStarred(head.id)}
        >
          <span
            class={`codicon codicon-${isStarred ? 'star-full' : 'star-empty'}`}
            aria-hidden="true"
          />
        </button>
        {pinned ? (
          <Icon name="pinned" label="baseline, pinned" />
        ) : (
          <StatusIcon status={head.status} />
        )}
        <span class="ellipsis grow" title={head.name}>
          {head.name}
        </span>
        {isBaseline && !pinned && <span class="sr-only">baseline</span>}
        {head.version !== undefined && (
          <span class="badge" title={`Model version ${head.version}`}>
            {head.version.split(' ').at(-1)}
          </span>
        )}
      </div>
      {shown.map(({ column, x }) => (
        <div
          key={column.key}
          class={`cell ${column.group}`}
          style={{ left: px(x), width: px(column.width) }}
          role="gridcell"
        >
          {column.group === 'metric' && column.info ? (
            <MetricCell row={row} info={column.info} />
          ) : (
            <RunCell row={row} column={column} />
          )}
        </div>
      ))}
    </div>
  );
}
