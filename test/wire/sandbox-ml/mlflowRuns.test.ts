import { afterAll, describe, expect, it } from 'vitest';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab, type MlGitLab } from './support';

afterAll(removeCertificates);

describe('experiments of the MLflow API', () => {
  it('answers 200 for a created experiment and names it by its number in the project', async () => {
    await using gitlab = await mlGitLab();
    const tags = [{ key: 'team', value: 'risk' }];
    const created = await gitlab.mlflow('POST', 'experiments/create', { name: 'churn', tags });
    expect([created.status, created.json]).toEqual([200, { experiment_id: '1' }]);
    const experiment = {
      experiment_id: '1',
      name: 'churn',
      lifecycle_stage: 'active',
      artifact_location: 'not_implemented',
      tags,
    };
    const byName = await gitlab.mlflow('GET', 'experiments/get-by-name?experiment_name=churn');
    const byId = await gitlab.mlflow('GET', 'experiments/get?experiment_id=1');
    const list = await gitlab.mlflow('GET', 'experiments/list');
    expect([byName.json, byId.json, list.json]).toEqual([
      { experiment },
      { experiment },
      { experiments: [experiment] },
    ]);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('refuses a name that is taken or blank as existing, and finds nothing unknown', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
    const answers = [
      await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' }),
      await gitlab.mlflow('POST', 'experiments/create', { name: ' ' }),
      await gitlab.mlflow('POST', 'experiments/create', {}),
      await gitlab.mlflow('GET', 'experiments/get?experiment_id=9'),
      await gitlab.mlflow('GET', 'experiments/get-by-name'),
    ];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [400, { error_code: 'RESOURCE_ALREADY_EXISTS' }],
      [400, { error_code: 'RESOURCE_ALREADY_EXISTS' }],
      [400, { error: 'name is missing' }],
      [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }],
      [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }],
    ]);
  });

  it('pages a search by tokens that go on behind the last row, whatever was added meanwhile', async () => {
    await using gitlab = await mlGitLab();
    for (const name of ['a', 'b', 'c']) await gitlab.mlflow('POST', 'experiments/create', { name });
    const first = await gitlab.mlflow('POST', 'experiments/search', {
      max_results: 2,
      order_by: 'name',
      filter: "name = 'ignored'",
    });
    await gitlab.mlflow('POST', 'experiments/create', { name: 'aa' });
    const second = await gitlab.mlflow('POST', 'experiments/search', {
      max_results: 2,
      order_by: 'name',
      page_token: at(first.json, 'next_page_token'),
    });
    const names = (json: unknown): unknown =>
      (at(json, 'experiments') as { name: string }[]).map(({ name }) => name);
    expect([names(first.json), names(second.json), at(second.json, 'next_page_token')]).toEqual([
      ['a', 'b'],
      ['c'],
      null,
    ]);
  });

  it('deletes an experiment with its runs, but not the one of a model', async () => {
    await using gitlab = await mlGitLab();
    const run = await startRun(gitlab);
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    const answers = [
      await gitlab.mlflow('POST', 'experiments/delete', { experiment_id: '2' }),
      await gitlab.mlflow('POST', 'experiments/delete', { experiment_id: '1' }),
      await gitlab.mlflow('GET', `runs/get?run_id=${run}`),
    ];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [400, { message: 'Cannot delete an experiment associated to a model' }],
      [200, {}],
      [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }],
    ]);
  });
});

