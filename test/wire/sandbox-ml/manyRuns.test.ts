import { afterAll, describe, expect, it } from 'vitest';
import { seedRuns } from '../../../src/sandbox/gitlab/ml/seed';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab } from './support';

afterAll(removeCertificates);

const query = `query ($after: String) {
  mlExperiment(id: "gid://gitlab/Ml::Experiment/1") {
    candidates(first: 100, after: $after) {
      nodes { eid name status params { nodes { name value } } metrics { nodes { id name value step } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

describe('an experiment with very many runs', () => {
  it('is listed page by page, the last page as quickly as the first', async () => {
    await using gitlab = await mlGitLab();
    const wanted = {
      project: gitlab.project,
      experiment: 'grid',
      runs: 3_000,
      metrics: 100,
      params: 20,
    };
    seedRuns(gitlab.context, wanted);
    const seen = new Set<unknown>();
    const times: number[] = [];
    for (let after: unknown = null; ;) {
      const start = performance.now();
      const { data, errors } = await gitlab.graphql(query, { after });
      times.push(performance.now() - start);
      expect(errors).toBeUndefined();
      const page = at(data, 'mlExperiment', 'candidates');
      for (const node of at(page, 'nodes') as { eid: string; metrics: { nodes: unknown[] } }[]) {
        seen.add(node.eid);
        expect(node.metrics.nodes.length).toBe(100);
      }
      if (at(page, 'pageInfo', 'hasNextPage') !== true) break;
      after = at(page, 'pageInfo', 'endCursor');
    }
    expect([seen.size, times.length]).toEqual([3_000, 30]);
    const half = (part: number[]): number => part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
    // Work that grows with the place in the list would show as a multiple.
    expect(half(times.slice(20))).toBeLessThan(half(times.slice(0, 10)) * 3 + 50);
  });

  it('is searched by a metric over MLflow’s API in pages of a thousand', async () => {
    await using gitlab = await mlGitLab();
    seedRuns(gitlab.context, {
      project: gitlab.project,
      experiment: 'grid',
      runs: 1_500,
      metrics: 5,
      params: 5,
      points: 10,
    });
    const search = { experiment_ids: ['1'], max_results: 5_000, order_by: 'metrics.auc DESC' };
    const first = await gitlab.mlflow('POST', 'runs/search', search);
    const page_token = at(first.json, 'next_page_token');
    const second = await gitlab.mlflow('POST', 'runs/search', { ...search, page_token });
    const values = [first, second].map(({ json }) =>
      (at(json, 'runs') as Found[]).map((run) => {
        const points = run.data.metrics.filter(({ key }) => key === 'auc');
        expect(points.length).toBe(10);
        return points.at(-1)?.value ?? 0;
      }),
    );
    expect(values.map(({ length }) => length)).toEqual([1_000, 500]);
    const all = values.flat();
    expect(all).toEqual(all.toSorted((a, b) => b - a));
  });

  it('is the same for the same seed', async () => {
    await using gitlab = await mlGitLab();
    const { world, context, project } = gitlab;
    const shape = (experiment: string, seed: number): unknown => {
      const from = world.tables.candidates.length;
      seedRuns(context, { project, experiment, runs: 3, metrics: 4, params: 3, points: 2, seed });
      const runs = world.tables.candidates.slice(from);
      return runs.map((run) => [
        run.eid,
        run.name,
        run.params.map(({ value }) => value),
        run.metrics.map(({ name, value, step }) => [name, value, step]),
      ]);
    };
    const first = shape('a', 5);
    expect(shape('b', 5)).toEqual(first);
    expect(shape('c', 6)).not.toEqual(first);
  });
});

interface Found {
  readonly data: { readonly metrics: readonly { key: string; value: number }[] };
}
