import { type RunId } from '../../../../model/ids';
import { client, setBaseline, tell } from '../client';
import { rows as allRows } from '../data';
import { announced, focused, selected, state, toggleSelected } from '../model';
import { rowHeight } from './placing';
import { openRun } from './TableRow';

const pageRows = 20;
const sidewaysPx = 140;

/** What the keys of the table do; also in the footer and the documentation. */
export function onTableKey(
  event: KeyboardEvent,
  rows: readonly number[],
  box: HTMLDivElement | null,
): void {
  // Buttons have keys of their own.
  if (event.target instanceof HTMLButtonElement || event.ctrlKey || event.metaKey || event.altKey)
    return;
  const ids = rows.map((row) => allRows.value[row]?.id);
  const at = ids.indexOf(focused.value);
  const go = (to: number): void => {
    const target = Math.max(0, Math.min(ids.length - 1, to));
    const from = focused.value;
    focused.value = ids[target];
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
      go(ids.length - 1);
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

function select(runs: readonly (RunId | undefined)[]): void {
  const added = runs.filter((run) => run !== undefined && !selected.value.includes(run));
  for (const run of new Set(added)) if (run) toggleSelected(run);
}

function reveal(box: HTMLDivElement, row: number): void {
  const y = row * rowHeight;
  const head = box.firstElementChild?.clientHeight ?? 0;
  const room = box.clientHeight - head - rowHeight;
  if (y < box.scrollTop) box.scrollTop = y;
  else if (y > box.scrollTop + room) box.scrollTop = y - room;
}
