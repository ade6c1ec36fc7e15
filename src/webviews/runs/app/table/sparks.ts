import { signal } from '@preact/signals';
import { type RunId } from '../../../../model/ids';
import { client } from '../client';
import { revision, rowFor } from '../data';
import { sayFailure } from '../message';
import { sparkPath } from './sparkPath';

/** Changes when curves have come. */
export const sparksArrived = signal(0);

interface Spark {
  /** Undefined while it is on its way. */
  path: string | undefined;
  /** Of a run that has not ended or could not be read, the revision that it was read with. */
  readonly growing: number | undefined;
}

const known = new Map<string, Spark>();
const mostKnown = 3_000;
/** Rows that were only passed are not asked for. */
const pauseMs = 120;
/** Of one metric, those looked at last. */
const mostWanted = 150;
const runsPerRequest = 50;

let wanted = new Map<string, Set<RunId>>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The curve of a run as a path; undefined until it is here. Asking is what brings it, after a pause. */
export function sparkOf(metric: string, run: RunId): string | undefined {
  const spark = known.get(keyOf(metric, run));
  const stale = spark?.growing !== undefined && spark.growing !== revision.peek();
  if (!spark || stale) want(metric, run);
  return spark?.path;
}

function want(metric: string, run: RunId): void {
  let runs = wanted.get(metric);
  if (!runs) wanted.set(metric, (runs = new Set()));
  runs.delete(run);
  runs.add(run);
  clearTimeout(timer);
  timer = setTimeout(bring, pauseMs);
}

function bring(): void {
  for (const [metric, all] of wanted) {
    const runs = [...all].slice(-mostWanted);
    for (let from = 0; from < runs.length; from += runsPerRequest) {
      void bringSome(metric, runs.slice(from, from + runsPerRequest));
    }
  }
  wanted = new Map();
}

async function bringSome(metric: string, runs: readonly RunId[]): Promise<void> {
  for (const run of runs) {
    const before = known.get(keyOf(metric, run))?.path;
    put(metric, run, before);
  }
  try {
    const { series, unread } = await client.ask('series', { runs: [...runs], metric });
    const found = new Map(series.map((one) => [one.run, sparkPath(one)]));
    for (const run of runs) put(metric, run, found.get(run) ?? '');
    for (const { run } of unread) put(metric, run, '', true);
  } catch (error) {
    for (const run of runs) put(metric, run, '', true);
    sayFailure(error);
  }
  sparksArrived.value++;
}

/** @param again ask once more with the next revision */
function put(metric: string, run: RunId, path: string | undefined, again = false): void {
  const status = rowFor(run)?.status;
  const lives = again || status === 'running' || status === 'scheduled';
  const growing = lives ? revision.peek() : undefined;
  const key = keyOf(metric, run);
  known.delete(key);
  known.set(key, { path, growing });
  for (const oldest of known.keys()) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
  }
}

function keyOf(metric: string, run: RunId): string {
  return `${run} ${metric}`;
}
