import { numberAt, textAt } from './frame/columns';
import { type MetricValues, type RunTable, type TextValues } from './frame/runTable';

/** How far a running run is; `share` is from 0 to 1. */
export interface RunProgress {
  readonly share: number;
  /** `40 of 100 epochs`, in the words of the param that says how many there will be. */
  readonly words: string;
}

/** Params that say how many steps a run will log, the closest ones first. */
const totals = [
  'max_steps',
  'total_steps',
  'num_steps',
  'n_steps',
  'max_epochs',
  'num_train_epochs',
  'num_epochs',
  'n_epochs',
  'epochs',
  'max_iter',
  'num_iterations',
  'iterations',
  'num_boost_round',
  'n_estimators',
] as const;

/** So many runs that have ended are asked whether the param means what they logged. */
const witnesses = 12;
/** Metrics of one run stop at the same step, or nearly. */
const askedMetrics = 100;

/**
 * How far the running runs of a table are. A total is believed only where runs that have ended show that it is one:
 * at least one stopped exactly there, and none went on. Otherwise a run of a hundred epochs that logs each batch
 * would look half done in its first epoch.
 */
export function progressReader(table: RunTable): (row: number) => RunProgress | undefined {
  if (!table.heads.some(({ status }) => status === 'running')) return () => undefined;
  const steps = [...table.metrics.values()]
    .filter((metric) => metric.steps !== undefined)
    .slice(0, askedMetrics);
  const found = new Map<string, Counting | undefined>();
  const countingOf = (name: string, values: TextValues): Counting | undefined => {
    if (!found.has(name)) found.set(name, countingIn(table, values, steps));
    return found.get(name);
  };
  return (row) => {
    const head = table.heads[row];
    if (head?.status !== 'running' || steps.length === 0) return undefined;
    const step = lastStep(steps, row);
    if (step === undefined) return undefined;
    for (const name of totals) {
      const values = table.params.get(name);
      const total = values && wholeNumber(values, row);
      if (!values || total === undefined) continue;
      const counting = countingOf(name, values);
      const done = counting === 'from 0' ? step + 1 : step;
      if (counting === undefined || done > total) continue;
      return { share: done / total, words: `${done} of ${total} ${unitOf(name)}` };
    }
    return undefined;
  };
}

/** What the last step of a whole run is: one less than the total, or the total. */
type Counting = 'from 0' | 'from 1';

function countingIn(
  table: RunTable,
  values: TextValues,
  steps: readonly MetricValues[],
): Counting | undefined {
  let counting: Counting | undefined;
  let asked = 0;
  for (let row = 0; row < table.heads.length && asked < witnesses; row++) {
    if (table.heads[row]?.status !== 'finished') continue;
    const total = wholeNumber(values, row);
    const step = total === undefined ? undefined : lastStep(steps, row);
    if (total === undefined || step === undefined) continue;
    asked++;
    if (step > total) return undefined;
    if (step === total) counting = 'from 1';
    else if (step === total - 1) counting ??= 'from 0';
  }
  return counting;
}

/** The highest step of any metric; undefined when nothing but step 0 was logged. */
function lastStep(metrics: readonly MetricValues[], row: number): number | undefined {
  let last = 0;
  for (const { rows, steps } of metrics) {
    const step = steps && numberAt({ kind: 'number', rows, values: steps }, row);
    if (step !== undefined && step > last) last = step;
  }
  return last === 0 ? undefined : last;
}

function wholeNumber(values: TextValues, row: number): number | undefined {
  const text = textAt(values.column, row);
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function unitOf(param: string): string {
  if (param.includes('epoch')) return 'epochs';
  if (param.includes('step')) return 'steps';
  return param === 'n_estimators'
    ? 'estimators'
    : param === 'num_boost_round'
      ? 'rounds'
      : 'iterations';
}
