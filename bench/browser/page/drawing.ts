/** The same data and the same actions for every library. */
export interface LineData {
  readonly width: number;
  readonly height: number;
  readonly series: readonly { readonly xs: Float64Array; readonly ys: Float64Array }[];
}

export interface ParallelData {
  readonly width: number;
  readonly height: number;
  readonly names: readonly string[];
  /** A value per run, for each name. */
  readonly columns: readonly Float64Array[];
}

export interface Drawing {
  /** Draws for the first time; the data is in the library's own form already. */
  draw(): unknown;
  /** Shows a part of x; shares of the whole. */
  zoom?(from: number, to: number): unknown;
  remove(): void;
}

export function makeLines(count: number, points: number): LineData {
  const random = generator(count * points);
  const series = Array.from({ length: count }, () => {
    const top = 0.7 + random() * 0.25;
    const speed = 2 + random() * 6;
    return {
      xs: Float64Array.from({ length: points }, (_one, step) => step),
      ys: Float64Array.from(
        { length: points },
        (_one, step) =>
          top * (1 - Math.exp((-speed * step) / points)) + (random() - 0.5) * 0.05 * top,
      ),
    };
  });
  return { width: 900, height: 400, series };
}

export function makeParallel(runs: number, axes: number): ParallelData {
  const random = generator(runs + axes);
  return {
    width: 900,
    height: 400,
    names: Array.from({ length: axes }, (_one, index) => `param_${index}`),
    columns: Array.from({ length: axes }, () => Float64Array.from({ length: runs }, random)),
  };
}

function generator(seed: number): () => number {
  let value = seed;
  return () => {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    return value / 4_294_967_296;
  };
}
