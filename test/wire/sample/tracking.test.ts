import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Candidate } from '../../../src/sandbox/gitlab/mlRows';
import { removeCertificates, testGitLab, type TestGitLab } from '../sandbox-gitlab/support';
import { hasPython, sample } from './python';

afterAll(removeCertificates);

const quick = { N_ESTIMATORS: '6', N_EPOCHS: '6', N_FOLDS: '2' };

describe.skipIf(!hasPython)('the sample project with a GitLab', () => {
  it('logs each method as a run with parameters, history, tags and files', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    const variables = { ...quick, ...ciVariables(gitlab), N_ESTIMATORS: '60' };
    const { exitCode, stdout, stderr } = await project.run(['loan_prediction.py'], variables);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('tracking to MLflow REST API');
    // The job of the variables does not exist on this server.
    expect(stdout).toContain('the run is not linked to job 999');

    const { experiments, candidates } = gitlab.world.tables;
    expect(experiments.map((experiment) => experiment.name)).toEqual(['Loan_prediction']);
    expect(candidates.map((run) => [run.name, run.status])).toEqual([
      ['logistic_regression-42', 'finished'],
      ['decision_tree-42', 'finished'],
      ['random_forest-42', 'finished'],
    ]);
    const forest = candidates[2]!;
    expect(valuesOf(forest.params)).toMatchObject({
      method: 'random_forest',
      n_estimators: '60',
      random_seed: '42',
    });
    expect(valuesOf(forest.metadata)).toMatchObject({
      method: 'random_forest',
      'mlflow.source.git.commit': 'c'.repeat(40),
      'mlflow.source.git.branch': 'mlops-experiment-1',
      'trained.with': 'standard library',
    });
    const steps = forest.metrics.filter(({ name }) => name === 'AUC').map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(10);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(60);
    // All values of a run fit on one page of the API.
    expect(forest.metrics.length).toBeLessThanOrEqual(100);
    expect(packageFiles(gitlab, forest)).toEqual([
      'feature_importance.csv',
      'history.json',
      'metrics.json',
      'model.json',
      'roc.png',
      'roc.svg',
    ]);
  });

  it('uses the experiment that is there already', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    const variables = { ...quick, ...ciVariables(gitlab), METHODS: 'decision_tree' };
    await project.run(['loan_prediction.py'], variables);
    await project.run(['loan_prediction.py'], variables);
    expect(gitlab.world.tables.experiments).toHaveLength(1);
    expect(gitlab.world.tables.candidates).toHaveLength(2);
  });

  it('goes on after the server asked it to wait or failed for a moment', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    const at = (match: string, status: number, headers: Record<string, string>): void =>
      gitlab.faults.add({
        service: 'gitlab',
        match,
        fault: { kind: 'status', status, headers, body: 'Retry later' },
      });
    at('*log-batch*', 429, { 'retry-after': '0' });
    at('*runs/update*', 503, {});
    at('PUT *', 502, {});
    gitlab.faults.add({ service: 'gitlab', match: '*get-by-name*', fault: { kind: 'reset' } });
    const variables = { ...quick, ...ciVariables(gitlab), METHODS: 'decision_tree' };
    const { exitCode } = await project.run(['loan_prediction.py'], variables);
    expect(exitCode).toBe(0);
    const [run] = gitlab.world.tables.candidates;
    expect(run!.status).toBe('finished');
    expect(packageFiles(gitlab, run!)).toHaveLength(6);
  });

  it('ends the run as killed when the job is cancelled', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    const variables = { ...ciVariables(gitlab), N_ESTIMATORS: '100000', METHODS: 'random_forest' };
    const { child, finished } = project.start(['loan_prediction.py'], variables);
    await expect.poll(() => gitlab.world.tables.candidates.length, { timeout: 15_000 }).toBe(1);
    child.kill('SIGTERM');
    expect(await finished).toMatchObject({ exitCode: 130 });
    expect(gitlab.world.tables.candidates[0]!.status).toBe('killed');
  });

  it('ends the run as failed when its files are refused', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    gitlab.faults.add({
      service: 'gitlab',
      match: 'PUT *',
      fault: { kind: 'status', status: 403, body: '{"message":"403 Forbidden"}' },
    });
    const variables = { ...quick, ...ciVariables(gitlab), METHODS: 'decision_tree' };
    const { exitCode, stderr } = await project.run(['loan_prediction.py'], variables);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: PUT .* was answered with 403: 403 Forbidden/);
    expect(gitlab.world.tables.candidates[0]!.status).toBe('failed');
  });

  it.each([
    ['a wrong token', { MLFLOW_TRACKING_TOKEN: 'glpat-wrong' }, /answered with 401: .*token valid/],
    [
      'an unknown authority',
      { SSL_CERT_FILE: '' },
      /cannot be reached: .*certificate verify failed/i,
    ],
    ['no address', { MLFLOW_TRACKING_URI: 'gitlab' }, /is "gitlab", expected a web address/],
  ])('says what is wrong: %s', async (_name, change, sentence) => {
    await using gitlab = await withProject();
    await using project = await sample();
    const variables = { ...quick, ...ciVariables(gitlab), ...change };
    const { exitCode, stderr } = await project.run(['loan_prediction.py'], variables);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('Traceback');
    expect(exitCode).toBe(1);
    expect(gitlab.world.tables.candidates).toEqual([]);
  });

  it('reports against the best run of the default branch', async () => {
    await using gitlab = await withProject();
    await using project = await sample();
    const variables = { ...quick, ...ciVariables(gitlab), METHODS: 'decision_tree' };
    const first = await project.run(['loan_prediction.py'], {
      ...variables,
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'main',
    });
    expect(first.exitCode).toBe(0);
    const alone = await project.run(['report.py'], variables);
    expect(alone.stderr).toBe('');
    expect(alone.stdout).toContain('There is no earlier run to compare with.');
    await project.run(['loan_prediction.py'], { ...variables, MAX_DEPTH: '1' });
    const { stdout, exitCode } = await project.run(['report.py'], variables);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('| *decision_tree, the best of `main`* |');
    expect(stdout).toMatch(/\| decision_tree \| .*0\.\d{4} \((\*\*)?[+-]0\.\d{4}(\*\*)?\)/);
    await rm(join(project.folder, 'results'), { recursive: true });
    const none = await project.run(['report.py'], variables);
    expect(none.stderr).toContain('there is no results/runs.json');
  });
});

