import { describe, expect, it } from 'vitest';
import { importanceOf, type ImportanceResult } from '../../../../src/model/charts/importance';
import { spearman } from '../../../../src/model/charts/ranks';

const count = 300;
const noise = (index: number): number => ((index * 7_919) % 997) / 997;
const depth = Float64Array.from({ length: count }, (_one, index) => index % 10);
const kind = Float64Array.from({ length: count }, (_one, index) => Math.floor(index / 10) % 3);
const idle = Float64Array.from({ length: count }, (_one, index) => noise(index * 31));
const metric = depth.map((value, index) => 3 * value + (kind[index] === 1 ? 20 : 0) + noise(index));

function run(...args: Parameters<typeof importanceOf>): ImportanceResult | undefined {
  const work = importanceOf(...args);
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

describe('importance', () => {
  const features = [
    { name: 'idle', values: idle, labels: undefined },
    { name: 'depth', values: depth, labels: undefined },
    { name: 'kind', values: kind, labels: ['a', 'b', 'c'] },
  ];

  it('finds numbers and categories that matter, and gives nearly nothing to the rest', () => {
    const result = run(features, metric)!;
    expect(result.list.map(({ name }) => name).sort()).toEqual(['depth', 'idle', 'kind']);
    const share = (name: string): number => result.list.find((one) => one.name === name)!.share;
    expect(share('idle')).toBeLessThan(0.03);
    expect(share('depth')).toBeGreaterThan(0.25);
    expect(share('kind')).toBeGreaterThan(0.25);
    expect(result.foretold).toBeGreaterThan(0.85);
    expect(result.list.find(({ name }) => name === 'kind')!.correlation).toBeUndefined();
    expect(run(features, metric)).toEqual(result);
  });

  it('takes a missing value as a value of its own', () => {
    const sometimes = Float64Array.from(depth, (_one, index) => (index % 2 === 0 ? Number.NaN : 5));
    const target = Float64Array.from(depth, (_one, index) => (index % 2 === 0 ? 1 : 0));
    const result = run(
      [{ name: 'sometimes', values: sometimes, labels: undefined }, features[0]!],
      target,
    )!;
    expect(result.list[0]).toMatchObject({ name: 'sometimes' });
    expect(result.list[0]!.share).toBeGreaterThan(0.9);
  });

  it('says that noise is not foretold, and nothing of too few runs', () => {
    expect(run([features[1]!], idle)!.foretold).toBeLessThan(0.2);
    expect(run(features, metric.slice(0, 9))).toBeUndefined();
    expect(
      run([{ name: 'same', values: new Float64Array(count), labels: undefined }], metric),
    ).toBeUndefined();
  });
});

it('correlates ranks: 1 for whatever always rises, ties shared, without what is missing', () => {
  const a = Float64Array.of(1, 2, 3, Number.NaN, 4);
  expect(spearman(a, Float64Array.of(1, 8, 27, 5, 64))).toEqual({ correlation: 1, pairs: 4 });
  expect(spearman(a, Float64Array.of(4, 3, 2, 9, 1))?.correlation).toBe(-1);
  expect(
    spearman(Float64Array.of(1, 2, 2, 3), Float64Array.of(1, 2, 3, 4))?.correlation,
  ).toBeCloseTo(0.9487, 4);
  expect(spearman(a, new Float64Array(5))).toBeUndefined();
});
