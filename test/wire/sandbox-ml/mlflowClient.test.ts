import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/lib/paths.mjs';
import { removeCertificates } from '../sandbox-gitlab/support';
import { mlGitLab } from './support';

afterAll(removeCertificates);

const run = promisify(execFile);
const script = fileURLToPath(new URL('mlflowClient.py', import.meta.url));
const wanted = process.env['MLOPS_MLFLOW_CLIENT'] !== '0';
const installMs = 240_000;

describe('the official MLflow client', () => {
  it('of version 2 works unchanged', { timeout: installMs + 120_000 }, async (test) => {
    const python = await clientOf('2.22.5');
    if (python === undefined) return test.skip();
    const report = await drive(python);
    expect(report).toEqual({
      version: '2.22.5',
      ...expected,
      refused: expectedRefusals,
    });
  });

  it('of version 3 works as far as GitLab goes', { timeout: installMs + 120_000 }, async (test) => {
    const python = await clientOf('3.17.2');
    if (python === undefined) return test.skip();
    const report = await drive(python);
    expect(report).toEqual({
      version: '3.17.2',
      ...expected,
      // Logged models, the heart of version 3, are nothing that GitLab has.
      refused: { ...expectedRefusals, 'logged model': '404 Not Found' },
    });
  });
});

const expected = {
  run: {
    name: 'forest',
    status: 'FINISHED',
    params: { random_seed: '42', max_depth: '5', model: 'random_forest' },
    auc: 0.91,
    tags: { stage: 'dev', team: 'risk' },
  },
  history: [
    [0, 0.6],
    [1, 0.4],
    [2, 0.3],
  ],
  found: 2,
  page: 1,
  experiments: ['Loan_prediction'],
  files: ['candidate:1/hello.txt', 'candidate:1/reports/metrics.json'],
  downloaded: 'hello',
  model: ['loan-model', 'first'],
  // The client adds a condition about prompts, which GitLab takes for a part of the name.
  models: [],
  aliases: ['0.0.1'],
  promoted: true,
  alias: true,
  card: 'card',
  uri: 'mlflow-artifacts:/1',
};

/** What fails here fails on GitLab too. */
const expectedRefusals = {
  'second param': 'INVALID_PARAMETER_VALUE',
  'second tag': 'INVALID_PARAMETER_VALUE',
  'same experiment': 'RESOURCE_ALREADY_EXISTS',
  'delete promoted run': 'Cannot delete a candidate associated to a model version',
  'order of a list': 'order_by is invalid',
  'restore run': '404 Not Found',
  'delete tag': '404 Not Found',
  // The client looks for its own server's path in the address of the files.
  'list by run id': 'ValueError',
  'search models': 'INVALID_PARAMETER_VALUE',
  'search versions': '404 Not Found',
};

/** Runs the script against a fresh server. */
async function drive(python: string): Promise<unknown> {
  await using gitlab = await mlGitLab();
  const { stdout } = await run(python, [script], {
    timeout: 90_000,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'],
      HOME: gitlab.folder,
      MLFLOW_TRACKING_URI: `${gitlab.url}/api/v4/projects/${gitlab.project.id}/ml/mlflow`,
      MLFLOW_TRACKING_TOKEN: gitlab.tokens['anna']!.reveal(),
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      REQUESTS_CA_BUNDLE: gitlab.caFile,
      NO_PROXY: 'localhost,127.0.0.1',
    },
  });
  expect(gitlab.context.crashes).toEqual([]);
  return JSON.parse(stdout.slice(stdout.indexOf('{"version"')));
}

/** Python of an environment with that client, made once and kept; undefined with a word why when it cannot be had. */
async function clientOf(version: string): Promise<string | undefined> {
  if (!wanted) return skip('MLOPS_MLFLOW_CLIENT is 0.');
  const folder = join(cacheFolder(), `mlflow-skinny-${version}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(cacheFolder(), { recursive: true });
    await run('python3', ['-m', 'venv', folder], { timeout: 60_000 });
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
    const pip = ['-m', 'pip', 'install', ...quiet, `mlflow-skinny==${version}`];
    await run(python, pip, { timeout: installMs - 60_000, maxBuffer: 16 * 1024 * 1024 });
    await run(python, ['-c', 'import mlflow'], { timeout: 60_000 });
    await mkdir(join(folder, 'ready'));
    return python;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return skip(`python3 could not install mlflow-skinny ${version}: ${reason ?? ''}`);
  }
}

function skip(reason: string): undefined {
  process.stdout.write(`Skipped: the MLflow client is not tried. ${reason}\n`);
  return undefined;
}
