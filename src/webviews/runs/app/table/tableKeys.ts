import { type RunId } from '../../../../model/ids';
import { client, setBaseline } from '../client';
import { tell } from '../message';
import { rowOf } from '../data';
import { announced, focused, selected, state, toggleSelected, view } from '../model';
import { columns } from './columns';
import { copyCell, copyRows } from './copying';
import { closeDetails, detailsShown, openDetails } from './detailsState';
import {
  focusedGroup,
  focusedIndex,
  focusedLine,
  focusLine,
  headFocused,
  selectAllMatching,
  selectRange,
  startRange,
} from './cursor';
import { onHeadKey, toColumn } from './headKeys';
import { folded, lines, toggleFolded } from './lines';
import { toggleStarred } from './personal';
import { rowHeight } from './placing';
import { reveal, rowBelow, visibleRows } from './reveal';
import { diff, hide } from './runActions';
import { openRunMenu } from './runMenu';

/** What the keys of the table do; also in the footer and the documentation. */
export function onTableKey(event: KeyboardEvent, grid: HTMLElement): void {
  // Buttons have keys of their own.
  if (event.target instanceof HTMLButtonElement) return;
  const done = headFocused.value
    ? onHeadKey(event, grid)
    : event.ctrlKey || event.metaKey
      ? onControlKey(event, grid)
      : !event.altKey && (onMove(event, grid) || onRowKey(event, grid));
  if (done) event.preventDefault();
}

function onControlKey({ key }: KeyboardEvent, grid: HTMLElement): boolean {
  switch (key) {
    case 'a':
      selectAllMatching();
      return true;
    case 'c':
      if (selected.value.length > 0) copyRows(selected.value);
      else copyCell();
      return true;
    case 'Home':
      toColumn(-1, grid);
      to(0, false, grid);
      return true;
    case 'End':
      toColumn(columns.value.length - 1, grid);
      to(lines.value.at.length - 1, false, grid);
      return true;
    default:
      return false;
  }
}

function onMove({ key, shiftKey }: KeyboardEvent, grid: HTMLElement): boolean {
  const line = focusedLine();
  const label = focusedGroup.value;
  switch (key) {
    case 'ArrowDown':
      to(line + 1, shiftKey, grid);
      return true;
    case 'ArrowUp':
      if (line <= 0 && !shiftKey) headFocused.value = true;
      else to(line - 1, shiftKey, grid);
      return true;
    case 'PageDown':
      to(line + visibleRows(grid), shiftKey, grid);
      return true;
    case 'PageUp':
      to(line - visibleRows(grid), shiftKey, grid);
      return true;
    case 'Home':
      toColumn(-1, grid);
      return true;
    case 'End':
      toColumn(columns.value.length - 1, grid);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight': {
      const right = key === 'ArrowRight';
      if (label === undefined) toColumn(focusedIndex.value + (right ? 1 : -1), grid);
      else if (folded.value.has(label) === right) toggleFolded(label);
      return true;
    }
    default:
      return false;
  }
}

function onRowKey(event: KeyboardEvent, grid: HTMLElement): boolean {
  const label = focusedGroup.value;
  if (label !== undefined) {
    if (event.key !== 'Enter' && event.key !== ' ') return false;
    toggleFolded(label);
    return true;
  }
  const run = focused.value;
  if (event.key === 'Escape') {
    if (detailsShown.value) closeDetails();
    else {
      selected.value = [];
      announced.value = 'Nothing is selected.';
    }
    return true;
  }
  if (run === undefined || !rowOf.value.has(run)) return false;
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const { x, y } = rowBelow(grid, focusedLine());
    openRunMenu(run, x, y);
    return true;
  }
  return act(event.key, run);
}

function act(key: string, run: RunId): boolean {
  switch (key) {
    case ' ':
      toggleSelected(run);
      startRange(run);
      return true;
    case 'Enter':
      openDetails(run);
      return true;
    case 'b':
    case 'B':
      setBaseline(state.value.baseline === run ? undefined : run);
      return true;
    case 'p':
    case 'P':
      view.value = { kind: 'promote', run };
      return true;
    case 'l':
    case 'L':
      tell(() => client.ask('followJob', { run }));
      return true;
    case 'o':
    case 'O':
      tell(() => client.ask('openWeb', { run }));
      return true;
    case 's':
    case 'S':
      toggleStarred(run);
      return true;
    case 'h':
    case 'H':
      hide(run);
      return true;
    case 'd':
    case 'D':
      diff(run);
      return true;
    default:
      return false;
  }
}

function to(line: number, extend: boolean, grid: HTMLElement): void {
  const { at } = lines.value;
  const target = Math.max(0, Math.min(at.length - 1, line));
  const from = focusedGroup.value === undefined ? focused.value : undefined;
  if (extend && from !== undefined && !extending) startRange(from);
  extending = extend;
  focusLine(target);
  const run = focused.value;
  if (extend && run !== undefined && focusedGroup.value === undefined) selectRange(run);
  reveal(grid, target * rowHeight);
}

/** Shift is held since a range began. */
let extending = false;