describe('runs of the MLflow API', () => {
  it('keeps every point of a metric with its time, and answers the run as GitLab does', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
    const created = await gitlab.mlflow('POST', 'runs/create', {
      experiment_id: '1',
      start_time: 1_700_000_000_000,
      tags: [{ key: 'mlflow.runName', value: 'tagged' }],
    });
    const run = String(at(created.json, 'run', 'info', 'run_id'));
    const logs = [
      ['runs/log-metric', { run_id: run, key: 'loss', value: 0.6, timestamp: 11, step: 1 }],
      ['runs/log-metric', { run_id: run, key: 'loss', value: '0.4', timestamp: 12, step: 2 }],
      ['runs/log-parameter', { run_id: run, key: 'lr', value: 0.01 }],
      ['runs/set-tag', { run_id: run, key: 'stage', value: 'dev' }],
      ['runs/update', { run_id: run, status: 'FINISHED', end_time: 1_700_000_060_000 }],
    ] as const;
    for (const [name, json] of logs) {
      const answer = await gitlab.mlflow('POST', name, json);
      expect([name, answer.status]).toEqual([name, 200]);
    }
    const answer = await gitlab.mlflow('GET', `runs/get?run_id=${run}`);
    expect(answer.json).toEqual({
      run: {
        info: {
          run_id: run,
          run_uuid: run,
          experiment_id: '1',
          start_time: 1_700_000_000_000,
          end_time: 1_700_000_060_000,
          run_name: 'tagged',
          status: 'FINISHED',
          artifact_uri: `${gitlab.url}/api/v4/projects/${gitlab.project.id}/packages/ml_models/candidate:1/files/`,
          lifecycle_stage: 'active',
          user_id: '1',
        },
        data: {
          metrics: [
            { key: 'loss', value: 0.6, timestamp: 11, step: 1 },
            { key: 'loss', value: 0.4, timestamp: 12, step: 2 },
          ],
          params: [{ key: 'lr', value: '0.01' }],
          tags: [
            { key: 'mlflow.runName', value: 'tagged' },
            { key: 'stage', value: 'dev' },
          ],
        },
      },
    });
  });

  it('names a run that nobody named after three animals', async () => {
    await using gitlab = await mlGitLab();
    const run = await startRun(gitlab);
    const answer = await gitlab.mlflow('GET', `runs/get?run_id=${run}`);
    expect(at(answer.json, 'run', 'info', 'run_name')).toMatch(/^[a-z]+-[a-z]+-[a-z]+-\d{1,4}$/);
  });

  it('skips duplicates of a batch silently but refuses them one by one', async () => {
    await using gitlab = await mlGitLab();
    const run_id = await startRun(gitlab);
    const batch = await gitlab.mlflow('POST', 'runs/log-batch', {
      run_id,
      metrics: [
        { key: 'loss', value: 1, timestamp: 1, step: 0 },
        { key: 'loss', value: 1, timestamp: 1, step: 0 },
      ],
      params: [
        { key: 'lr', value: '1' },
        { key: 'lr', value: '2' },
      ],
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    });
    expect([batch.status, batch.json]).toEqual([200, {}]);
    const run = await gitlab.mlflow('GET', `runs/get?run_id=${run_id}`);
    expect(at(run.json, 'run', 'data')).toEqual({
      metrics: Array(2).fill({ key: 'loss', value: 1, timestamp: 1, step: 0 }),
      params: [{ key: 'lr', value: '1' }],
      tags: [{ key: 'a', value: '1' }],
    });
    const param = await gitlab.mlflow('POST', 'runs/log-parameter', {
      run_id,
      key: 'lr',
      value: '3',
    });
    const tag = await gitlab.mlflow('POST', 'runs/set-tag', { run_id, key: 'a', value: '3' });
    expect([param.status, param.json]).toEqual([
      400,
      {
        error_code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining('PG::UniqueViolation') as unknown,
      },
    ]);
    expect([tag.status, tag.json]).toEqual([
      400,
      {
        error_code: 'INVALID_PARAMETER_VALUE',
        message: "Validation failed: Name 'a' already taken",
      },
    ]);
  });

  it('refuses what is too long, missing or no number', async () => {
    await using gitlab = await mlGitLab();
    const run_id = await startRun(gitlab);
    const metric = { run_id, key: 'loss', timestamp: 1 };
    const cases = [
      ['runs/log-parameter', { run_id, key: 'p', value: 'x'.repeat(501) }],
      ['runs/log-parameter', { run_id, key: 'p', value: '' }],
      ['runs/set-tag', { run_id, key: 't', value: 'x'.repeat(5001) }],
      ['runs/log-metric', { ...metric, key: 'm'.repeat(251), value: 1 }],
      ['runs/log-metric', { ...metric, value: 'NaN' }],
      ['runs/log-metric', { ...metric, value: 'Infinity' }],
      ['runs/log-metric', { run_id, key: 'loss' }],
      ['runs/log-batch', { run_id, metrics: [{ key: 'a', value: 1 }] }],
      ['runs/log-batch', { run_id, metrics: [{ key: 'a', value: '-Infinity', timestamp: 1 }] }],
      ['runs/update', { run_id, status: 'DONE' }],
      ['runs/create', { experiment_id: 'abc' }],
      ['runs/search', { experiment_ids: ['1'], order_by: ['metrics.loss DESC'] }],
      ['runs/get-nothing', {}],
    ] as const;
    const answers: unknown[] = [];
    for (const [name, json] of cases) {
      const answer = await gitlab.mlflow('POST', name, json);
      answers.push([answer.status, at(answer.json, 'message') ?? at(answer.json, 'error')]);
    }
    expect(answers).toEqual([
      [400, 'Validation failed: Value is too long (maximum is 500 characters)'],
      [400, "Validation failed: Value can't be blank"],
      [400, 'Validation failed: Value is too long (maximum is 5000 characters)'],
      [400, 'Validation failed: Name is too long (maximum is 250 characters)'],
      [400, 'value is invalid'],
      [400, 'value is invalid'],
      [400, 'value is missing, timestamp is missing'],
      [400, 'metrics[0][timestamp] is missing'],
      [400, 'metrics[0][value] is invalid'],
      [400, 'status does not have a valid value'],
      [400, 'experiment_id is invalid'],
      [400, 'order_by is invalid'],
      [404, '404 Not Found'],
    ]);
  });

  it('links a run to the job of its tag and fails for a job that is not there', async () => {
    await using gitlab = await mlGitLab();
    const run_id = await startRun(gitlab);
    const job = gitlab.job();
    const key = 'gitlab.CI_JOB_ID';
    const wrong = await gitlab.mlflow('POST', 'runs/set-tag', { run_id, key, value: '9999' });
    const right = await gitlab.mlflow('POST', 'runs/set-tag', {
      run_id,
      key,
      value: String(job.id),
    });
    expect([wrong.status, wrong.json, right.status]).toEqual([
      500,
      { message: '500 Internal Server Error' },
      200,
    ]);
    expect(gitlab.world.tables.candidates[0]?.ciJobId).toBe(job.id);
  });

  it('orders a search by columns and metrics, drops runs without the metric, and pages it', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
    for (const [run_name, auc] of [
      ['b', 0.7],
      ['A', 0.9],
      ['c', undefined],
      ['d', 0.8],
    ] as const) {
      const run = await gitlab.mlflow('POST', 'runs/create', { experiment_id: '1', run_name });
      const run_id = at(run.json, 'run', 'info', 'run_id');
      if (auc === undefined) continue;
      // Only the newest point counts.
      for (const value of [0, auc]) {
        await gitlab.mlflow('POST', 'runs/log-metric', { run_id, key: 'auc', value, timestamp: 1 });
      }
    }
    const names = async (order_by?: string): Promise<string> => {
      let [all, page_token]: [string[], unknown] = [[], undefined];
      do {
        const body = { experiment_ids: ['1', '77'], max_results: 2, order_by, page_token };
        const page = await gitlab.mlflow('POST', 'runs/search', body);
        const runs = at(page.json, 'runs') as { info: { run_name: string } }[];
        all = [...all, ...runs.map((run) => run.info.run_name)];
        page_token = at(page.json, 'next_page_token');
      } while (page_token !== null);
      return all.join('');
    };
    expect({
      nothing: await names(),
      name: await names('name ASC'),
      nameDown: await names('name'),
      id: await names('id asc'),
      metric: await names('metrics.auc'),
      metricUp: await names('metrics.auc ASC'),
      parameter: await names('params.lr ASC'),
    }).toEqual({
      nothing: 'dcAb',
      name: 'Abcd',
      nameDown: 'dcbA',
      id: 'bAcd',
      metric: 'Adb',
      metricUp: 'bdA',
      parameter: 'dcAb',
    });
  });

  it('pages the history of a metric where the server knows it, and answers 404 where not', async () => {
    await using gitlab = await mlGitLab();
    const run_id = await startRun(gitlab);
    for (let step = 0; step < 3; step++) {
      const point = { run_id, key: 'loss', value: step / 4, timestamp: 100 + step, step };
      await gitlab.mlflow('POST', 'runs/log-metric', point);
    }
    const path = `metrics/get-history?run_id=${run_id}&metric_key=loss&max_results=2`;
    const first = await gitlab.mlflow('GET', path);
    const token = String(at(first.json, 'next_page_token'));
    const second = await gitlab.mlflow('GET', `${path}&page_token=${token}`);
    expect([at(first.json, 'metrics'), second.json]).toEqual([
      [
        { key: 'loss', value: 0, timestamp: 100, step: 0 },
        { key: 'loss', value: 0.25, timestamp: 101, step: 1 },
      ],
      {
        metrics: [{ key: 'loss', value: 0.5, timestamp: 102, step: 2 }],
        next_page_token: null,
      },
    ]);
    await using older = await mlGitLab({ features: { metricHistory: false } });
    const absent = await older.mlflow('GET', path);
    expect([absent.status, absent.json]).toEqual([404, { error: '404 Not Found' }]);
  });
});

