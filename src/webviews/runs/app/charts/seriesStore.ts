import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { type Series } from '../../contract/chartContract';
import { client } from '../client';
import { rowFor } from '../data';
import { state } from '../model';

export interface LoadedSeries {
  /** Undefined until something is here. In the order of the runs; runs without points are left out. */
  readonly series: readonly Series[] | undefined;
  /** Runs that are still being read. */
  readonly pending: number;
  readonly problem: string | undefined;
}

interface Entry {
  readonly found: Map<RunId, Series | undefined>;
  /** Had not ended when they were read. */
  readonly growing: Set<RunId>;
  readAt: number | undefined;
}

/** Points that were read before: a run that had ended then has not logged anything since. */
const entries = new Map<string, Entry>();
const mostEntries = 24;
const runsPerRequest = 100;
const betweenDrawsMs = 400;

/** Points of one metric of some runs; asks only for what is not here yet. */
export function useSeries(metric: string | undefined, runs: readonly RunId[]): LoadedSeries {
  const [, setCount] = useState(0);
  const [problem, setProblem] = useState<string>();
  const { readAt } = state.value;
  const key = runs.join(' ');
  useEffect(() => {
    if (metric === undefined) return undefined;
    const abort = new AbortController();
    const redraw = (): void => setCount((count) => count + 1);
    setProblem(undefined);
    load(entryOf(metric, readAt), metric, runs, redraw, abort.signal).then(
      (unread) => setProblem(unread),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => abort.abort();
  }, [key, metric, readAt]);
  if (metric === undefined) return { series: undefined, pending: 0, problem: undefined };
  const found = entries.get(metric)?.found;
  const here = runs.filter((run) => found?.has(run));
  const series = here.flatMap((run) => found?.get(run) ?? []);
  const pending = runs.length - here.length;
  return { series: here.length === 0 && pending > 0 ? undefined : series, pending, problem };
}

function entryOf(metric: string, readAt: number | undefined): Entry {
  const entry: Entry = entries.get(metric) ?? { found: new Map(), growing: new Set(), readAt };
  // Used last, dropped last.
  entries.delete(metric);
  entries.set(metric, entry);
  for (const [name] of entries) {
    if (entries.size <= mostEntries) break;
    entries.delete(name);
  }
  return entry;
}

/** @returns why some runs could not be read */
async function load(
  entry: Entry,
  metric: string,
  runs: readonly RunId[],
  redraw: () => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const again = entry.readAt !== state.peek().readAt;
  const missing = runs.filter((run) => !entry.found.has(run) || (again && entry.growing.has(run)));
  const unread = new Set<string>();
  let drawn = performance.now();
  for (let from = 0; from < missing.length; from += runsPerRequest) {
    const some = missing.slice(from, from + runsPerRequest);
    const answer = await client.ask('series', { runs: some, metric }, signal);
    if (signal.aborted) return undefined;
    const byRun = new Map(answer.series.map((one) => [one.run, one]));
    const failed = new Set(answer.unread.map(({ run }) => run));
    for (const one of answer.unread) unread.add(one.message);
    for (const run of some) {
      // What could not be read now is asked for again with the next revision.
      entry.found.set(run, byRun.get(run) ?? entry.found.get(run));
      if (isGrowing(run) || failed.has(run)) entry.growing.add(run);
      else entry.growing.delete(run);
    }
    const now = performance.now();
    if (from + runsPerRequest < missing.length && now - drawn > betweenDrawsMs) {
      drawn = now;
      redraw();
    }
  }
  entry.readAt = state.peek().readAt;
  redraw();
  return unread.size === 0 ? undefined : [...unread].slice(0, 3).join(' ');
}

function isGrowing(run: RunId): boolean {
  const row = rowFor(run);
  return row === undefined || row.status === 'running' || row.status === 'scheduled';
}
