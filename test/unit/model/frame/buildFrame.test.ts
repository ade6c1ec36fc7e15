import { describe, expect, it } from 'vitest';
import { buildFrame } from '../../../../src/model/frame/buildFrame';
import { has, numberAt, textAt } from '../../../../src/model/frame/columns';
import {
  columnRef,
  emptyFrame,
  parseColumnKey,
  parseColumnRef,
} from '../../../../src/model/frame/frame';
import { type JobId, type PackageId } from '../../../../src/model/ids';
import { now, run } from '../../../support/domain';

const frame = (...runs: ReturnType<typeof run>[]) =>
  buildFrame(runs.map((one) => ({ run: one, experiment: 'Loan', version: undefined })));

describe('runs as columns', () => {
  it('line up whatever each run has', () => {
    const built = frame(
      run(1, 'a', { params: { depth: '3', seed: '1' }, metrics: { auc: 0.8 } }),
      run(2, 'b', { params: { seed: '1' }, metrics: { auc: [0.5, 0.9], loss: Number.NaN } }),
    );
    expect(
      built.columns.map((one) => [
        one.key,
        one.count,
        one.uniform,
        one.direction,
        [one.min, one.max],
        one.history,
      ]),
    ).toEqual([
      ['param.depth', 1, false, 'unknown', [3, 3], false],
      ['param.seed', 2, true, 'unknown', [1, 1], false],
      ['metric.auc', 2, false, 'higher', [0.8, 0.9], true],
      ['metric.loss', 1, false, 'lower', [Number.NaN, Number.NaN], false],
    ]);
    const depth = built.column('last param.depth');
    expect([textAt(depth, 0), textAt(depth, 1)]).toEqual(['3', undefined]);
    const loss = built.column('last metric.loss');
    expect([numberAt(loss, 0), numberAt(loss, 1)]).toEqual([undefined, Number.NaN]);
    const auc = (part: 'min' | 'max' | 'points') => built.column(columnRef('metric.auc', part));
    expect([0, 1].map((row) => numberAt(auc('min'), row))).toEqual([0.8, 0.5]);
    expect([0, 1].map((row) => numberAt(auc('max'), row))).toEqual([0.8, 0.9]);
    expect([0, 1].map((row) => numberAt(auc('points'), row))).toEqual([1, 2]);
  });

  it('does not call a value uniform that some runs lack', () => {
    const [first, last] = [
      frame(run(1, 'a', { tags: { gpu: 'yes' } }), run(2, 'b')),
      frame(run(1, 'a'), run(2, 'b', { tags: { gpu: 'yes' } })),
    ];
    expect([first.columns[0]?.uniform, last.columns[0]?.uniform]).toEqual([false, false]);
    const tag = last.column('last tag.gpu');
    expect([has(tag, 0), has(tag, 1)]).toEqual([false, true]);
  });

  it('says that there may be more points when the history was not read whole', () => {
    const built = frame(run(1, 'a', { metrics: { auc: 0.8 } }, { historyComplete: false }));
    expect(built.columns[0]?.history).toBe(true);
  });

  it('takes branch and commit from the job or the tags', () => {
    const job = {
      id: 5 as JobId,
      name: 'train',
      status: 'success' as const,
      ref: 'try',
      sha: 'b'.repeat(40),
      webUrl: undefined,
    };
    const { rows } = buildFrame([
      { run: run(1, 'a', {}, { job }), experiment: 'Loan', version: 'm 1.0.0' },
      {
        run: run(2, '<img onerror>', {}, { packageId: 3 as PackageId }),
        experiment: 'Loan',
        version: undefined,
      },
    ]);
    expect(rows).toMatchObject([
      {
        branch: 'try',
        commit: 'b'.repeat(40),
        job: { id: 5, status: 'success' },
        version: 'm 1.0.0',
      },
      { name: '<img onerror>', branch: undefined, hasArtifacts: true, createdAt: now - 900_000 },
    ]);
  });

  it('is nothing for no runs', () => {
    const { rows, columns } = buildFrame([]);
    expect({ rows, columns }).toEqual({ rows: emptyFrame.rows, columns: emptyFrame.columns });
  });
});

describe('names of columns', () => {
  it('hold whatever a metric may be called', () => {
    for (const name of ['AUC', 'a.b/c d', '🦊', ' last metric.x', '']) {
      const ref = columnRef(`metric.${name}`, 'min');
      expect(parseColumnRef(ref)).toEqual({ part: 'min', key: `metric.${name}` });
      expect(parseColumnKey(`metric.${name}`)).toEqual({ kind: 'metric', name });
    }
  });

  it.each(['', 'AUC', 'run.name', 'best metric.AUC', 'last run.name'])('refuse "%s"', (text) => {
    expect(parseColumnRef(text)).toBeUndefined();
  });
});
