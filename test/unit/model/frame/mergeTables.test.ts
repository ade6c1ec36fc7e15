import { describe, expect, it } from 'vitest';
import { frameOf } from '../../../../src/model/frame/buildFrame';
import { columnRef, type RunFrame } from '../../../../src/model/frame/frame';
import { mergeTables } from '../../../../src/model/frame/mergeTables';
import { emptyTable, pointCount, runAt, tableOf } from '../../../../src/model/frame/runTable';
import { type Run } from '../../../../src/model/run';
import { run } from '../../../support/domain';
import { generator, oddRuns } from '../../../support/someRuns';

const none = (): undefined => undefined;
const part = (runs: readonly Run[], experiment = 'Loan') => ({
  table: tableOf(runs),
  experiment,
  project: 'g/p',
  version: none,
});

/** Everything a page can see of a frame. */
function seen(frame: RunFrame): unknown {
  return {
    rows: frame.rows.map((row) => row.id),
    columns: frame.columns,
    values: frame.columns.map((info) =>
      (['last', 'min', 'max', 'points'] as const).map((of) => {
        const column = frame.column(columnRef(info.key, of));
        if (column?.kind !== 'text') return column;
        const texts = [...column.codes].map((code) => column.dictionary[code]);
        return { rows: column.rows, texts };
      }),
    ),
  };
}

describe('tables of runs put together', () => {
  it('are the table of all runs, however they were dealt out', () => {
    const random = generator(11);
    for (let round = 0; round < 60; round++) {
      const runs = oddRuns(1 + random(30), random);
      const hands: Run[][] = [[], [], []];
      for (const one of runs) hands[random(3)]!.push(one);
      const merged = mergeTables(hands.map(tableOf));
      const whole = frameOf([part(runs)]);
      expect(seen(frameOf([{ ...part([]), table: merged }]))).toEqual(seen(whole));
      expect(seen(frameOf(hands.map((hand) => part(hand))))).toEqual(
        seen(frameOf([part(mergedOrder(runs))])),
      );
    }
  });

  it('show the last word on a run that is in more than one', () => {
    const before = run(2, 'b', { params: { old: '1' }, metrics: { auc: 0.1 } });
    const after = run(2, 'b', { tags: { stage: 'old' }, metrics: { auc: [0.1, 0.9] } });
    const table = mergeTables([tableOf([run(3, 'c'), before, run(1, 'a')]), tableOf([after])]);
    expect(table.heads.map((head) => head.iid)).toEqual([3, 2, 1]);
    expect([...table.params.keys()]).toEqual([]);
    expect(runAt(table, 1)).toEqual({
      ...after,
      historyComplete: false,
      metrics: [
        { name: 'auc', latest: { value: 0.9, step: 1 }, points: [{ value: 0.9, step: 1 }] },
      ],
    });
    expect(pointCount(table, 1, 'auc')).toBe(2);
  });

  it('forget what only runs had that are gone', () => {
    const table = tableOf([
      run(2, 'b', { params: { a: '1', b: 'x' }, metrics: { auc: 5 } }),
      run(1, 'a', { params: { a: '2' } }),
    ]);
    const left = mergeTables([table], (head) => head.iid === 1);
    expect(left).toEqual(tableOf([run(1, 'a', { params: { a: '2' } })]));
    expect(mergeTables([table], () => false)).toEqual(emptyTable);
  });

  it('hide runs with all that was known of them', () => {
    const runs = [run(2, 'b', { params: { a: '1' } }), run(1, 'a', { params: { a: '2' } })];
    const frame = frameOf([{ ...part(runs), hides: (head) => head.iid === 2 }]);
    expect(frame.rows.map((row) => row.name)).toEqual(['a']);
    expect(frame.columns).toMatchObject([{ count: 1, uniform: true, min: 2, max: 2 }]);
  });

  it('line up runs of several experiments by their age', () => {
    const at = (iid: number, createdAt: number): Run =>
      run(iid, `r${iid}`, { params: { n: `${iid}` } }, { createdAt });
    const frame = frameOf([part([at(9, 30), at(2, 10)], 'A'), part([at(5, 20)], 'B')]);
    expect(frame.rows.map((row) => [row.name, row.experiment, row.project])).toEqual([
      ['r9', 'A', 'g/p'],
      ['r5', 'B', 'g/p'],
      ['r2', 'A', 'g/p'],
    ]);
    expect(frame.columns[0]).toMatchObject({ count: 3, uniform: false, min: 2, max: 9 });
  });
});

/** Newest first, as several parts are shown: all were made at the same time. */
function mergedOrder(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => b.iid - a.iid);
}
