import { getIntrospectionQuery } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { JobFiles } from '../../../src/sandbox/gitlab/ci/files';
import { seedRuns } from '../../../src/sandbox/gitlab/ml/seed';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab, type MlGitLab } from './support';

afterAll(removeCertificates);

describe('runs over GraphQL', () => {
  it('answers an experiment with its runs, newest first, each with all points and its job', async () => {
    await using gitlab = await mlGitLab();
    const job = gitlab.job();
    await seed(gitlab, job.id);
    const { data, errors } = await gitlab.graphql(`{
      mlExperiment(id: "gid://gitlab/Ml::Experiment/1") {
        id name path candidateCount modelId creator { username }
        candidates {
          count
          nodes {
            id iid eid name status
            params { nodes { name value } }
            metrics { nodes { name value step } }
            metadata { nodes { name } }
            ciJob { id status name refName webPath pipeline { id path ... on Pipeline { ref } } }
            _links { showPath artifactPath }
          }
          pageInfo { hasNextPage hasPreviousPage endCursor }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      mlExperiment: {
        id: 'gid://gitlab/Ml::Experiment/1',
        name: 'churn',
        path: '/mlops/churn/-/ml/experiments/1',
        candidateCount: 2,
        modelId: null,
        creator: { username: 'anna' },
        candidates: {
          count: 2,
          nodes: [
            {
              ...anyRun(2, 'second', 'running'),
              ciJob: null,
              params: { nodes: [] },
              metrics: { nodes: [] },
              metadata: { nodes: [] },
            },
            {
              ...anyRun(1, 'first', 'finished'),
              params: { nodes: [{ name: 'lr', value: '0.01' }] },
              metrics: {
                nodes: [
                  { name: 'loss', value: 0.4, step: 2 },
                  { name: 'loss', value: 0.6, step: 1 },
                ],
              },
              metadata: { nodes: [{ name: 'gitlab.CI_JOB_ID' }] },
              ciJob: {
                id: `gid://gitlab/Ci::Build/${job.id}`,
                status: 'SUCCESS',
                name: 'trigger_train',
                refName: 'main',
                webPath: `/mlops/churn/-/jobs/${job.id}`,
                pipeline: {
                  id: 'gid://gitlab/Ci::Pipeline/1',
                  path: '/mlops/churn/-/pipelines/1',
                  ref: 'main',
                },
              },
            },
          ],
          pageInfo: {
            hasNextPage: false,
            hasPreviousPage: false,
            endCursor: Buffer.from('{"id":"1"}').toString('base64url'),
          },
        },
      },
    });
  });

  it('pages to the end with cursors in both directions and caps a page at 100', async () => {
    await using gitlab = await mlGitLab();
    const { context, project } = gitlab;
    seedRuns(context, { project, experiment: 'churn', runs: 130, metrics: 0, params: 0 });
    const query = `query ($first: Int, $last: Int, $after: String, $before: String) {
      mlExperiment(id: "gid://gitlab/Ml::Experiment/1") {
        candidates(first: $first, last: $last, after: $after, before: $before) {
          count(limit: 50)
          edges { cursor node { iid } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }
    }`;
    const page = async (args: unknown): Promise<unknown> => {
      const { data } = await gitlab.graphql(query, args);
      const found = at(data, 'mlExperiment', 'candidates');
      const edges = at(found, 'edges') as { cursor: string; node: { iid: number } }[];
      return {
        range: [edges[0]?.node.iid, edges.at(-1)?.node.iid, edges.length],
        count: at(found, 'count'),
        next: at(found, 'pageInfo', 'hasNextPage'),
        previous: at(found, 'pageInfo', 'hasPreviousPage'),
        end: at(found, 'pageInfo', 'endCursor'),
        start: at(found, 'pageInfo', 'startCursor'),
      };
    };
    const first = await page({ first: 1000 });
    const second = await page({ after: at(first, 'end') });
    const back = await page({ last: 20, before: at(second, 'start') });
    expect([first, second, back]).toMatchObject([
      { range: [130, 31, 100], count: 51, next: true, previous: false },
      { range: [30, 1, 30], count: 51, next: false, previous: true },
      { range: [50, 31, 20], count: 51, next: true, previous: true },
    ]);
    // The row of a cursor may be gone.
    gitlab.world.tables.candidates.splice(30, 1);
    expect(await page({ after: at(first, 'end') })).toMatchObject({ range: [30, 1, 30] });
    const { errors } = await gitlab.graphql(query, { first: 1, last: 1 });
    expect(errors?.[0]?.message).toBe('Can only provide either `first` or `last`, not both');
    expect((await gitlab.graphql(query, { after: 'nonsense' })).errors?.[0]?.message).toBe(
      'Please provide a valid cursor',
    );
  });

  it('lists experiments by name, order and page, one project a query', async () => {
    await using gitlab = await mlGitLab();
    for (const name of ['b', 'A', 'ab'])
      await gitlab.mlflow('POST', 'experiments/create', { name });
    await gitlab.mlflow('POST', 'registered-models/create', { name: 'scorer' });
    const query = `query ($name: String, $orderBy: MlModelsOrderBy, $sort: SortDirectionEnum) {
      project(fullPath: "mlops/churn") {
        mlExperiments(name: $name, orderBy: $orderBy, sort: $sort) { nodes { name } }
      }
    }`;
    const names = async (args: unknown): Promise<string> => {
      const { data } = await gitlab.graphql(query, args);
      const nodes = at(data, 'project', 'mlExperiments', 'nodes') as { name: string }[];
      return nodes.map(({ name }) => name).join(' ');
    };
    expect([
      await names({}),
      await names({ orderBy: 'NAME', sort: 'ASC' }),
      await names({ name: 'a' }),
      await names({ orderBy: 'ID', sort: 'ASC' }),
    ]).toEqual(['[model]scorer ab A b', '[model]scorer A ab b', 'ab', 'b A ab [model]scorer']);
    const twice = await gitlab.graphql(`{
      a: project(fullPath: "mlops/churn") { mlExperiments { count } }
      b: project(fullPath: "mlops/churn") { mlExperiments { count } }
    }`);
    expect([twice.data, twice.errors]).toMatchObject([
      { a: { mlExperiments: { count: 4 } }, b: { mlExperiments: null } },
      [
        {
          message: '"mlExperiments" field can be requested only for 1 Project(s) at a time.',
          path: ['b', 'mlExperiments'],
        },
      ],
    ]);
  });
});

