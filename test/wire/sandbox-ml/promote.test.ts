import { afterAll, describe, expect, it } from 'vitest';
import { type GitLabOptions } from '../../../src/sandbox/gitlab/server';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab, type MlGitLab } from './support';

afterAll(removeCertificates);

const modelGid = 'gid://gitlab/Ml::Model/1';
const notAvailable =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

const createVersion = `mutation ($input: MlModelVersionCreateInput!) {
  mlModelVersionCreate(input: $input) {
    errors clientMutationId
    modelVersion {
      id version packageId artifactsCount candidate { id eid _links { artifactPath } }
      _links { showPath packagePath importPath }
    }
  }
}`;

describe('promoting a run', () => {
  it('re-labels the run’s package, keeps its files, and moves it to the model on newer servers', async () => {
    await using gitlab = await modelAndRun({ features: { promoteAcrossExperiments: true } });
    const { data, errors } = await promote(gitlab, { version: '0.0.1', clientMutationId: 'c' });
    expect(errors).toBeUndefined();
    expect(at(data, 'mlModelVersionCreate')).toEqual({
      errors: [],
      clientMutationId: 'c',
      modelVersion: {
        id: 'gid://gitlab/Ml::ModelVersion/1',
        version: '0.0.1',
        packageId: 'gid://gitlab/Packages::Package/1',
        artifactsCount: 1,
        candidate: {
          id: 'gid://gitlab/Ml::Candidate/1',
          eid: gitlab.world.tables.candidates[0]?.eid,
          _links: { artifactPath: '/mlops/churn/-/packages/1' },
        },
        _links: {
          showPath: '/mlops/churn/-/ml/models/1/versions/1',
          packagePath: '/mlops/churn/-/packages/1',
          importPath: `/api/v4/projects/${gitlab.project.id}/packages/ml_models/1/files/`,
        },
      },
    });
    const { data: after } = await gitlab.graphql(`{
      mlModel(id: "${modelGid}") {
        versionCount candidateCount latestVersion { version } candidates { nodes { id } }
        versions(version: "0.0", orderBy: VERSION) { nodes { version } }
        version(modelVersionId: "gid://gitlab/Ml::ModelVersion/1") { version }
      }
      package(id: "gid://gitlab/Packages::Package/1") {
        name version packageType packageFiles { nodes { fileName size } }
      }
      left: mlExperiment(id: "gid://gitlab/Ml::Experiment/1") { candidateCount }
      joined: mlExperiment(id: "gid://gitlab/Ml::Experiment/2") { name modelId candidateCount }
    }`);
    expect(after).toEqual({
      mlModel: {
        versionCount: 1,
        candidateCount: 0,
        latestVersion: { version: '0.0.1' },
        candidates: { nodes: [] },
        versions: { nodes: [{ version: '0.0.1' }] },
        version: { version: '0.0.1' },
      },
      package: {
        name: 'scorer',
        version: '0.0.1',
        packageType: 'ML_MODEL',
        packageFiles: { nodes: [{ fileName: 'model.bin', size: '5' }] },
      },
      left: { candidateCount: 0 },
      joined: { name: '[model]scorer', modelId: modelGid, candidateCount: 1 },
    });
    const again = await promote(gitlab, { version: '0.0.2' });
    expect(errorsOf(again)).toEqual(['Run has already a model version']);
    const eid = gitlab.world.tables.candidates[0]?.eid;
    const deleted = await gitlab.mlflow('POST', 'runs/delete', { run_id: eid });
    expect(deleted.status).toBe(400);
  });

  it('takes only runs of the model’s own experiment on the first releases', async () => {
    await using gitlab = await modelAndRun({ features: { promoteAcrossExperiments: false } });
    expect(errorsOf(await promote(gitlab))).toEqual([
      "Run's experiment does not belong to this model",
    ]);
    await gitlab.mlflow('POST', 'runs/create', { experiment_id: '2' });
    const own = await promote(gitlab, { candidateId: 'gid://gitlab/Ml::Candidate/2' });
    expect([
      errorsOf(own),
      at(own.data, 'mlModelVersionCreate', 'modelVersion', 'version'),
    ]).toEqual([[], '1.0.0']);
    const next = await promote(gitlab, { candidateId: null });
    expect(at(next.data, 'mlModelVersionCreate', 'modelVersion', 'version')).toBe('2.0.0');
  });

  it('refuses with GitLab’s words and changes nothing', async () => {
    await using gitlab = await modelAndRun();
    await promote(gitlab, { candidateId: null, version: '3.0.0' });
    gitlab.world.tables.packages[0]!.packageType = 'generic';
    const before = JSON.stringify(gitlab.world.tables);
    expect([
      errorsOf(await promote(gitlab, { modelId: 'gid://gitlab/Ml::Model/9' })),
      errorsOf(await promote(gitlab, { candidateId: 'gid://gitlab/Ml::Candidate/9' })),
      errorsOf(await promote(gitlab, { version: '1' })),
      errorsOf(await promote(gitlab, { version: '3.0.0', candidateId: null })),
      errorsOf(await promote(gitlab, { description: 'x'.repeat(10_001), candidateId: null })),
      errorsOf(await promote(gitlab)),
    ]).toEqual([
      ['Model not found'],
      ['Run not found'],
      ['Version must be semantic version'],
      ['Version has already been taken'],
      ['Description is too long (maximum is 10000 characters)'],
      ['Validation failed: Package package must be ml_model'],
    ]);
    expect(JSON.stringify(gitlab.world.tables)).toBe(before);
  });

  it('needs a Developer with the scope api', async () => {
    await using gitlab = await modelAndRun();
    const people = [
      await gitlab.member('rita', 20),
      await gitlab.member('dora', 30, ['read_api']),
      { token: null },
    ];
    for (const { token } of people) {
      const { data, errors } = await promote(gitlab, {}, token);
      expect([data, errors]).toMatchObject([
        { mlModelVersionCreate: null },
        [{ message: notAvailable, path: ['mlModelVersionCreate'] }],
      ]);
    }
    const developer = await gitlab.member('dana', 30);
    expect(errorsOf(await promote(gitlab, {}, developer.token))).toEqual([]);
  });
});

