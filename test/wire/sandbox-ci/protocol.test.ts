import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, ciWorld, type CiWorld, project } from './support';

const config = `
stages: [one, two]
first:
  stage: one
  script: [echo hi]
  tags: [gpu]
  variables: { A: "1" }
  artifacts: { paths: [out/], expire_in: 2 days, name: kept }
second: { stage: two, script: [echo ho], after_script: [echo bye], timeout: 2 hours, image: "python:3.11" }
`;

const payload = z.looseObject({
  id: z.number(),
  token: z.string(),
  variables: z.array(z.looseObject({ key: z.string(), value: z.string(), masked: z.boolean() })),
});

const request = (world: CiWorld, token: string, more: object = {}): Promise<Answer> =>
  world.ask('POST', '/jobs/request', {
    token: null,
    json: { token, system_id: 's_1', info: { version: '18.4.0', platform: 'linux' }, ...more },
  });

const patch = (world: CiWorld, id: number, token: string, at: number, text: string) =>
  world.ask('PATCH', `/jobs/${id}/trace`, {
    token: null,
    headers: { 'Content-Range': `${at}-${at + text.length - 1}`, 'JOB-TOKEN': token },
    body: text,
  });

const finish = (world: CiWorld, id: number, token: string, json: object) =>
  world.ask('PUT', `/jobs/${id}`, { token: null, json: { token, ...json } });

