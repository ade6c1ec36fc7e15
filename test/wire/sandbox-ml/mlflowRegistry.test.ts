import { afterAll, describe, expect, it } from 'vitest';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab, type MlGitLab } from './support';

afterAll(removeCertificates);

describe('registered models of the MLflow API', () => {
  it('creates a model with an experiment of its own, changes, finds and deletes it', async () => {
    await using gitlab = await mlGitLab();
    const created = await gitlab.mlflow('POST', 'registered-models/create', {
      name: 'scorer',
      description: 'first',
      tags: [{ key: 'team', value: 'risk' }],
    });
    const model = at(created.json, 'registered_model');
    expect([created.status, model]).toEqual([
      200,
      {
        name: 'scorer',
        description: 'first',
        user_id: '1',
        tags: [{ key: 'team', value: 'risk' }],
        creation_timestamp: expect.any(Number) as unknown,
        last_updated_timestamp: expect.any(Number) as unknown,
        latest_versions: [],
      },
    ]);
    // Seconds, where MLflow itself has milliseconds.
    expect(at(model, 'creation_timestamp')).toBeLessThan(100_000_000_000);
    const own = await gitlab.mlflow('GET', 'experiments/get-by-name?experiment_name=[model]scorer');
    expect(at(own.json, 'experiment', 'experiment_id')).toBe('1');
    const update = { name: 'scorer', description: 'second' };
    const updated = await gitlab.mlflow('PATCH', 'registered-models/update', update);
    const found = await gitlab.mlflow('GET', "registered-models/search?filter=name='scor'");
    const none = await gitlab.mlflow('GET', "registered-models/search?filter=name='other'");
    const wrong = await gitlab.mlflow('GET', "registered-models/search?filter=tags.a='b'");
    expect([
      at(updated.json, 'registered_model', 'description'),
      at(found.json, 'registered_models', 0, 'name'),
      at(found.json, 'next_page_token'),
      at(none.json, 'registered_models'),
      [wrong.status, at(wrong.json, 'error_code')],
    ]).toEqual(['second', 'scorer', null, [], [400, 'INVALID_PARAMETER_VALUE']]);
    const gone = await gitlab.mlflow('DELETE', 'registered-models/delete', { name: 'scorer' });
    const missing = await gitlab.mlflow('GET', 'registered-models/get?name=scorer');
    expect([gone.status, gone.json, missing.json]).toEqual([
      200,
      {},
      { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    ]);
    expect(gitlab.world.tables.experiments).toEqual([]);
  });

  it('takes any refusal of a name for an existing model', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    for (const name of ['scorer', 'no good name!']) {
      const answer = await gitlab.mlflow('POST', 'registered-models/create', { name });
      expect([answer.status, answer.json]).toEqual([
        400,
        { error_code: 'RESOURCE_ALREADY_EXISTS' },
      ]);
    }
  });
});

describe('model versions of the MLflow API', () => {
  it('numbers versions 1.0.0, 2.0.0 and knows them by database id and by alias', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    const first = await gitlab.mlflow('POST', 'model-versions/create', {
      name: 'scorer',
      description: 'd',
    });
    const version = at(first.json, 'model_version');
    expect(version).toEqual({
      name: 'scorer',
      version: '1',
      aliases: ['1.0.0'],
      creation_timestamp: expect.any(Number) as unknown,
      last_updated_timestamp: expect.any(Number) as unknown,
      user_id: null,
      current_stage: 'development',
      description: 'd',
      source: `${gitlab.url}/mlops/churn/-/ml/models/1/versions/1`,
      run_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      status: 'READY',
      status_message: '',
      tags: [],
      run_link: '',
    });
    await createVersion(gitlab, '1.2.0-rc.1');
    await createVersion(gitlab);
    const latest = await gitlab.mlflow('POST', 'registered-models/get-latest-versions', {
      name: 'scorer',
    });
    expect(at(latest.json, 'model_versions', 0, 'aliases')).toEqual(['2.2.0-rc.1']);
    const alias = await gitlab.mlflow('GET', 'registered-models/alias?name=scorer&alias=1.0.0');
    const get = await gitlab.mlflow('GET', 'model-versions/get?name=scorer&version=1.0.0');
    const uri = await gitlab.mlflow('GET', 'model-versions/get-download-uri?name=scorer&version=1');
    expect([alias.json, get.json, uri.json]).toEqual([
      { model_version: version },
      { model_version: version },
      { artifact_uri: 'mlflow-artifacts:/1' },
    ]);
  });

  it('refuses versions that are none or taken, with a list of reasons', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    await createVersion(gitlab, '1.0.0');
    const answers = [
      await createVersion(gitlab, 'v1'),
      await createVersion(gitlab, '1.0.0'),
      await gitlab.mlflow('POST', 'model-versions/create', { name: 'nothing' }),
      await gitlab.mlflow('PATCH', 'model-versions/update', { name: 'scorer', version: '1.0.0' }),
      await gitlab.mlflow('PATCH', 'model-versions/update', {
        name: 'scorer',
        version: '7.0.0',
        description: 'd',
      }),
    ];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [
        400,
        { error_code: 'INVALID_PARAMETER_VALUE', message: ['Version must be semantic version'] },
      ],
      [400, { error_code: 'INVALID_PARAMETER_VALUE', message: ['Version has already been taken'] }],
      [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }],
      [400, { error_code: 'INVALID_PARAMETER_VALUE', message: null }],
      [400, { error_code: 'UPDATE_FAILED' }],
    ]);
  });

  it('makes a version of a run on newer servers and ignores the run on older ones', async () => {
    for (const versionFromRun of [true, false]) {
      await using gitlab = await mlGitLab({ features: { versionFromRun } });
      await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
      const run = await gitlab.mlflow('POST', 'runs/create', { experiment_id: '1' });
      const run_id = at(run.json, 'run', 'info', 'run_id');
      const made = await gitlab.mlflow('POST', 'model-versions/create', { name: 'scorer', run_id });
      expect(at(made.json, 'model_version', 'run_id') === run_id).toBe(versionFromRun);
      const deleted = await gitlab.mlflow('POST', 'runs/delete', { run_id });
      expect([deleted.status, deleted.json]).toEqual(
        versionFromRun
          ? [400, { message: 'Cannot delete a candidate associated to a model version' }]
          : [200, {}],
      );
    }
  });

  it('lets a Guest read the registry but only a Developer write it', async () => {
    await using gitlab = await mlGitLab();
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    await createVersion(gitlab, '1.0.0');
    const guest = await gitlab.member('gus', 10);
    const token = guest.token;
    const body = { name: 'scorer' };
    const answers = [
      await gitlab.mlflow('GET', 'registered-models/get?name=scorer', undefined, { token }),
      await gitlab.mlflow('POST', 'registered-models/get-latest-versions', body, { token }),
      await gitlab.mlflow('POST', 'model-versions/create', body, { token }),
      await gitlab.mlflow('DELETE', 'registered-models/delete', body, { token }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
    // Packages are swept by Maintainers only.
    const developer = await gitlab.member('dora', 30);
    const refused = await gitlab.mlflow('DELETE', 'registered-models/delete', body, developer);
    expect([refused.status, refused.json]).toEqual([
      400,
      { message: 'Model could not be deleted' },
    ]);
  });
});

async function createVersion(
  gitlab: MlGitLab,
  version?: string,
): Promise<{ status: number; json: unknown }> {
  const tags = version === undefined ? [] : [{ key: 'gitlab.version', value: version }];
  return gitlab.mlflow('POST', 'model-versions/create', { name: 'scorer', tags });
}
