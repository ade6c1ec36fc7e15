import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { columnRef } from '../../../../model/frame/frame';
import { countMatching } from '../../../../model/query/evaluate';
import { columnsHere, rows } from '../data';
import { asked, columnOf, planFor, queryNames } from './queryState';
import { shownViews } from './viewState';

/** How many runs a query finds, by its text; one that cannot be told yet is not there. */
export const viewCounts = signal<ReadonlyMap<string, number>>(new Map());

/** Columns that counts may bring to this side by themselves. */
const maxBrought = 60;
const enoughMs = 4;

/** Counts again, while nothing else is to be done, whenever views or runs change. @returns what ends it */
export function keepCounting(): () => void {
  let waiting: number | undefined;
  const stopListening = effect(() => {
    const left = [...new Set(shownViews.value.map(({ query }) => query))];
    // Counts of other runs, names or columns are to be made again.
    listenTo([rows, queryNames, asked, columnsHere]);
    const counted = new Map<string, number>();
    const brought = new Set<string>();
    if (waiting !== undefined) cancelIdleCallback(waiting);
    const go = (deadline: IdleDeadline): void => {
      waiting = undefined;
      do {
        const text = left.shift();
        if (text === undefined) break;
        const count = countOf(text, brought);
        if (count !== undefined) counted.set(text, count);
      } while (deadline.timeRemaining() > enoughMs);
      if (left.length > 0) waiting = requestIdleCallback(go);
      else viewCounts.value = counted;
    };
    waiting = requestIdleCallback(go);
  });
  return () => {
    stopListening();
    if (waiting !== undefined) cancelIdleCallback(waiting);
  };
}

function listenTo(sources: readonly ReadonlySignal<unknown>[]): void {
  sources.forEach((source) => source.value);
}

function countOf(text: string, brought: Set<string>): number | undefined {
  const plan = planFor(text);
  if (plan.problem) return undefined;
  let here = true;
  for (const ref of plan.refs) {
    brought.add(ref);
    const column = brought.size <= maxBrought ? columnOf(ref) : columnsHere.value.get(ref);
    if (!column) here = false;
  }
  // A search looks into all params and tags: too many to be brought for a number.
  if (plan.searches) {
    here &&= asked.value.searched.every((key) => columnsHere.value.has(columnRef(key)));
  }
  return here ? countMatching(plan.test, asked.value) : undefined;
}