describe('rights on the MLflow API', () => {
  it('answers 401 to those who may only read, also for searches, and 404 to strangers', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
    const reporter = await gitlab.member('rita', 20);
    const reader = await gitlab.member('dora', 30, ['read_api']);
    const stranger = await gitlab.member('sam', 0);
    gitlab.world.tables.members.pop();
    const ask = async (method: string, name: string, token: string | null): Promise<unknown> => {
      const body = method === 'POST' ? { experiment_ids: ['1'], name: 'x' } : undefined;
      const answer = await gitlab.mlflow(method, name, body, { token });
      return [answer.status, at(answer.json, 'message') ?? at(answer.json, 'error')];
    };
    expect([
      await ask('GET', 'experiments/get?experiment_id=1', reporter.token),
      await ask('POST', 'experiments/create', reporter.token),
      await ask('POST', 'experiments/search', reporter.token),
      await ask('POST', 'runs/search', reporter.token),
      await ask('GET', 'experiments/get?experiment_id=1', reader.token),
      await ask('POST', 'runs/search', reader.token),
      await ask('GET', 'experiments/list', stranger.token),
      await ask('GET', 'experiments/list', null),
    ]).toEqual([
      [200, undefined],
      [401, '401 Unauthorized'],
      [401, '401 Unauthorized'],
      [401, '401 Unauthorized'],
      [200, undefined],
      [403, 'insufficient_scope'],
      [404, '404 Project Not Found'],
      [401, '401 Unauthorized'],
    ]);
    gitlab.project.mlExperiments = 'disabled';
    expect(await ask('GET', 'experiments/list', reporter.token)).toEqual([404, '404 Not Found']);
  });
});

/** A run in the first experiment. */
async function startRun(gitlab: MlGitLab): Promise<string> {
  await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
  const created = await gitlab.mlflow('POST', 'runs/create', { experiment_id: 1 });
  return String(at(created.json, 'run', 'info', 'run_id'));
}
