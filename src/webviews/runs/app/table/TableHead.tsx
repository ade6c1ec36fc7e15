import { type VNode } from 'preact';
import { rows as allRows } from '../data';
import { order, selectedRuns } from '../model';
import { activeCellId, focusedColumn, headFocused, selectAllMatching } from './cursor';
import { drop } from './columnDrag';
import { HeadCell } from './HeadCell';
import { columnsInSight, groupSpans, nameWidth, placing, px } from './placing';
import { Resize } from './Resize';
import { SortButton } from './SortButton';
import { ariaSort } from './sorting';

/** Groups of columns, and their names with the spread of the rows that match. */
export function TableHead(): VNode {
  const { pinned } = placing.value;
  return (
    <>
      <div class="row groups" aria-hidden="true">
        <div class="frozen">
          <div class="cell name-cell" style={{ width: px(nameWidth.value) }}>
            Run
          </div>
        </div>
        {groupSpans.value.map((group) => (
          <div
            key={group.x}
            class="cell group-cell"
            style={{ left: px(group.x), width: px(group.width) }}
          >
            <span class="group-name ellipsis">{group.title}</span>
          </div>
        ))}
      </div>
      <div class="row header" role="row" aria-rowindex={1}>
        <div class="frozen" role="none">
          <NameHead />
          {pinned.map((one) => (
            <HeadCell key={one.column.key} placed={one} />
          ))}
          {drop.value?.pinned === true && (
            <span class="drop-line" style={{ left: px(drop.value.x) }} />
          )}
        </div>
        {columnsInSight.value.map((one) => (
          <HeadCell key={one.column.key} placed={one} />
        ))}
        {drop.value?.pinned === false && (
          <span class="drop-line" style={{ left: px(drop.value.x) }} />
        )}
      </div>
    </>
  );
}

function NameHead(): VNode {
  const count = order.value.length;
  const all = allRows.value.length;
  const here = headFocused.value && focusedColumn.value === 'run.name';
  return (
    <div
      class={`cell name-cell ${here ? 'active' : ''}`}
      id={here ? activeCellId : undefined}
      style={{ width: px(nameWidth.value) }}
      role="columnheader"
      aria-colindex={1}
      aria-sort={ariaSort('run.name')}
    >
      <SelectAll />
      <span class="head-line">
        <SortButton name="Name" sortKey="run.name" part="last" />
      </span>
      <span class="spread-place faint">
        {count === all ? '' : `${count.toLocaleString('en-US')} match`}
      </span>
      <Resize columnKey="run.name" name="Name" width={nameWidth.value} />
    </div>
  );
}

function SelectAll(): VNode {
  const chosen = selectedRuns.value;
  const all = order.value;
  const rows = allRows.value;
  let count = 0;
  if (chosen.size > 0) {
    for (const row of all) {
      const run = rows[row];
      if (run && chosen.has(run.id)) count++;
    }
  }
  const some = count > 0 && count < all.length;
  return (
    <input
      type="checkbox"
      class="check all"
      checked={count > 0 && !some}
      indeterminate={some}
      tabIndex={-1}
      aria-label="Select all that match"
      title="Select all that match (Ctrl+A)"
      onClick={(event) => {
        selectAllMatching();
        // What the box shows comes from what is selected.
        event.preventDefault();
      }}
    />
  );
}
