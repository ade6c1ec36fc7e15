import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { client, setBaseline, tell } from '../client';
import { rowOf, rows as allRows } from '../data';
import { copyTable } from '../export/exportTable';
import { announced, focused, selected, selectedRuns, state, toggleSelected } from '../model';
import { hideRuns, toggleStarred } from './personal';
import { rowHeight } from './placing';
import { openRun } from './TableRow';

const pageRows = 20;
const sidewaysPx = 140;

/** What the keys of the table do; also in the footer and the documentation. */
export function onTableKey(
  event: KeyboardEvent,
  rows: Uint32Array,
  box: HTMLDivElement | null,
): void {
  // Buttons have keys of their own.
  if (event.target instanceof HTMLButtonElement || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'a') selectAll(rows);
    else if (event.key === 'c') tell(copyTable('csv'));
    else return;
    event.preventDefault();
    return;
  }
  const idAt = (place: number): RunId | undefined => allRows.value[rows[place] ?? -1]?.id;
  const focusedRow = focused.value === undefined ? undefined : rowOf.value.get(focused.value);
  const at = focusedRow === undefined ? -1 : rows.indexOf(focusedRow);
  const go = (to: number): void => {
    const target = Math.max(0, Math.min(rows.length - 1, to));
    const from = focused.value;
    focused.value = idAt(target);
    if (event.shiftKey) select([from, focused.value]);
    if (box) reveal(box, target);
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
      go(at + pageRows);
      break;
    case 'PageUp':
      go(at - pageRows);
      break;
    case 'Home':
      go(0);
      break;
    case 'End':
      go(rows.length - 1);
      break;
    case 'ArrowLeft':
      box?.scrollBy({ left: -sidewaysPx });
      break;
    case 'ArrowRight':
      box?.scrollBy({ left: sidewaysPx });
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
    case 'l':
    case 'L':
      if (run) tell(client.ask('followJob', { run }));
      break;
    case 'o':
    case 'O':
      if (run) tell(client.ask('openWeb', { run }));
      break;
    case 's':
    case 'S':
      if (run) toggleStarred(run);
      break;
    case 'h':
    case 'H':
      if (run) hide(run);
      break;
    case 'Escape':
      selected.value = [];
      announced.value = 'Nothing is selected.';
      break;
    case 'd':
    case 'D':
      diff(run);
      break;
    default:
      return;
  }
  event.preventDefault();
}

/** The code of a run against another's, usually the baseline's, in the editor's own diff. */
export function diff(run: RunId | undefined, baseline = state.value.baseline): void {
  if (run === undefined || run === baseline) return;
  if (baseline === undefined) announced.value = 'Choose a baseline first: B makes it of a run.';
  else tell(client.ask('codeDiff', { from: baseline, to: run }));
}

/** The selected runs when the focused one is among them, else that one. */
function hide(run: RunId): void {
  const runs = selectedRuns.value.has(run) ? selected.value : [run];
  hideRuns(runs);
  selected.value = selected.value.filter((one) => !runs.includes(one));
  announced.value = `${plural(runs.length, 'run')} hidden. The footer shows them again.`;
}

/** Everything that matches, in the order shown. */
function selectAll(rows: Uint32Array): void {
  selected.value = Array.from(rows, (row) => allRows.value[row]?.id).filter(
    (run) => run !== undefined,
  );
  announced.value = `${selected.value.length} selected`;
}

function select(runs: readonly (RunId | undefined)[]): void {
  const added = runs.filter((run) => run !== undefined && !selectedRuns.value.has(run));
  for (const run of new Set(added)) if (run) toggleSelected(run);
}

function reveal(box: HTMLDivElement, row: number): void {
  const y = row * rowHeight;
  const head = box.firstElementChild?.clientHeight ?? 0;
  const room = box.clientHeight - head - rowHeight;
  if (y < box.scrollTop) box.scrollTop = y;
  else if (y > box.scrollTop + room) box.scrollTop = y - room;
}