describe('a runner', () => {
  it('is made in GitLab, shows its token, and gets the jobs of its tags only', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    const verify = (token: string) =>
      world.ask('POST', '/runners/verify', { token: null, json: { token, system_id: 's_1' } });
    expect((await verify('glrt-nonsense')).status).toBe(403);
    expect((await request(world, 'glrt-nonsense')).status).toBe(403);
    const [plain, gpu] = [
      await world.runnerToken(),
      await world.runnerToken({ tag_list: ['gpu'] }),
    ];
    expect(plain).toMatch(/^glrt-t3_\w{20}$/);
    expect((await verify(plain)).status).toBe(200);
    await world.push('main', { 'a.txt': '1' });
    await world.pipeline('push');

    const nothing = await request(world, plain);
    expect(nothing.status).toBe(204);
    expect(nothing.headers['x-gitlab-last-update']).toMatch(/^\w{32}$/);
    const got = await request(world, gpu);
    expect(got).toMatchObject({
      status: 201,
      json: {
        job_info: { name: 'first', stage: 'one', project_name: 'Credit scoring' },
        git_info: { ref: 'main', ref_type: 'branch', depth: 20 },
        runner_info: { timeout: 3600 },
        steps: [{ name: 'script', script: ['echo hi'] }],
        artifacts: [
          { name: 'kept', paths: ['out/'], expire_in: '2 days', artifact_type: 'archive' },
        ],
        dependencies: [],
      },
    });
    const job = payload.parse(got.json);
    const values = Object.fromEntries(job.variables.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({
      CI: 'true',
      CI_JOB_ID: String(job.id),
      CI_COMMIT_BRANCH: 'main',
      CI_COMMIT_REF_PROTECTED: 'true',
      CI_PIPELINE_SOURCE: 'push',
      CI_PROJECT_PATH: 'mlops/credit-scoring',
      CI_API_V4_URL: `${world.gitlab.url}/api/v4`,
      CI_JOB_TOKEN: job.token,
      CI_SERVER_VERSION_MAJOR: '18',
      GITLAB_USER_LOGIN: 'anna',
      A: '1',
    });
    expect(values).not.toHaveProperty('CI_MERGE_REQUEST_IID');
    expect(job.variables.find(({ key }) => key === 'CI_JOB_TOKEN')?.masked).toBe(true);
    expect((await request(world, gpu)).status).toBe(204);
  });

  it('keeps its request open until there is work', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': 'a: { script: echo }' });
    const token = await world.runnerToken();
    const first = await request(world, token);
    const started = Date.now();
    const open = request(world, token, { last_update: first.headers['x-gitlab-last-update'] });
    await world.push('main', { 'a.txt': '1' });
    expect((await open).status).toBe(201);
    expect(Date.now() - started).toBeGreaterThan(100);
  });

  it('sends the log in order, and is told where to go on', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': 'a: { script: echo }' });
    const token = await world.runnerToken();
    await world.push('main', { 'a.txt': '1' });
    await world.pipeline('push');
    const job = payload.parse((await request(world, token)).json);
    const ok = await patch(world, job.id, job.token, 0, 'hello ');
    expect(ok.status).toBe(202);
    expect(ok.headers).toMatchObject({ 'job-status': 'running', range: '0-6' });
    expect((await patch(world, job.id, 'wrong', 6, 'x')).status).toBe(403);
    const gap = await patch(world, job.id, job.token, 99, 'x');
    expect(gap.status).toBe(416);
    expect(gap.headers['range']).toBe('0-6');
    expect((await patch(world, job.id, job.token, 6, 'world')).status).toBe(202);
    const trace = await world.ask('GET', `${project}/jobs/${job.id}/trace`);
    expect(trace.text).toBe('hello world');
    expect(trace.headers['content-type']).toBe('text/plain');

    const cancel = await world.ask('POST', `${project}/jobs/${job.id}/cancel`);
    expect(cancel.json).toMatchObject({ status: 'canceling' });
    const told = await patch(world, job.id, job.token, 11, '!');
    expect(told.headers['job-status']).toBe('canceling');
    expect((await finish(world, job.id, job.token, { state: 'failed' })).status).toBe(200);
    expect(await world.job(job.id)).toMatchObject({ status: 'canceled' });
    const late = await patch(world, job.id, job.token, 12, '?');
    expect(late.status).toBe(403);
    expect(late.headers['job-status']).toBe('canceled');
  });

  it('uploads artifacts, which the jobs after it may download', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    const token = await world.runnerToken({ tag_list: ['gpu'] });
    await world.push('main', { 'a.txt': '1' });
    const pipeline = await world.pipeline('push');
    const first = payload.parse((await request(world, token)).json);
    const zip = zipSync({ 'out/model.txt': Buffer.from('weights') });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(zip)]), 'kept.zip');
    const encoded = new Response(form);
    const upload = await world.ask('POST', `/jobs/${first.id}/artifacts?expire_in=2%20days`, {
      token: null,
      headers: { 'JOB-TOKEN': first.token, 'Content-Type': encoded.headers.get('content-type')! },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    expect(upload.status).toBe(201);
    await finish(world, first.id, first.token, { state: 'success' });

    const second = await request(world, token);
    expect(second.json).toMatchObject({
      job_info: { name: 'second' },
      runner_info: { timeout: 7200 },
      image: { name: 'python:3.11' },
      steps: [{ name: 'script' }, { name: 'after_script', when: 'always' }],
      dependencies: [{ id: first.id, name: 'first', artifacts_file: { filename: 'kept.zip' } }],
    });
    const job = payload.parse(second.json);
    const path = `/jobs/${first.id}/artifacts`;
    const download = (own: string) =>
      world.ask('GET', path, { token: null, headers: { 'JOB-TOKEN': own } });
    expect((await download(job.token)).bytes.equals(Buffer.from(zip))).toBe(true);
    expect((await download('glcbt-wrong')).status).toBe(403);
    await finish(world, job.id, job.token, { state: 'success' });
    expect((await world.ask('GET', `${project}/pipelines/${pipeline.id}`)).json).toMatchObject({
      status: 'success',
    });
    const byRef = await world.ask(
      'GET',
      `${project}/jobs/artifacts/main/raw/out/model.txt?job=first`,
    );
    expect(byRef.text).toBe('weights');
    const kept = await world.job(first.id);
    expect(Date.parse(String(kept['artifacts_expire_at'])) - Date.now()).toBeGreaterThan(
      1.9 * 86_400_000,
    );
    await world.ask('POST', `${project}/jobs/${first.id}/erase`);
    expect((await world.ask('GET', `${project}/jobs/${first.id}/artifacts`)).status).toBe(404);
  });

  it('of protected refs gets no job of other branches, and paused none at all', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': 'a: { script: echo }' });
    const guarded = await world.runnerToken({ access_level: 'ref_protected' });
    await world.push('exp', { 'a.txt': '1' });
    await world.pipeline('push', 'exp');
    expect((await request(world, guarded)).status).toBe(204);
    await world.push('main', { 'b.txt': '1' });
    await world.pipeline('push', 'main');
    const listed = await world.ask('GET', `${project}/runners`);
    const id = z.array(z.looseObject({ id: z.number() })).parse(listed.json)[0]!.id;
    await world.ask('PUT', `/runners/${id}`, { json: { paused: true } });
    expect((await request(world, guarded)).status).toBe(204);
    await world.ask('PUT', `/runners/${id}`, { json: { paused: false } });
    expect((await request(world, guarded)).status).toBe(201);
  });
});
