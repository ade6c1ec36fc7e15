import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { client } from '../client';
import { sayHint, tell } from '../message';
import { announced, selected, selectedRuns, state, view } from '../model';
import { hideRuns } from './personal';

/** The code of a run against another's, usually the baseline's, in the editor's own diff. */
export function diff(run: RunId | undefined, baseline = state.value.baseline): void {
  if (run === undefined || run === baseline) return;
  if (baseline === undefined) sayHint('Choose a baseline first: B makes it of a run.');
  else tell(() => client.ask('codeDiff', { from: baseline, to: run }));
}

/** The selected runs when the one that is meant is among them, else that one. */
export function meantBy(run: RunId): readonly RunId[] {
  return selectedRuns.value.has(run) ? selected.value : [run];
}

export function hide(run: RunId): void {
  const runs = meantBy(run);
  hideRuns(runs);
  selected.value = selected.value.filter((one) => !runs.includes(one));
  announced.value = `${plural(runs.length, 'run')} hidden. The footer shows them again.`;
}

/** The runs that are meant beside each other; one alone beside the baseline. */
export function compareRuns(meant: readonly RunId[]): void {
  const { baseline } = state.value;
  const runs = meant.length > 1 || baseline === undefined ? meant : [baseline, ...meant];
  selected.value = [...runs];
  view.value = { kind: 'compare', runs };
}
