import { describe, expect, it } from 'vitest';
import { buildFrame } from '../../../../src/model/frame/buildFrame';
import { type FrameColumn, numberAt, textAt } from '../../../../src/model/frame/columns';
import { factColumn, factNames } from '../../../../src/model/frame/facts';
import { type RunRow } from '../../../../src/model/frame/frame';
import { Packer } from '../../../../src/model/frame/packColumns';
import { packInfos, unpackInfos } from '../../../../src/model/frame/packInfos';
import { packRows, unpackRows } from '../../../../src/model/frame/packRows';
import { type JobId, type PackageId } from '../../../../src/model/ids';
import { run } from '../../../support/domain';
import { generator, oddRuns } from '../../../support/someRuns';

const job = {
  id: 5 as JobId,
  name: undefined,
  status: 'success' as const,
  ref: 'try',
  sha: 'b'.repeat(40),
  webUrl: undefined,
};

function sent(rows: readonly RunRow[]): readonly RunRow[] {
  return unpackRows(structuredClone(packRows(rows, new Packer())));
}

/** What a row says, read field by field. */
function said(row: RunRow): RunRow {
  const { id, iid, eid, name, status, createdAt, startedAt, endedAt, author, project } = row;
  const { experimentId, experiment, branch, commit, progress, hasArtifacts, version, webUrl } = row;
  return {
    ...{ id, iid, eid, name, status, createdAt, startedAt, endedAt, author, project },
    ...{
      experimentId,
      experiment,
      branch,
      commit,
      job: row.job,
      progress,
      hasArtifacts,
      version,
      webUrl,
    },
  };
}

describe('runs on their way to a page', () => {
  it('say what they said, field by field', () => {
    const runs = [
      run(3, 'a', {}, { job, packageId: 3 as PackageId, startedAt: 1, endedAt: 2 }),
      run(2, '', { tags: { 'mlflow.source.git.branch': 'x' } }, { creator: undefined }),
      run(1, '\ufeff🦊', {}, { status: 'killed', startedAt: 0 }),
      run(4, 'live', { metrics: { l: [3, 2] }, params: { epochs: '4' } }, { status: 'running' }),
      run(5, 'over', { metrics: { l: [3, 2] }, params: { epochs: '1' } }),
    ];
    const { rows } = buildFrame(
      runs.map((one, index) => ({
        run: one,
        experiment: 'first',
        project: 'g/p',
        version: index === 1 ? 'm 1.0.0' : undefined,
      })),
    );
    expect(rows[3]?.progress).toEqual({ share: 0.25, words: '1 of 4 epochs' });
    expect(sent(rows).map(said)).toEqual(rows);
    expect(sent([])).toEqual([]);
  });

  it('say the same of a fact as rows that never travelled, equal names included', () => {
    const random = generator(4);
    for (let round = 0; round < 10; round++) {
      const runs = oddRuns(1 + random(12), random);
      const { rows } = buildFrame(
        [...runs, ...runs.map((one, index) => run(1_000 + index, one.name))].map((one) => ({
          run: one,
          experiment: 'first',
          version: undefined,
        })),
      );
      const there = sent(rows);
      for (const name of factNames) {
        const [here, arrived] = [factColumn(rows, name), factColumn(there, name)];
        const valueAt = (column: FrameColumn, row: number): unknown =>
          column.kind === 'number' ? numberAt(column, row) : textAt(column, row);
        expect(rows.map((_row, index) => valueAt(arrived, index))).toEqual(
          rows.map((_row, index) => valueAt(here, index)),
        );
      }
    }
  });

  it('say once what all ids and addresses begin with', () => {
    const runs = Array.from({ length: 3_000 }, (_one, index) =>
      run(index + 1, `brisk-otter-${index}`),
    );
    const { rows } = buildFrame(
      runs.map((one) => ({ run: one, experiment: 'first', project: 'g/p', version: undefined })),
    );
    const packed = packRows(rows, new Packer());
    const bytes = packed.columns.flatMap(([field, column]) =>
      column.kind === 'packed' && ['id', 'name', 'webUrl'].includes(field)
        ? [column.texts.bytes.byteLength / rows.length]
        : [],
    );
    expect(bytes).toHaveLength(3);
    for (const each of bytes) expect(each).toBeLessThan(6);
    expect(sent(rows).map(({ webUrl }) => webUrl)).toEqual(rows.map(({ webUrl }) => webUrl));
  });

  it('bring their directory of columns whole', () => {
    const random = generator(9);
    for (let round = 0; round < 20; round++) {
      const runs = oddRuns(random(12), random);
      const { columns } = buildFrame(
        runs.map((one) => ({ run: one, experiment: 'first', version: undefined })),
      );
      expect(unpackInfos(structuredClone(packInfos(columns, new Packer())))).toEqual(columns);
    }
  });
});
