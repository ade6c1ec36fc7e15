import { type VNode } from 'preact';
import { focused } from '../model';
import { rowOf } from '../data';
import { openColumnMenu } from './columnMenu';
import { dragColumn } from './columnDrag';
import { activeCellId, focusedColumn, headFocused } from './cursor';
import { type Placed, px } from './placing';
import { commonPrefix } from './prefix';
import { Resize } from './Resize';
import { SortButton } from './SortButton';
import { ariaSort } from './sorting';
import { Spread } from './Spread';
import { headTitle } from './titles';
import { valuesOf } from './values';

/** The head of one column: its name, what it is sorted by, and how its values are spread. */
export function HeadCell({ placed }: { readonly placed: Placed }): VNode {
  const { column, x, index } = placed;
  const { key, part, group, numeric } = column;
  const here = headFocused.value && focusedColumn.value === key;
  const values = valuesOf(key, part);
  const prefix = group === 'metric' || numeric ? '' : commonPrefix(values);
  return (
    <div
      class={`cell ${group} ${numeric ? 'numeric' : ''} ${here ? 'active' : ''}`}
      id={here ? activeCellId : undefined}
      style={{ left: px(x), width: px(column.width) }}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={ariaSort(key)}
      data-column={key}
      onPointerEnter={(event) => {
        const run = focused.peek();
        event.currentTarget.title = headTitle(column, run && rowOf.peek().get(run));
      }}
      onPointerDown={(event) => dragColumn(column, event)}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        openColumnMenu(column, event.clientX, event.clientY);
      }}
    >
      <span class="head-line">
        <SortButton
          name={column.name}
          sortKey={key}
          part={part}
          note={column.shows !== 'last' ? column.shows : column.info ? prefix : ''}
        />
        <button
          type="button"
          class="caret"
          tabIndex={-1}
          aria-label={`Menu of ${column.name.slice(0, 100)}`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            openColumnMenu(column, box.left, box.bottom);
          }}
        >
          <span class="codicon codicon-chevron-down" aria-hidden="true" />
        </button>
      </span>
      {column.info === undefined ? (
        <span class="spread-place faint ellipsis cut-start" title={prefix}>
          <bdi>{prefix}</bdi>
        </span>
      ) : (
        <Spread column={column} />
      )}
      <Resize columnKey={key} name={column.name} width={column.width} />
    </div>
  );
}
