import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeCertificates } from '../sandbox-gitlab/support';
import { at, mlGitLab, type MlGitLab } from './support';

afterAll(removeCertificates);

const bytes = Buffer.from('a small model\n');
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('files of runs and model versions', () => {
  it('makes a run’s package at its first upload, stores paths encoded, and gives files back', async () => {
    await using gitlab = await mlGitLab();
    const run = await startRun(gitlab);
    const uploaded = await put(gitlab, 'candidate:1', 'model/weights v1.bin');
    expect([uploaded.status, uploaded.json]).toEqual([201, { message: '201 Created' }]);
    const packages = await gitlab.ask('GET', `${api(gitlab)}?package_type=ml_model`);
    expect(packages.json).toEqual([
      expect.objectContaining({
        id: 1,
        name: 'ml_experiment_1',
        version: 'candidate_1',
        package_type: 'ml_model',
        status: 'default',
      }),
    ]);
    const files = await gitlab.ask('GET', `${api(gitlab)}/1/package_files`);
    expect(files.json).toEqual([
      {
        id: 1,
        package_id: 1,
        created_at: expect.any(String) as unknown,
        file_name: 'model%2Fweights%20v1.bin',
        size: bytes.length,
        file_md5: createHash('md5').update(bytes).digest('hex'),
        file_sha1: createHash('sha1').update(bytes).digest('hex'),
        file_sha256: sha256,
        pipelines: [],
      },
    ]);
    const back = await gitlab.ask(
      'GET',
      filePath(gitlab, 'candidate:1', 'model/weights%20v1.bin'),
      {
        token: null,
        headers: bearer(gitlab),
      },
    );
    expect([back.status, back.text]).toEqual([200, bytes.toString()]);
    const info = await gitlab.mlflow('GET', `runs/get?run_id=${run}`);
    expect(at(info.json, 'run', 'info', 'artifact_uri')).toContain('/ml_models/candidate:1/files/');
  });

  it('takes tokens as Bearer only, and refuses names that are none', async () => {
    await using gitlab = await mlGitLab();
    await startRun(gitlab);
    const path = filePath(gitlab, 'candidate:1', 'model.bin');
    const reporter = await gitlab.member('rita', 20);
    const as = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });
    const answers = [
      await gitlab.ask('PUT', path, { body: bytes }),
      await gitlab.ask('PUT', path, { body: bytes, token: null }),
      await gitlab.ask('PUT', path, { body: bytes, token: null, headers: as(reporter.token) }),
      await put(gitlab, 'candidate:9', 'model.bin'),
      await put(gitlab, '9', 'model.bin'),
      await put(gitlab, 'candidate:1', 'a%2Fb.bin'),
      await put(gitlab, 'candidate:1', 'b$.bin'),
      await put(gitlab, 'candidate:1', 'a/%2e%2e%2fb.bin'),
      await put(gitlab, 'candidate:1', 'b.bin?status=gone'),
    ];
    expect(
      answers.map(({ status, json }) => [status, at(json, 'message') ?? at(json, 'error')]),
    ).toEqual([
      [401, '401 Unauthorized'],
      [401, '401 Unauthorized'],
      [403, '403 Forbidden'],
      [404, '404 Not Found'],
      [404, '404 Not Found'],
      [400, 'file_name is invalid'],
      [400, 'file_name is invalid'],
      [400, 'file_name should be a valid file path'],
      [400, 'status does not have a valid value'],
    ]);
    expect(gitlab.world.tables.packageFiles).toEqual([]);
  });

  it('refuses a file beyond the limit and leaves nothing of it on the disk', async () => {
    await using gitlab = await mlGitLab({ features: { maxModelFileBytes: 5 } });
    await startRun(gitlab);
    const refused = await put(gitlab, 'candidate:1', 'model.bin');
    expect([refused.status, refused.json]).toEqual([
      400,
      { message: '400 Bad request - Artifact file is too large' },
    ]);
    expect(await readdir(join(gitlab.folder, 'files'))).toEqual([]);
  });

  it('streams a large file to the disk without holding it', async () => {
    await using gitlab = await mlGitLab();
    await startRun(gitlab);
    const large = Buffer.alloc(24 * 1024 * 1024, 7);
    const answer = await put(gitlab, 'candidate:1', 'large.bin', large);
    expect(answer.status).toBe(201);
    expect(gitlab.world.tables.packageFiles[0]).toMatchObject({
      size: large.length,
      sha256: createHash('sha256').update(large).digest('hex'),
    });
  });

  it('hides a package on demand, answers the newest of equal names, and deletes for Maintainers', async () => {
    await using gitlab = await mlGitLab();
    await startRun(gitlab);
    await put(gitlab, 'candidate:1', 'model.bin');
    await put(gitlab, 'candidate:1', 'model.bin?status=hidden', Buffer.from('newer'));
    const list = await gitlab.ask('GET', api(gitlab));
    const hidden = await gitlab.ask('GET', `${api(gitlab)}?status=hidden`);
    const newest = await get(gitlab, 'candidate:1', 'model.bin');
    expect([list.json, at(hidden.json, 0, 'status'), newest.text]).toEqual([[], 'hidden', 'newer']);
    const developer = await gitlab.member('dora', 30);
    const file = `${api(gitlab)}/1/package_files/1`;
    expect([
      (await gitlab.ask('DELETE', file, { token: developer.token })).status,
      (await gitlab.ask('DELETE', file)).status,
      (await gitlab.ask('GET', `${file}/download`)).status,
      (await gitlab.ask('GET', `${api(gitlab)}/1/package_files/2/download`)).text,
      (await gitlab.ask('DELETE', `${api(gitlab)}/1`)).status,
      (await gitlab.ask('GET', `${api(gitlab)}/1/package_files`)).status,
    ]).toEqual([403, 204, 404, 'newer', 204, 404]);
    expect(gitlab.world.tables.candidates[0]?.packageId).toBeUndefined();
  });

  it('redirects to storage on another origin, which refuses a token that was sent along', async () => {
    await using gitlab = await mlGitLab({ features: { objectStorage: true } });
    await startRun(gitlab);
    await put(gitlab, 'candidate:1', 'model.bin');
    const answer = await get(gitlab, 'candidate:1', 'model.bin');
    const location = new URL(answer.headers['location'] ?? '');
    expect([answer.status, location.hostname]).toEqual([302, '127.0.0.1']);
    const path = `${location.pathname}${location.search}`;
    const plain = await gitlab.ask('GET', path, { token: null });
    const leaked = await gitlab.ask('GET', path, { token: null, headers: bearer(gitlab) });
    const forged = await gitlab.ask('GET', `${location.pathname}?signature=a`, { token: null });
    expect([plain.status, plain.text, leaked.status, forged.status]).toEqual([
      200,
      bytes.toString(),
      400,
      403,
    ]);
  });

  it('reads artifacts the MLflow way, as flat lists with encoded names', async () => {
    await using gitlab = await mlGitLab();
    await startRun(gitlab);
    const base = gitlab.base.replace(/mlflow$/, 'mlflow-artifacts/artifacts');
    const empty = await gitlab.ask('GET', `${base}?path=candidate:1`);
    await put(gitlab, 'candidate:1', 'dir/model.pkl');
    await put(gitlab, 'candidate:1', 'a%20b.txt');
    const list = await gitlab.ask('GET', `${base}?path=candidate:1`);
    const below = await gitlab.ask('GET', `${base}?path=candidate:1/dir`);
    const file = await gitlab.ask('GET', `${base}/candidate:1/dir/model.pkl`);
    const blank = await gitlab.ask('GET', `${base}/candidate:1/a%20b.txt`);
    expect([empty.status, list.json, below.json, file.text, blank.status]).toEqual([
      404,
      {
        files: [
          { path: 'dir%2Fmodel.pkl', file_size: bytes.length, is_dir: false },
          { path: 'a%20b.txt', file_size: bytes.length, is_dir: false },
        ],
      },
      { files: [] },
      bytes.toString(),
      404,
    ]);
  });
});

