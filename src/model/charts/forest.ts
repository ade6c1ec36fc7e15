/** A feature cut into at most 32 bins; the last one is for rows without a value. */
export interface BinnedFeature {
  readonly bins: Uint8Array;
  /** Whether neighbouring bins belong together; of categories any may. */
  readonly ordered: boolean;
}

export const missingBin = 31;

interface Leaf {
  readonly value: number;
}
interface Split {
  readonly feature: number;
  /** Bit n: bin n goes left. */
  readonly left: number;
  readonly yes: Tree;
  readonly no: Tree;
}
export type Tree = Leaf | Split;

const deepest = 8;
const smallestLeaf = 3;

/** A regression tree over some rows; at each split it tries a third of the features, chosen by `random`. */
export function growTree(
  features: readonly BinnedFeature[],
  target: Float64Array,
  rows: Uint32Array,
  random: () => number,
  depth = 0,
): Tree {
  const value = rows.reduce((sum, row) => sum + (target[row] ?? 0), 0) / Math.max(1, rows.length);
  if (depth >= deepest || rows.length < 2 * smallestLeaf) return { value };
  const tried = sample(features.length, Math.max(1, Math.ceil(features.length / 3)), random);
  let best: { feature: number; left: number; gain: number } | undefined;
  for (const feature of tried) {
    const found = features[feature] && bestSplit(features[feature], target, rows);
    if (found && found.gain > (best?.gain ?? 1e-12)) best = { feature, ...found };
  }
  if (!best) return { value };
  const { feature, left } = best;
  const bins = features[feature]?.bins;
  const goesLeft = (row: number): boolean => ((left >>> (bins?.[row] ?? missingBin)) & 1) === 1;
  return {
    feature,
    left,
    yes: growTree(features, target, rows.filter(goesLeft), random, depth + 1),
    no: growTree(
      features,
      target,
      rows.filter((row) => !goesLeft(row)),
      random,
      depth + 1,
    ),
  };
}

/** @param bin the bin of a feature for the row that is asked for */
export function predict(tree: Tree, bin: (feature: number) => number): number {
  let node = tree;
  while ('feature' in node)
    node = ((node.left >>> bin(node.feature)) & 1) === 1 ? node.yes : node.no;
  return node.value;
}

/** Categories in the order of their means, numbers in their own, rows without a value tried on both sides. */
function bestSplit(
  { bins, ordered }: BinnedFeature,
  target: Float64Array,
  rows: Uint32Array,
): { left: number; gain: number } | undefined {
  const counts = new Float64Array(32);
  const sums = new Float64Array(32);
  for (const row of rows) {
    const bin = bins[row] ?? missingBin;
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + (target[row] ?? 0);
  }
  const all = rows.length;
  const total = sums.reduce((sum, one) => sum + one, 0);
  const used = [...counts.keys()].filter((bin) => (counts[bin] ?? 0) > 0);
  const mean = (bin: number): number => (sums[bin] ?? 0) / (counts[bin] ?? 1);
  const orders = ordered
    ? [used, ...(used.at(-1) === missingBin ? [[missingBin, ...used.slice(0, -1)]] : [])]
    : [used.sort((a, b) => mean(a) - mean(b))];
  let best: { left: number; gain: number } | undefined;
  for (const order of orders) {
    let [mask, count, sum] = [0, 0, 0];
    for (const bin of order.slice(0, -1)) {
      mask |= 1 << bin;
      count += counts[bin] ?? 0;
      sum += sums[bin] ?? 0;
      if (count < smallestLeaf || all - count < smallestLeaf) continue;
      const gain = sum ** 2 / count + (total - sum) ** 2 / (all - count) - total ** 2 / all;
      if (gain > (best?.gain ?? 0)) best = { left: mask >>> 0, gain };
    }
  }
  return best;
}

function sample(count: number, wanted: number, random: () => number): number[] {
  const all = [...Array(count).keys()];
  for (let place = 0; place < wanted; place++) {
    const other = place + Math.floor(random() * (count - place));
    [all[place], all[other]] = [all[other] ?? 0, all[place] ?? 0];
  }
  return all.slice(0, wanted);
}
