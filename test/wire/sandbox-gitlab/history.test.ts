import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { removeCertificates, testGitLab } from './support';

afterAll(removeCertificates);

it('has some weeks of work behind it: runs of real jobs on real commits, merge requests, a model', async () => {
  await using gitlab = await testGitLab({
    seedProjectFolder: join(root, 'sample'),
    seedHistory: true,
  });
  const project = encodeURIComponent('mlops/credit-scoring');
  const read = async (path: string): Promise<unknown> => {
    const { status, json } = await gitlab.ask('GET', `/api/v4/projects/${project}/${path}`);
    expect(status, path).toBe(200);
    return json;
  };
  expect(await read('merge_requests?state=all&order_by=created_at&sort=asc')).toMatchObject([
    { source_branch: 'mlops-experiment-1', state: 'merged' },
    { source_branch: 'mlops-experiment-2', state: 'opened' },
    { source_branch: 'mlops-experiment-3', state: 'opened' },
    { source_branch: 'mlops-experiment-4', state: 'opened' },
  ]);
  const { runs } = (
    await gitlab.ask('POST', `/api/v4/projects/${project}/ml/mlflow/api/2.0/mlflow/runs/search`, {
      json: { experiment_ids: ['1'], max_results: 1_000 },
    })
  ).json as { runs: readonly Run[] };
  const finished = runs.filter((run) => run.info.status === 'FINISHED');
  expect(runs.length).toBeGreaterThan(150);
  expect(runs.length).toBeGreaterThan(finished.length);
  const best = finished.map((run) => value(run, 'AUC')).sort((a, b) => b - a)[0] ?? 0;
  expect(best).toBeGreaterThan(0.85);
  expect(best).toBeLessThan(1);
  // What a run says about itself leads somewhere.
  const run = finished[0];
  const tag = (key: string): string => run?.data.tags.find((one) => one.key === key)?.value ?? '';
  const job = await read(`jobs/${tag('gitlab.CI_JOB_ID')}`);
  const sha = tag('mlflow.source.git.commit');
  expect(job).toMatchObject({ name: 'trigger_train', status: 'success', commit: { id: sha } });
  const changed = await read(`repository/commits/${sha}/diff`);
  expect(changed).toMatchObject([{ new_path: 'loan_prediction.py' }]);
  const log = await gitlab.ask(
    'GET',
    `/api/v4/projects/${project}/jobs/${tag('gitlab.CI_JOB_ID')}/trace`,
  );
  expect(log.text).toContain('== random_forest');
  expect(run?.info.start_time).toBeLessThan(Date.now());
  expect(finished.every((one) => one.info.end_time > one.info.start_time)).toBe(true);
  expect(gitlab.context.crashes).toEqual([]);
}, 60_000);

interface Run {
  readonly info: {
    readonly status: string;
    readonly start_time: number;
    readonly end_time: number;
  };
  readonly data: {
    readonly metrics: readonly { readonly key: string; readonly value: number }[];
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  };
}

function value(run: Run, key: string): number {
  return run.data.metrics.findLast((one) => one.key === key)?.value ?? 0;
}