describe('mutations of models and versions', () => {
  it('creates, edits and deletes a model', async () => {
    await using gitlab = await mlGitLab();
    const run = async (
      field: string,
      input: string,
      fields = 'model { name description descriptionHtml }',
    ): Promise<unknown> => {
      const { data, errors, status } = await gitlab.graphql(
        `mutation { ${field}(input: { projectPath: "mlops/churn", ${input} }) { errors ${fields} } }`,
      );
      return at(data, field) ?? [status, errors?.[0]?.message];
    };
    expect([
      await run('mlModelCreate', 'name: "scorer", description: "a < b"'),
      await run('mlModelCreate', 'name: "scorer"'),
      await run('mlModelCreate', 'name: "no good name!"'),
      await run('mlModelEdit', 'name: "scorer", modelId: 1, description: "new"'),
      await run('mlModelEdit', 'name: "scorer", description: "new"'),
      await run('mlModelDelete', 'id: "gid://gitlab/Ml::Model/7"'),
      await run('mlModelDestroy', 'id: "gid://gitlab/Ml::Model/1"', 'message'),
    ]).toEqual([
      {
        errors: [],
        model: {
          name: 'scorer',
          description: 'a < b',
          descriptionHtml: '<p dir="auto">a &lt; b</p>',
        },
      },
      { errors: ['Name should be unique in the project'], model: null },
      { errors: ['Name is invalid'], model: null },
      {
        errors: [],
        model: { name: 'scorer', description: 'new', descriptionHtml: '<p dir="auto">new</p>' },
      },
      [500, 'Internal server error'],
      { errors: ['Model not found'], model: null },
      { errors: [], message: null },
    ]);
    expect([gitlab.world.tables.models, gitlab.context.crashes]).toEqual([[], []]);
  });

  it('edits a version by its text and deletes it with its package, for Maintainers only', async () => {
    await using gitlab = await modelAndRun();
    await promote(gitlab, { version: '1.0.0' });
    const edit = await gitlab.graphql(`mutation {
      mlModelVersionEdit(input: { projectPath: "mlops/churn", modelId: "${modelGid}", version: "1.0.0", description: "card" }) {
        errors modelVersion { version description }
      }
    }`);
    expect(at(edit.data, 'mlModelVersionEdit')).toEqual({
      errors: [],
      modelVersion: { version: '1.0.0', description: 'card' },
    });
    const remove = `mutation {
      mlModelVersionDelete(input: { id: "gid://gitlab/Ml::ModelVersion/1" }) { errors modelVersion { version } }
    }`;
    const developer = await gitlab.member('dora', 30);
    const refused = await gitlab.graphql(remove, {}, { token: developer.token });
    const done = await gitlab.graphql(remove);
    expect([
      at(refused.data, 'mlModelVersionDelete'),
      at(done.data, 'mlModelVersionDelete'),
    ]).toEqual([
      {
        errors: ["You don't have the permission to perform this action"],
        modelVersion: { version: '1.0.0' },
      },
      { errors: [], modelVersion: { version: '1.0.0' } },
    ]);
    const { packages, packageFiles, modelVersions, candidates } = gitlab.world.tables;
    expect([packages, packageFiles, modelVersions]).toEqual([[], [], []]);
    expect(candidates[0]).not.toHaveProperty('modelVersionId');
  });
});

/** Model `scorer` (experiment 2) and a run with a file in the experiment `churn` (1). */
async function modelAndRun(options: Partial<GitLabOptions> = {}): Promise<MlGitLab> {
  const gitlab = await mlGitLab(options);
  await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
  await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
  await gitlab.mlflow('POST', 'runs/create', { experiment_id: '1' });
  const path = `/api/v4/projects/${gitlab.project.id}/packages/ml_models/candidate:1/files/model.bin`;
  const headers = { Authorization: `Bearer ${gitlab.tokens['anna']!.reveal()}` };
  await gitlab.ask('PUT', path, { body: '12345', token: null, headers });
  return gitlab;
}

function promote(
  gitlab: MlGitLab,
  change: Record<string, unknown> = {},
  token?: string | null,
): ReturnType<MlGitLab['graphql']> {
  const input = {
    projectPath: 'mlops/churn',
    modelId: modelGid,
    candidateId: 'gid://gitlab/Ml::Candidate/1',
    ...change,
  };
  return gitlab.graphql(createVersion, { input }, token === undefined ? {} : { token });
}

function errorsOf(answer: Awaited<ReturnType<MlGitLab['graphql']>>): unknown {
  return at(answer.data, 'mlModelVersionCreate', 'errors') ?? answer.errors;
}