describe.skipIf(!hasPython)('the report of the sample', () => {
  it('becomes a note of the merge request', async () => {
    await using project = await sample();
    await using gitlab = await testGitLab({ seedProjectFolder: project.folder });
    const variables = { ...quick, ...ciVariables(gitlab), METHODS: 'decision_tree' };
    const base = `/api/v4/projects/${gitlab.world.tables.projects[0]!.id}`;
    const branch = { branch: 'mlops-experiment-1', ref: 'main' };
    await gitlab.ask('POST', `${base}/repository/branches`, { json: branch });
    const merge = {
      source_branch: 'mlops-experiment-1',
      target_branch: 'main',
      title: 'Try another seed',
    };
    expect((await gitlab.ask('POST', `${base}/merge_requests`, { json: merge })).status).toBe(201);
    await project.run(['loan_prediction.py'], variables);
    const mr = {
      CI_MERGE_REQUEST_IID: '1',
      CI_PROJECT_ID: String(gitlab.world.tables.projects[0]!.id),
      CI_API_V4_URL: `${gitlab.url}/api/v4`,
    };
    const silent = await project.run(['report.py'], { ...variables, ...mr });
    expect(silent.stderr).toContain('Not posted: the variable REPO_TOKEN is empty.');
    const token = { REPO_TOKEN: gitlab.tokens['anna']!.reveal() };
    const posted = await project.run(['report.py'], { ...variables, ...mr, ...token });
    expect(posted.stderr).toBe('');
    expect(posted.stdout).toContain('Posted to merge request !1.');
    const [note, ...more] = gitlab.world.tables.notes;
    expect(note!.body).toMatch(/^### Training report[\s\S]*\| decision_tree \| 0\.\d{4}/);
    expect(more).toEqual([]);
  });
});

async function withProject(): Promise<TestGitLab> {
  const gitlab = await testGitLab();
  const answer = await gitlab.ask('POST', '/api/v4/projects', { json: { name: 'scoring' } });
  expect(answer.status).toBe(201);
  return gitlab;
}

/** The variables that a job of this project sees. */
function ciVariables(gitlab: TestGitLab): Record<string, string> {
  const project = gitlab.world.tables.projects[0]!;
  return {
    MLFLOW_TRACKING_URI: `${gitlab.url}/api/v4/projects/${project.id}/ml/mlflow`,
    MLFLOW_TRACKING_TOKEN: gitlab.tokens['anna']!.reveal(),
    SSL_CERT_FILE: gitlab.caFile,
    CI_JOB_ID: '999',
    CI_COMMIT_SHA: 'c'.repeat(40),
    CI_DEFAULT_BRANCH: 'main',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'mlops-experiment-1',
  };
}

function valuesOf(rows: readonly { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

function packageFiles(gitlab: TestGitLab, run: Candidate): string[] {
  return gitlab.world.tables.packageFiles
    .filter((file) => file.packageId === run.packageId)
    .map((file) => file.fileName)
    .sort();
}
