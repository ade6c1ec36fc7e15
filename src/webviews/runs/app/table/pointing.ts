import { type RunId } from '../../../../model/ids';
import { client } from '../client';
import { tell } from '../message';
import { focused, toggleSelected } from '../model';
import { focusedColumn, focusLine, focusRun, headFocused, selectRange, startRange } from './cursor';
import { type Grid } from './Grid';
import { lines, toggleFolded } from './lines';
import { toggleStarred } from './personal';
import { diff } from './runActions';

/** The run of the row that an event happened in. */
export function runAt(event: Event, grid: Grid | undefined): RunId | undefined {
  const row = event.target instanceof Element ? grid?.rowOf(event.target) : undefined;
  return row?.look?.head.id;
}

/** A click on a row: moves the keys there; selects, stars, folds or follows what was hit. */
export function onTableClick(event: MouseEvent, grid: Grid, box: HTMLElement): void {
  if (!(event.target instanceof Element)) return;
  const { target } = event;
  const row = grid.rowOf(target);
  if (row?.group) {
    const place = lines.value.groups.indexOf(row.group);
    focusLine(lines.value.at.indexOf(-1 - place));
    toggleFolded(row.group.label);
    box.focus({ preventScroll: true });
    return;
  }
  const run = row?.look?.head.id;
  if (!row || run === undefined) return;
  const key = row.cellOf(target)?.slot?.column.key;
  const was = focused.value;
  headFocused.value = false;
  focusedColumn.value = key ?? 'run.name';
  focusRun(run);
  box.focus({ preventScroll: true });
  if (target.closest('.star')) return toggleStarred(run);
  const checking = target.closest('.check') !== null;
  if (event.shiftKey) {
    if (!ranged) startRange(was ?? run);
    ranged = true;
    selectRange(run);
    if (checking) event.preventDefault();
    return;
  }
  ranged = false;
  if (checking || event.ctrlKey || event.metaKey) toggleSelected(run);
  startRange(run);
  if (!target.closest('.link')) return;
  if (key === 'run.job') tell(() => client.ask('followJob', { run }));
  if (key === 'run.commit') diff(run);
}

/** The last click drew a range too. */
let ranged = false;