describe('limits and errors of GraphQL', () => {
  it('says what a query costs: a field 1, a page of a resolver 1 % more a node', async () => {
    await using gitlab = await mlGitLab();
    const cost = async (query: string, variables = {}): Promise<unknown> => {
      const { data } = await gitlab.graphql(query, variables);
      return at(data, 'queryComplexity');
    };
    expect([
      await cost('{ queryComplexity { score limit } }'),
      await cost('{ queryComplexity { score limit } currentUser { id name } }'),
      // (1 + nodes 1 + name 1) + 1 % for each of 50, cut down; then project 1.
      await cost(
        'query ($n: Int) { queryComplexity { score limit } project(fullPath: "a/b") { mlExperiments(first: $n) { nodes { id name } } } }',
        { n: 50 },
      ),
      await cost(
        '{ queryComplexity { score limit } project(fullPath: "a/b") { mlExperiments(sort: ASC) { nodes { id name } } } }',
      ),
      // Runs hang on no resolver, so their page costs nothing more.
      await cost(
        '{ queryComplexity { score limit } mlExperiment(id: "gid://gitlab/Ml::Experiment/1") { candidates(first: 100) { nodes { params { nodes { name } } } } } }',
      ),
    ]).toEqual([
      { score: 3, limit: 250 },
      { score: 6, limit: 250 },
      { score: 10, limit: 250 },
      { score: 14, limit: 250 },
      { score: 9, limit: 250 },
    ]);
  });

  it('refuses a query that costs too much, is too deep or too long', async () => {
    await using gitlab = await mlGitLab();
    const many = `{ ${Array.from({ length: 125 }, (_, at) => `a${at}: currentUser { id }`).join(' ')} }`;
    const more = many.replace('{ ', '{ echo(text: "") ');
    const deep = `{ project(fullPath: "a/b") { ${'pipelines(first: 0) { nodes { project { '.repeat(6)} id ${'} } } '.repeat(6)} } }`;
    expect((await gitlab.graphql(many)).errors).toBeUndefined();
    expect((await gitlab.graphql(more)).errors).toEqual([
      { message: 'Query has complexity of 251, which exceeds max complexity of 250' },
    ]);
    expect((await gitlab.graphql(more, {}, { token: null })).errors).toEqual([
      { message: 'Query has complexity of 251, which exceeds max complexity of 200' },
    ]);
    expect((await gitlab.graphql(deep)).errors).toBeUndefined();
    expect((await gitlab.graphql(deep, {}, { token: null })).errors).toEqual([
      { message: 'Query has depth of 20, which exceeds max depth of 15' },
    ]);
    const long = await gitlab.graphql(`{ echo(text: "${'x'.repeat(10_000)}") }`);
    expect([long.status, long.errors]).toEqual([422, [{ message: 'Query too large' }]]);
    const variable = { text: 'x'.repeat(20_000) };
    const carried = await gitlab.graphql('query ($text: String!) { echo(text: $text) }', variable);
    expect(carried.errors).toBeUndefined();
  });

  it('refuses global ids that are none or of another class', async () => {
    await using gitlab = await mlGitLab();
    const byLiteral = await gitlab.graphql('{ mlExperiment(id: "12") { id } }');
    const query = 'query ($id: MlExperimentID!) { mlExperiment(id: $id) { id } }';
    const byVariable = await gitlab.graphql(query, { id: 'gid://gitlab/Ml::Model/1' });
    const missing = await gitlab.graphql(query);
    const unknown = await gitlab.graphql(query, { id: 'gid://gitlab/Ml::Experiment/99' });
    expect([byLiteral.errors, byVariable.errors, missing.errors, unknown]).toMatchObject([
      [{ message: '"12" is not a valid Global ID' }],
      [
        {
          message: 'Variable $id of type MlExperimentID! was provided invalid value',
          extensions: {
            value: 'gid://gitlab/Ml::Model/1',
            problems: [
              {
                path: [],
                explanation:
                  '"gid://gitlab/Ml::Model/1" does not represent an instance of Ml::Experiment',
              },
            ],
          },
        },
      ],
      [{ message: 'Variable $id of type MlExperimentID! was provided invalid value' }],
      { data: { mlExperiment: null }, errors: undefined },
    ]);
  });

  it('words unknown fields and arguments as GitLab’s library does', async () => {
    await using gitlab = await mlGitLab();
    const messages = async (query: string): Promise<unknown> =>
      (await gitlab.graphql(query)).errors?.map(({ message }) => message);
    expect([
      await messages('{ mlCandidate { id } }'),
      await messages('{ project(fullPath: "a", iid: 1) { id } }'),
      await messages('{ project { id } }'),
      await messages(''),
    ]).toEqual([
      ["Field 'mlCandidate' doesn't exist on type 'Query'"],
      ["Field 'project' doesn't accept argument 'iid'"],
      ["Field 'project' is missing required arguments: fullPath"],
      ['No query string was present'],
    ]);
  });

  it('answers introspection, batches, and queries of GET', async () => {
    await using gitlab = await mlGitLab();
    const schema = await gitlab.graphql(getIntrospectionQuery());
    const probe = await gitlab.graphql(
      '{ __type(name: "MlCandidate") { fields { name args { name } } } }',
    );
    const fields = at(probe.data, '__type', 'fields') as { name: string }[];
    expect([
      at(schema.data, '__schema', 'queryType', 'name'),
      fields.map(({ name }) => name),
    ]).toEqual(['Query', expect.arrayContaining(['eid', 'metrics', 'ciJob'])]);
    const batch = await gitlab.ask('POST', '/api/graphql', {
      json: [{ query: '{ echo(text: "a") }' }, { query: '{ currentUser { username } }' }],
    });
    expect(batch.json).toEqual([
      { data: { echo: '"anna" says: a' } },
      { data: { currentUser: { username: 'anna' } } },
    ]);
    const get = await gitlab.ask(
      'GET',
      `/api/graphql?query=${encodeURIComponent('{ echo(text: "b") }')}`,
    );
    const mutation = encodeURIComponent('mutation { mlModelDelete(input: {}) { errors } }');
    const forbidden = await gitlab.ask('GET', `/api/graphql?query=${mutation}`);
    expect([get.json, forbidden.status, forbidden.json]).toEqual([
      { data: { echo: '"anna" says: b' } },
      422,
      { errors: [{ message: 'Mutations are forbidden in GET requests' }] },
    ]);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('answers 401 to a bad token, and null to what the caller may not read', async () => {
    await using gitlab = await mlGitLab();
    await seed(gitlab, gitlab.job().id);
    const query = `{
      currentUser { username } metadata { version }
      project(fullPath: "mlops/churn") { id }
      mlExperiment(id: "gid://gitlab/Ml::Experiment/1") { id }
    }`;
    const bad = await gitlab.graphql(query, {}, { token: 'glpat-aaaaaaaaaaaaaaaaaaaa' });
    const weak = await gitlab.member('gus', 30, ['read_user']);
    const wrongScope = await gitlab.graphql(query, {}, { token: weak.token });
    expect([bad.status, bad.errors, wrongScope.status]).toEqual([
      401,
      [{ message: 'Invalid token' }],
      401,
    ]);
    const nobody = await gitlab.graphql(query, {}, { token: null });
    expect([nobody.status, nobody.data, nobody.errors]).toEqual([
      200,
      { currentUser: null, metadata: null, project: null, mlExperiment: null },
      undefined,
    ]);
    gitlab.project.mlExperiments = 'disabled';
    const owner = await gitlab.graphql(query);
    expect(at(owner.data, 'mlExperiment')).toBeNull();
  });
});

describe('CI over GraphQL', () => {
  it('gives the tail of a job’s log as HTML, and words for every status', async () => {
    await using gitlab = await mlGitLab();
    const pipeline = gitlab.job({ status: 'failed', failureReason: 'script_failure' }).pipelineId;
    const manual = gitlab.job({
      pipelineId: pipeline,
      name: 'deploy',
      stage: 'deploy',
      stageIndex: 1,
      status: 'manual',
    });
    const files = new JobFiles(gitlab.folder);
    const log = Array.from({ length: 150 }, (_, line) => `line ${line}`).join('\n');
    await files.writeTrace(1, 0, Buffer.from(`${log}\n\u001b[31mno\u001b[0m <x>`));
    const { data } = await gitlab.graphql(`{
      project(fullPath: "mlops/churn") {
        job(id: "gid://gitlab/Ci::Build/1") {
          status failureMessage detailedStatus { text label icon tooltip action { method path } }
          trace { two: htmlSummary(lastLines: 2) standard: htmlSummary }
        }
        pipelines { nodes { status totalJobs stages { nodes { name status } }
          jobs(statuses: [MANUAL]) { nodes { name playable playPath trace { htmlSummary } } } } }
      }
    }`);
    expect(data).toEqual({
      project: {
        job: {
          status: 'FAILED',
          failureMessage: 'script_failure',
          detailedStatus: {
            text: 'Failed',
            label: 'failed',
            icon: 'status_failed',
            tooltip: 'failed - (script failure)',
            action: { method: 'post', path: '/mlops/churn/-/jobs/1/retry' },
          },
          trace: {
            two: '<span>line 149<br/></span><span class="term-fg-red">no</span><span> &lt;x></span>',
            standard: expect.stringMatching(/^<span>line 141<br\/>/) as unknown,
          },
        },
        pipelines: {
          nodes: [
            {
              status: 'MANUAL',
              totalJobs: 2,
              stages: {
                nodes: [
                  { name: 'train', status: 'failed' },
                  { name: 'deploy', status: 'manual' },
                ],
              },
              jobs: {
                nodes: [
                  {
                    name: 'deploy',
                    playable: true,
                    playPath: `/mlops/churn/-/jobs/${manual.id}/play`,
                    trace: { htmlSummary: '' },
                  },
                ],
              },
            },
          ],
        },
      },
    });
  });
});

/** Two runs in the experiment `churn`, the first with logs and a job. */
async function seed(gitlab: MlGitLab, jobId: number): Promise<void> {
  await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
  const first = await gitlab.mlflow('POST', 'runs/create', {
    experiment_id: '1',
    run_name: 'first',
  });
  await gitlab.mlflow('POST', 'runs/create', { experiment_id: '1', run_name: 'second' });
  const run_id = at(first.json, 'run', 'info', 'run_id');
  await gitlab.mlflow('POST', 'runs/log-batch', {
    run_id,
    metrics: [
      { key: 'loss', value: 0.6, timestamp: 1, step: 1 },
      { key: 'loss', value: 0.4, timestamp: 2, step: 2 },
    ],
    params: [{ key: 'lr', value: '0.01' }],
    tags: [{ key: 'gitlab.CI_JOB_ID', value: String(jobId) }],
  });
  await gitlab.mlflow('POST', 'runs/update', { run_id, status: 'FINISHED' });
}

function anyRun(id: number, name: string, status: string): Record<string, unknown> {
  return {
    id: `gid://gitlab/Ml::Candidate/${id}`,
    iid: id,
    eid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    name,
    status,
    _links: { showPath: `/mlops/churn/-/ml/candidates/${id}`, artifactPath: null },
  };
}
