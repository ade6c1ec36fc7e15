import { openColumnMenu, shiftColumn } from './columnMenu';
import { columns } from './columns';
import { focusedColumn, focusedIndex, focusedLine, focusLine, headFocused } from './cursor';
import { rowHeight } from './placing';
import { reveal, revealColumn } from './reveal';
import { sortBy } from './sorting';
import { widenColumn } from './widen';

/** What the keys do while they are at the head of the table. */
export function onHeadKey(event: KeyboardEvent, grid: HTMLElement): boolean {
  const index = focusedIndex.value;
  const column = columns.value[index];
  const { key, shiftKey, altKey } = event;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const by = key === 'ArrowRight' ? 1 : -1;
      if (!altKey) toColumn(index + by, grid);
      else if (shiftKey) {
        widenColumn(column, by);
        revealColumn(grid, index);
      } else if (column) {
        shiftColumn(column, by);
        revealColumn(grid, focusedIndex.value);
      }
      return true;
    }
    case 'Home':
      toColumn(-1, grid);
      return true;
    case 'End':
      toColumn(columns.value.length - 1, grid);
      return true;
    case 'ArrowDown':
      leave(grid);
      return true;
    case 'Escape':
      headFocused.value = false;
      return true;
    case 'Enter':
    case ' ':
      sortBy(column?.key ?? 'run.name', { part: column?.part ?? 'last', add: shiftKey });
      return true;
    case 'ContextMenu':
    case 'F10': {
      if (!column || (key === 'F10' && !shiftKey)) return false;
      const cell = grid.querySelector('.header .active')?.getBoundingClientRect();
      openColumnMenu(column, cell?.left ?? 0, cell?.bottom ?? 0);
      return true;
    }
    default:
      return false;
  }
}

/** @param index −1 is the name */
export function toColumn(index: number, grid: HTMLElement): void {
  const at = Math.max(-1, Math.min(columns.value.length - 1, index));
  focusedColumn.value = columns.value[at]?.key ?? 'run.name';
  if (at < 0) grid.scrollLeft = 0;
  else revealColumn(grid, at);
}

function leave(grid: HTMLElement): void {
  headFocused.value = false;
  const line = Math.max(0, focusedLine());
  focusLine(line);
  reveal(grid, line * rowHeight);
}
