import { effect } from '@preact/signals';
import { type RunId } from '../../../model/ids';
import { isRecord } from '../../../base/record';
import { chartMetric, chartsShown, focused, selected, state, type View, view } from './model';
import { detailsShown } from './table/detailsState';
import { sortsFrom } from './table/rememberedSorts';
import { sorts } from './table/sorting';
import { queryText, setQuery } from './query/queryState';
import { chosenView } from './query/viewState';

/** Where the memory of the page is kept; the editor gives it back after a reload. */
export interface Memory {
  remember(state: unknown): void;
  remembered(): unknown;
}

/** Puts the page back as the user had arranged it, and keeps it. @returns the last page that the editor asked for */
export function restore(memory: Memory, shownPage: () => number): number {
  const kept = memory.remembered();
  const page = isRecord(kept) ? apply(kept) : 0;
  const opened = isRecord(kept) ? kept['opened'] : undefined;
  effect(() =>
    memory.remember({
      // Before the editor told it, what it told the page before.
      opened: state.value.opened.places.length > 0 ? state.value.opened : opened,
      page: shownPage(),
      view: view.value,
      query: queryText.value,
      savedView: chosenView.value,
      sorts: sorts.value,
      selected: selected.value,
      focused: focused.value,
      chartsShown: chartsShown.value,
      detailsShown: detailsShown.value,
      chartMetric: chartMetric.value,
    }),
  );
  return page;
}

/** An older version of the page may have kept something else: what does not fit is left out. */
function apply(kept: Readonly<Record<string, unknown>>): number {
  view.value = viewOf(kept['view']) ?? view.value;
  if (typeof kept['query'] === 'string') setQuery(kept['query']);
  if (typeof kept['savedView'] === 'string') chosenView.value = kept['savedView'];
  sorts.value = sortsFrom(kept['sorts']);
  selected.value = runsOf(kept['selected']) ?? [];
  if (typeof kept['focused'] === 'string') focused.value = kept['focused'] as RunId;
  chartsShown.value = kept['chartsShown'] !== false;
  detailsShown.value = kept['detailsShown'] === true;
  if (typeof kept['chartMetric'] === 'string') chartMetric.value = kept['chartMetric'];
  return typeof kept['page'] === 'number' ? kept['page'] : 0;
}

function viewOf(kept: unknown): View | undefined {
  if (!isRecord(kept)) return undefined;
  const runs = runsOf(kept['runs']);
  if (kept['kind'] === 'compare' && runs) return { kind: 'compare', runs };
  if (kept['kind'] === 'promote' && typeof kept['run'] === 'string') {
    return { kind: 'promote', run: kept['run'] as RunId };
  }
  return undefined;
}

function runsOf(kept: unknown): RunId[] | undefined {
  return Array.isArray(kept) && kept.every((run) => typeof run === 'string')
    ? kept.map((run) => run as RunId)
    : undefined;
}