describe('generic packages', () => {
  it('takes files under a name and version and gives them back with their digest', async () => {
    await using gitlab = await mlGitLab();
    const path = `${api(gitlab)}/generic/data/1.0/set/train.csv`;
    const created = await gitlab.ask('PUT', `${path}?select=package_file`, { body: bytes });
    const back = await gitlab.ask('GET', path);
    const wrong = await gitlab.ask('PUT', `${api(gitlab)}/generic/da%20ta/1.0/a.csv`, {
      body: bytes,
    });
    expect([
      created.status,
      at(created.json, 'file_name'),
      back.text,
      back.headers['x-checksum-sha256'],
      [wrong.status, wrong.json],
    ]).toEqual([
      201,
      'set%2Ftrain.csv',
      bytes.toString(),
      sha256,
      [400, { error: 'package_name is invalid' }],
    ]);
  });
});

async function startRun(gitlab: MlGitLab): Promise<string> {
  await gitlab.mlflow('POST', 'experiments/create', { name: 'churn' });
  const created = await gitlab.mlflow('POST', 'runs/create', { experiment_id: 1 });
  return String(at(created.json, 'run', 'info', 'run_id'));
}

function api(gitlab: MlGitLab): string {
  return `/api/v4/projects/${gitlab.project.id}/packages`;
}

function filePath(gitlab: MlGitLab, version: string, name: string): string {
  return `${api(gitlab)}/ml_models/${version}/files/${name}`;
}

function bearer(gitlab: MlGitLab): Record<string, string> {
  return { Authorization: `Bearer ${gitlab.tokens['anna']!.reveal()}` };
}

async function put(
  gitlab: MlGitLab,
  version: string,
  name: string,
  body: Uint8Array = bytes,
): Promise<Awaited<ReturnType<MlGitLab['ask']>>> {
  const path = filePath(gitlab, version, name).replaceAll(' ', '%20');
  return gitlab.ask('PUT', path, { body, token: null, headers: bearer(gitlab) });
}

async function get(
  gitlab: MlGitLab,
  version: string,
  name: string,
): Promise<Awaited<ReturnType<MlGitLab['ask']>>> {
  const headers = bearer(gitlab);
  return gitlab.ask('GET', filePath(gitlab, version, name), { token: null, headers });
}
