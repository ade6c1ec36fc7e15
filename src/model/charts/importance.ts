import { type Dimension } from './dimension';
import { type BinnedFeature, growTree, missingBin, predict, type Tree } from './forest';
import { spearman } from './ranks';

export interface Feature extends Dimension {
  readonly name: string;
}

export interface Importance {
  readonly name: string;
  /** Share of all that shuffling any parameter costs, 0 to 1. */
  readonly share: number;
  /** Spearman's; undefined for categories and where there is no spread. */
  readonly correlation: number | undefined;
}

export interface ImportanceResult {
  /** Largest first. */
  readonly list: readonly Importance[];
  /** Share of the metric's variance that the trees foretell for runs they have not seen; may be below 0. */
  readonly foretold: number;
  readonly usedRuns: number;
  /** Runs with this metric. */
  readonly runs: number;
}

export const treeCount = 40;
export const fewestRuns = 10;
const mostRuns = 2_000;

/**
 * How much each parameter says about a metric: by how much the error of a forest of regression trees grows, for runs
 * that a tree was not grown from, when the values of one parameter are shuffled among them. The same data always
 * gives the same answer. Yields after every tree, so that a page stays alive. Undefined with too few runs.
 */
export function* importanceOf(
  features: readonly Feature[],
  metric: Float64Array,
): Generator<number, ImportanceResult | undefined, void> {
  const having = [...metric.keys()].filter((row) => Number.isFinite(metric[row]));
  const every = Math.max(1, having.length / mostRuns);
  const used = Array.from(
    { length: Math.floor(having.length / every) },
    (_one, index) => having[Math.floor(index * every)] ?? 0,
  );
  const target = Float64Array.from(used, (row) => metric[row] ?? 0);
  const told = features.map((feature) =>
    Float64Array.from(used, (row) => feature.values[row] ?? Number.NaN),
  );
  const varied = features.flatMap((feature, index) => {
    const values = told[index] ?? new Float64Array();
    return new Set(values).size > 1 ? [{ feature, values }] : [];
  });
  if (used.length < fewestRuns || varied.length === 0) return undefined;
  const binned = varied.map(({ feature, values }) =>
    binnedOf(values, feature.labels !== undefined),
  );
  const random = generator(11);
  const grown = varied.map(() => 0);
  const sum = new Float64Array(used.length);
  const votes = new Float64Array(used.length);
  for (let count = 0; count < treeCount; count++) {
    const rows = Uint32Array.from(used, () => Math.floor(random() * used.length));
    const seen = new Set(rows);
    const out = Uint32Array.from([...used.keys()].filter((row) => !seen.has(row)));
    const tree = growTree(binned, target, rows, random);
    const own = (row: number) => (index: number) => binned[index]?.bins[row] ?? missingBin;
    for (const row of out) {
      sum[row] = (sum[row] ?? 0) + predict(tree, own(row));
      votes[row] = (votes[row] ?? 0) + 1;
    }
    const before = errorOf(tree, target, out, own);
    varied.forEach((_one, index) => {
      const other = shuffled(out, random);
      const mixed = errorOf(
        tree,
        target,
        out,
        (row, place) => (feature) =>
          binned[feature]?.bins[feature === index ? (other[place] ?? row) : row] ?? missingBin,
      );
      grown[index] = (grown[index] ?? 0) + (mixed - before) / treeCount;
    });
    yield (count + 1) / treeCount;
  }
  const whole = grown.reduce((all, one) => all + Math.max(0, one), 0);
  const list = varied
    .map(({ feature, values }, index): Importance => ({
      name: feature.name,
      share: whole > 0 ? Math.max(0, grown[index] ?? 0) / whole : 0,
      correlation: feature.labels ? undefined : spearman(values, target)?.correlation,
    }))
    .sort((a, b) => b.share - a.share);
  return {
    list,
    foretold: foretoldOf(target, sum, votes),
    usedRuns: used.length,
    runs: having.length,
  };
}

function errorOf(
  tree: Tree,
  target: Float64Array,
  rows: Uint32Array,
  bins: (row: number, place: number) => (feature: number) => number,
): number {
  let error = 0;
  rows.forEach((row, place) => {
    error += (predict(tree, bins(row, place)) - (target[row] ?? 0)) ** 2;
  });
  return error / Math.max(1, rows.length);
}

function foretoldOf(target: Float64Array, sum: Float64Array, votes: Float64Array): number {
  const judged = [...target.keys()].filter((row) => (votes[row] ?? 0) > 0);
  const mean =
    judged.reduce((all, row) => all + (target[row] ?? 0), 0) / Math.max(1, judged.length);
  let [left, all] = [0, 0];
  for (const row of judged) {
    left += ((target[row] ?? 0) - (sum[row] ?? 0) / (votes[row] ?? 1)) ** 2;
    all += ((target[row] ?? 0) - mean) ** 2;
  }
  return all > 0 ? 1 - left / all : 0;
}

/** Numbers by their quantiles; of more categories than bins the rare ones share a bin. */
function binnedOf(values: Float64Array, categories: boolean): BinnedFeature {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (Number.isFinite(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const order = categories
    ? [...counts].sort((a, b) => b[1] - a[1])
    : [...counts].sort((a, b) => a[0] - b[0]);
  const all = order.reduce((sum, [, count]) => sum + count, 0);
  const binOf = new Map<number, number>();
  let before = 0;
  order.forEach(([value, count], place) => {
    const byPlace = Math.min(missingBin - 1, place);
    const spread = categories || order.length <= missingBin;
    binOf.set(
      value,
      spread ? byPlace : Math.min(missingBin - 1, Math.floor((before / all) * missingBin)),
    );
    before += count;
  });
  return {
    bins: Uint8Array.from(values, (value) => binOf.get(value) ?? missingBin),
    ordered: !categories,
  };
}

function shuffled(rows: Uint32Array, random: () => number): Uint32Array {
  const result = rows.slice();
  for (let place = result.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [result[place], result[other]] = [result[other] ?? 0, result[place] ?? 0];
  }
  return result;
}

function generator(seed: number): () => number {
  let value = seed;
  return () => {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    return value / 4_294_967_296;
  };
}
