import { type JournalEntry, type RunView, type StepView } from './journal';

/** A run on a time axis. All positions are ms from the axis' start; time in which nobody worked is cut out. */
export interface Timeline {
  /** In the order of the run's steps. */
  readonly bars: readonly StepBar[];
  /** Length of the axis, never 0. */
  readonly span: number;
  /** Undefined when nothing is under way. */
  readonly now: number | undefined;
  readonly ticks: readonly Tick[];
  /** Where a run was interrupted and went on. */
  readonly resumes: readonly number[];
  readonly elapsed: number;
  /** How long it will probably go on; undefined when nothing is under way. */
  readonly left: number | undefined;
}

export interface StepBar {
  readonly id: string;
  /** Undefined: has not begun. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** What usually comes yet; undefined when over, overdue or out of reach. */
  readonly expected: { readonly from: number; readonly to: number } | undefined;
}

export interface Tick {
  readonly at: number;
  /** `5`, `20 min`: the last one carries the unit. */
  readonly label: string;
}

/** The axis does not get shorter than this, so that quick steps do not fill it. */
const leastSpanMs = 10_000;

/** @param now the same clock as the run's times, ms since 1970 */
export function timeline(run: RunView, entries: readonly JournalEntry[], now: number): Timeline {
  const alive = isUnderWay(run);
  const times = run.steps.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]).filter(isTime);
  const begin = Math.min(...times, alive ? now : Number.POSITIVE_INFINITY);
  const origin = Number.isFinite(begin) ? begin : 0;
  const pauses = findPauses(run, entries, origin);
  const place = (at: number): number =>
    at - origin - pauses.reduce((sum, { from, to }) => sum + between(at, from, to), 0);
  const current = place(Math.max(now, origin));
  const bars = placeBars(run, place, alive ? current : undefined);
  const elapsed = alive ? current : Math.max(0, ...times.map(place));
  const end = Math.max(elapsed, ...bars.map((bar) => bar.expected?.to ?? 0));
  const span = Math.max(end * 1.02, leastSpanMs);
  return {
    bars,
    span,
    now: alive ? current : undefined,
    ticks: ticksOf(span),
    resumes: pauses.map(({ to }) => place(to)),
    elapsed,
    left: alive ? end - current : undefined,
  };
}

export function isUnderWay({ state }: Pick<RunView, 'state'>): boolean {
  return state === 'running' || state === 'stopping';
}

/** The step that only the user can do, known before it begins. */
export function isYours(step: Pick<StepView, 'id' | 'progress'>): boolean {
  return step.id === 'activation' || step.progress?.needsYou === true;
}

interface Pause {
  readonly from: number;
  readonly to: number;
}

/** Shorter silences before somebody goes on are not worth a cut. */
const leastPauseMs = 5_000;

/**
 * An entry without a step is written when somebody begins or goes on. What lies between it and the last sign of
 * life before it is a pause.
 */
function findPauses(run: RunView, entries: readonly JournalEntry[], origin: number): Pause[] {
  const signs = [
    ...entries.map((entry) => entry.at),
    ...run.steps.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]),
  ]
    .filter(isTime)
    .sort((a, b) => a - b);
  return entries
    .filter((entry) => entry.step === undefined && entry.at > origin)
    .flatMap(({ at }) => {
      const from = signs.findLast((sign) => sign < at);
      return from === undefined || from < origin || at - from < leastPauseMs
        ? []
        : [{ from, to: at }];
    });
}

function placeBars(
  run: RunView,
  place: (at: number) => number,
  now: number | undefined,
): StepBar[] {
  const ends = new Map<string, number | undefined>();
  return run.steps.map((step) => {
    const start = step.startedAt === undefined ? undefined : place(step.startedAt);
    const from = (end: number | undefined): StepBar['expected'] =>
      end === undefined || now === undefined || end <= now ? undefined : { from: now, to: end };
    switch (step.state) {
      case 'done': {
        const end = step.endedAt === undefined ? start : place(step.endedAt);
        ends.set(step.id, end ?? 0);
        return { id: step.id, start, end, expected: undefined };
      }
      case 'failed': {
        ends.set(step.id, undefined);
        const end = step.endedAt === undefined ? start : place(step.endedAt);
        return { id: step.id, start, end, expected: undefined };
      }
      case 'running': {
        const usual = (start ?? now ?? 0) + step.expectedMs;
        ends.set(step.id, Math.max(usual, now ?? 0));
        return { id: step.id, start, end: now, expected: from(usual) };
      }
      case 'waiting': {
        const waits = step.after.map((id) => (ends.has(id) ? ends.get(id) : 0));
        const blocked = now === undefined || run.state !== 'running' || waits.includes(undefined);
        const begins = Math.max(now ?? 0, ...waits.map((end) => end ?? 0));
        const expected = blocked ? undefined : { from: begins, to: begins + step.expectedMs };
        ends.set(step.id, expected?.to);
        return { id: step.id, start: undefined, end: undefined, expected };
      }
    }
  });
}

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const tickSteps: readonly (readonly [number, number, string])[] = [
  ...[2, 5, 10, 20].map((n) => [n * secondMs, secondMs, 's'] as const),
  ...[1, 2, 5, 10, 20].map((n) => [n * minuteMs, minuteMs, 'min'] as const),
  ...[1, 2, 6, 12, 24, 48].map((n) => [n * hourMs, hourMs, 'h'] as const),
];

/** Three to five round marks. */
function ticksOf(span: number): Tick[] {
  const chosen = tickSteps.find(([step]) => span / step <= 4.5) ?? tickSteps.at(-1);
  const [step, unit, name] = chosen ?? [hourMs, hourMs, 'h'];
  const count = Math.floor(span / step);
  return Array.from({ length: count + 1 }, (_one, index) => ({
    at: index * step,
    label: `${(index * step) / unit}${index === count ? ` ${name}` : ''}`,
  }));
}

function between(at: number, from: number, to: number): number {
  return Math.max(0, Math.min(at, to) - from);
}

function isTime(at: number | undefined): at is number {
  return at !== undefined;
}
