import { describe, expect, it } from 'vitest';
import { buildRunTable, emptyTable } from '../../../src/model/runTable';
import { type JobId, type PackageId } from '../../../src/model/ids';
import { now, run } from '../../support/domain';

const table = (...runs: ReturnType<typeof run>[]) =>
  buildRunTable(runs.map((one) => ({ run: one, experiment: 'Loan', version: undefined })));

describe('runs as columns', () => {
  it('line up whatever each run has', () => {
    const built = table(
      run(1, 'a', { params: { depth: '3', seed: '1' }, metrics: { auc: 0.8 } }),
      run(2, 'b', { params: { seed: '1' }, metrics: { auc: [0.5, 0.9], loss: Number.NaN } }),
    );
    expect(built.params).toEqual([
      { name: 'depth', values: ['3', undefined], uniform: false },
      { name: 'seed', values: ['1', '1'], uniform: true },
    ]);
    expect(
      built.metrics.map((one) => [one.name, one.direction, [...one.has], one.min, one.max]),
    ).toEqual([
      ['auc', 'higher', [1, 1], 0.8, 0.9],
      ['loss', 'lower', [0, 1], Number.NaN, Number.NaN],
    ]);
    expect(built.metrics.map((one) => one.hasHistory)).toEqual([true, false]);
    expect(built.metrics[1]?.latest[1]).toBeNaN();
  });

  it('does not call a value uniform that some runs lack', () => {
    const [first, last] = [
      table(run(1, 'a', { tags: { gpu: 'yes' } }), run(2, 'b')),
      table(run(1, 'a'), run(2, 'b', { tags: { gpu: 'yes' } })),
    ];
    expect([first.tags[0]?.uniform, last.tags[0]?.uniform]).toEqual([false, false]);
    // Holes would travel to the page as something else than "none".
    expect(Object.keys(last.tags[0]?.values ?? [])).toEqual(['0', '1']);
  });

  it('says that there may be more points when the history was not read whole', () => {
    const built = table(run(1, 'a', { metrics: { auc: 0.8 } }, { historyComplete: false }));
    expect(built.metrics[0]?.hasHistory).toBe(true);
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
    const { rows } = buildRunTable([
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

  it('is nothing for no runs', () => expect(buildRunTable([])).toEqual(emptyTable));
});
