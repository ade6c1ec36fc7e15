import { type RunId } from './ids';
import { type NamedValue, type Run } from './run';

/** Which way a metric should move, guessed from its name. */
export type Direction = 'higher' | 'lower' | 'unknown';
export type Verdict = 'better' | 'worse' | 'equal' | 'unknown';

export interface ValueRow {
  readonly name: string;
  /** In the order of the runs; undefined where a run has no such value. */
  readonly values: readonly (string | undefined)[];
}

export interface MetricCell {
  readonly value: number;
  /** Against the baseline; undefined for the baseline itself and where the baseline has no value. */
  readonly delta: number | undefined;
  /** The delta as a share of the baseline's size; undefined where that is zero or not finite. */
  readonly relative: number | undefined;
  readonly verdict: Verdict;
}

export interface MetricRow {
  readonly name: string;
  readonly direction: Direction;
  readonly cells: readonly (MetricCell | undefined)[];
}

export interface Comparison {
  /** In the order of all lists of values and cells. */
  readonly runs: readonly RunId[];
  readonly baseline: RunId;
  readonly params: { readonly differing: readonly ValueRow[]; readonly equal: number };
  /** Differing metrics, regressions first: the largest relative loss on top. */
  readonly metrics: { readonly differing: readonly MetricRow[]; readonly equal: number };
  readonly tags: { readonly differing: readonly ValueRow[]; readonly equal: number };
}

type Comparable = Pick<Run, 'id' | 'params' | 'metrics' | 'tags'>;

/** What differs between runs. A baseline that is not among them, or none, means the first run. */
export function compareRuns(runs: readonly Comparable[], baseline?: RunId): Comparison | undefined {
  const base = runs.find((run) => run.id === baseline) ?? runs[0];
  if (!base) return undefined;
  const metrics = compareMetrics(runs, base);
  return {
    runs: runs.map((run) => run.id),
    baseline: base.id,
    params: compareValues(runs.map((run) => run.params)),
    metrics,
    tags: compareValues(runs.map((run) => run.tags)),
  };
}

const lowerIsBetter =
  /(?:^|[^a-z])(?:loss|losses|error|err|mse|rmse|mae|mape|rmsle|logloss|log_loss|perplexity|ppl|wer|cer|fpr|fnr|fid|brier|hinge|cross_?entropy|crossentropy|entropy|divergence|kl|regret|latency|duration|time|seconds|secs|ms|size|bytes|memory|cost|bic|aic)(?:$|[^a-z])/;
const higherIsBetter =
  /(?:^|[^a-z])(?:acc|accuracy|precision|recall|f1|f2|f1_?score|fbeta|auc|roc_?auc|pr_?auc|gini|ks|r2|r_?squared|score|map|ndcg|mrr|hit|hits|iou|miou|dice|bleu|rouge|meteor|psnr|ssim|tpr|tnr|sensitivity|specificity|kappa|mcc|likelihood|reward|return|throughput|lift|gain)(?:$|[^a-z])/;

export function betterDirection(metric: string): Direction {
  const words = metric
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/(^|[^a-z])neg(?:ative)?(?=[^a-z])/, '$1NEG');
  // scikit-learn's `neg_log_loss` is a loss turned round.
  if (words.includes('NEG')) return 'higher';
  const low = lowerIsBetter.test(words);
  const high = higherIsBetter.test(words);
  if (low === high) return low && /(?:loss|error|err)$/.test(words) ? 'lower' : 'unknown';
  return low ? 'lower' : 'higher';
}

function compareValues(lists: readonly (readonly NamedValue[])[]): {
  differing: ValueRow[];
  equal: number;
} {
  const maps = lists.map((list) => new Map(list.map((entry) => [entry.name, entry.value])));
  const names = [...new Set(lists.flatMap((list) => list.map((entry) => entry.name)))].sort();
  const rows = names.map((name) => ({ name, values: maps.map((map) => map.get(name)) }));
  const differing = rows.filter((row) => row.values.some((value) => value !== row.values[0]));
  return { differing, equal: rows.length - differing.length };
}

function compareMetrics(
  runs: readonly Comparable[],
  base: Comparable,
): { differing: MetricRow[]; equal: number } {
  const maps = runs.map((run) => latestValues(run));
  const reference = latestValues(base);
  const baseIndex = runs.indexOf(base);
  const names = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
  const rows = names.map((name): MetricRow => {
    const direction = betterDirection(name);
    const cells = maps.map((map, index) => {
      const value = map.get(name);
      if (value === undefined) return undefined;
      return metricCell(value, index === baseIndex ? undefined : reference.get(name), direction);
    });
    return { name, direction, cells };
  });
  const differing = rows
    .filter((row) => row.cells.some((cell) => !Object.is(cell?.value, row.cells[0]?.value)))
    .sort((a, b) => worst(b) - worst(a));
  return { differing, equal: rows.length - differing.length };
}

function metricCell(value: number, against: number | undefined, direction: Direction): MetricCell {
  if (against === undefined)
    return { value, delta: undefined, relative: undefined, verdict: 'unknown' };
  if (Object.is(value, against)) return { value, delta: 0, relative: 0, verdict: 'equal' };
  const delta = value - against;
  const share = delta / Math.abs(against);
  const relative = Number.isFinite(share) ? share : undefined;
  return { value, delta, relative, verdict: verdictOf(value, against, direction) };
}

function verdictOf(value: number, against: number, direction: Direction): Verdict {
  if (value === against) return 'equal';
  if (direction === 'unknown') return 'unknown';
  // A metric that became NaN got worse, whichever way it should move.
  if (Number.isNaN(value)) return 'worse';
  if (Number.isNaN(against)) return 'better';
  return value > against === (direction === 'higher') ? 'better' : 'worse';
}

/** How bad the worst cell of a row is; rows without a regression sort after all that have one. */
function worst(row: MetricRow): number {
  return Math.max(
    -1,
    ...row.cells.map((cell) =>
      cell?.verdict === 'worse' ? Math.abs(cell.relative ?? Number.MAX_VALUE) : -1,
    ),
  );
}

function latestValues(run: Comparable): Map<string, number> {
  return new Map(run.metrics.map((metric) => [metric.name, metric.latest.value]));
}
