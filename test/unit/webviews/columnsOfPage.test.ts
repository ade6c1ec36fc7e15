import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ColumnInfo, type ColumnRef } from '../../../src/model/frame/frame';
import { Packer } from '../../../src/model/frame/packColumns';
import { packInfos } from '../../../src/model/frame/packInfos';
import { packRows } from '../../../src/model/frame/packRows';
import {
  bringColumnsWith,
  column,
  columnsHere,
  columnsInUse,
  keptBytes,
  useSlice,
} from '../../../src/webviews/runs/app/data';

const info = (name: string): ColumnInfo => ({
  key: `metric.${name}`,
  kind: 'metric',
  name,
  count: 1,
  uniform: true,
  min: 1,
  max: 1,
  history: false,
  direction: 'unknown',
});
const values = (refs: readonly ColumnRef[]) =>
  refs.map((ref) => [ref, { kind: 'number', values: Float64Array.of(1) }] as const);

describe('columns on the page', () => {
  const brought: ColumnRef[][] = [];
  let revision = 0;
  const next = (): void =>
    useSlice({
      revision: ++revision,
      rows: packRows([], new Packer()),
      infos: packInfos(['a', 'b'].map(info), new Packer()),
      columns: values(columnsInUse()),
    });
  const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    brought.length = 0;
    bringColumnsWith((refs) => {
      brought.push([...refs]);
      return Promise.resolve({ revision, columns: values(refs) });
    });
  });
  afterEach(() => vi.useRealTimers());

  it('come when they are looked at, together, and with each revision while they are', async () => {
    next();
    expect([column('metric.a'), column('metric.b'), column('metric.c')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await settled();
    expect(brought).toEqual([['last metric.a', 'last metric.b']]);
    expect(column('metric.a')).toMatchObject({ kind: 'number' });
    next();
    expect(column('metric.a')).toBeDefined();
    expect(brought).toHaveLength(1);
  });

  it('are let go when nobody has looked for a minute, and come again when somebody does', async () => {
    next();
    column('metric.a');
    column('metric.b');
    await settled();
    for (let second = 0; second < 70; second += 10) {
      vi.advanceTimersByTime(10_000);
      column('metric.a');
      next();
    }
    expect(columnsInUse()).toEqual(['last metric.a']);
    expect(column('metric.a')).toBeDefined();
    expect(column('metric.b')).toBeUndefined();
    await settled();
    expect(column('metric.b')).toBeDefined();
  });

  it('are let go when they are too much for the page, those first that were looked at longest ago', async () => {
    const large = new Float64Array(keptBytes / 64);
    const names = Array.from({ length: 20 }, (_one, index) => `m${index}`);
    bringColumnsWith((refs) =>
      Promise.resolve({
        revision,
        columns: refs.map((ref) => [ref, { kind: 'number', values: large }] as const),
      }),
    );
    useSlice({
      revision: ++revision,
      rows: packRows([], new Packer()),
      infos: packInfos(names.map(info), new Packer()),
      columns: [],
    });
    for (const name of names) {
      // The first one is always in sight.
      column('metric.m0');
      column(`metric.${name}`);
      await settled();
    }
    const here = [...columnsHere.value.keys()];
    expect(here).toEqual([
      'last metric.m0',
      ...names.slice(-7).map((name): ColumnRef => `last metric.${name}`),
    ]);
    // All of them at once: they are in use, and none goes.
    for (let round = 0; round < 3; round++) {
      for (const name of names) column(`metric.${name}`);
      await settled();
    }
    expect(columnsHere.value.size).toBe(20);
  });
});
