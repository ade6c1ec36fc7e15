import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ciWorld, project } from './support';

const config = 'a: { script: echo }\nb: { script: echo, when: manual }\n';
const idOf = (json: unknown): number => z.looseObject({ id: z.number() }).parse(json).id;

describe('runners', () => {
  it('are for maintainers, with the scope for it, and obey the rules of their settings', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    const id = world.gitlab.world.tables.projects[0]!.id;
    const create = (json: object, token?: string) =>
      world.ask('POST', '/user/runners', {
        json: { runner_type: 'project_type', project_id: id, ...json },
        ...(token === undefined ? {} : { token }),
      });
    expect(await create({ project_id: undefined })).toMatchObject({
      status: 400,
      json: { error: 'project_id is missing' },
    });
    expect(await create({ maximum_timeout: 100 })).toMatchObject({
      status: 400,
      json: { message: { maximum_timeout: ['needs to be at least 10 minutes'] } },
    });
    expect((await create({ run_untagged: false })).status).toBe(400);
    expect((await create({ runner_type: 'instance_type' })).status).toBe(403);
    const developer = await world.person('dora', 30);
    expect((await create({}, developer)).status).toBe(403);
    const narrow = await world.person('max', 40, ['create_runner']);
    const made = await create({ tag_list: ['x', 'y'], description: 'mine' }, narrow);
    expect(made).toMatchObject({ status: 201, json: { token_expires_at: null } });
    expect((await world.ask('GET', '/runners', { token: narrow })).json).toMatchObject({
      error: 'insufficient_scope',
    });
    const path = `/runners/${idOf(made.json)}`;
    expect((await world.ask('GET', path)).json).toMatchObject({
      description: 'mine',
      status: 'never_contacted',
      online: false,
      tag_list: ['x', 'y'],
      projects: [{ id }],
    });
    expect((await world.ask('GET', path, { token: developer })).status).toBe(403);
    expect((await world.ask('GET', '/runners?status=online')).json).toEqual([]);
    expect((await world.ask('DELETE', path)).status).toBe(204);
    expect((await world.ask('GET', path)).status).toBe(404);
  });
});

describe('pipelines over the API', () => {
  it('are made for a ref, refused with reasons, cancelled, retried and deleted', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    const create = (json: object, token?: string) =>
      world.ask('POST', `${project}/pipeline`, { json, ...(token === undefined ? {} : { token }) });
    expect(await create({})).toMatchObject({ status: 400, json: { error: 'ref is missing' } });
    expect(await create({ ref: 'gone' })).toMatchObject({
      status: 400,
      json: { message: { base: ['Reference not found'] } },
    });
    const developer = await world.person('dora', 30);
    expect((await create({ ref: 'main' }, developer)).status).toBe(400);
    const made = await create({ ref: 'main', variables: [{ key: 'A', value: 'b' }] });
    expect(made).toMatchObject({
      status: 201,
      json: { source: 'api', ref: 'main', status: 'pending' },
    });
    const path = `${project}/pipelines/${idOf(made.json)}`;
    expect((await world.ask('GET', `${path}/variables`)).json).toMatchObject([
      { key: 'A', value: 'b' },
    ]);
    expect((await world.ask('GET', `${project}/pipelines/latest?ref=main`)).json).toMatchObject({
      id: idOf(made.json),
    });
    const canceled = await world.ask('POST', `${path}/cancel`);
    expect(canceled).toMatchObject({ status: 200, json: { status: 'canceled' } });
    const again = await world.ask('POST', `${path}/retry`);
    expect(again).toMatchObject({ status: 201, json: { status: 'pending' } });
    const jobs = await world.jobs(idOf(made.json), true);
    expect(jobs.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'a canceled',
      'a pending',
      'b manual',
    ]);
    expect((await world.ask('DELETE', path)).status).toBe(204);
    expect((await world.ask('GET', path)).status).toBe(404);
    expect((await world.ask('GET', `${project}/jobs`)).json).toEqual([]);
  });

  it('shows a broken configuration as a failed pipeline of the push, and as an error of the API', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    await world.push('broken', { '.gitlab-ci.yml': 'a: { stage: nowhere, script: x }' });
    const pipeline = await world.pipeline('push', 'broken');
    const text =
      'a job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post';
    expect((await world.ask('GET', `${project}/pipelines/${pipeline.id}`)).json).toMatchObject({
      status: 'failed',
      yaml_errors: text,
    });
    const made = await world.ask('POST', `${project}/pipeline`, { json: { ref: 'broken' } });
    expect(made).toMatchObject({ status: 400, json: { message: { base: [text] } } });
    const lint = await world.ask('POST', `${project}/ci/lint`, { json: { content: 'a: 1' } });
    expect(lint.json).toMatchObject({ valid: false, errors: ['jobs:a config should be a hash'] });
    const own = await world.ask('GET', `${project}/ci/lint`);
    expect(own.json).toMatchObject({ valid: true, errors: [] });
  });

  it('skips what is asked to be skipped, and lets a newer push replace what has not begun', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    await world.push('exp', { 'a.txt': '1' }, 'Quiet [ci skip]');
    expect((await world.pipeline('push', 'exp')).status).toBe('skipped');
    await world.push('other', { 'a.txt': '2' });
    const first = await world.pipeline('push', 'other');
    expect(first.status).toBe('pending');
    await world.push('other', { 'a.txt': '3' });
    await expect
      .poll(async () => (await world.pipeline('push', 'other')).id)
      .toBeGreaterThan(first.id);
    const old = await world.ask('GET', `${project}/pipelines/${first.id}`);
    expect(old.json).toMatchObject({ status: 'canceled' });
  });
});

describe('jobs over the API', () => {
  it('are played by those who may push to their branch', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    const developer = await world.person('dora', 30);
    const guest = await world.person('gus', 10);
    await world.push('main', { 'a.txt': '1' });
    const main = await world.pipeline('push', 'main');
    await world.push('exp', { 'a.txt': '2' });
    const exp = await world.pipeline('push', 'exp');
    const play = async (pipeline: number, token: string | undefined) => {
      const manual = (await world.jobs(pipeline)).find((job) => job.name === 'b');
      const path = `${project}/jobs/${manual!.id}/play`;
      return world.ask('POST', path, token === undefined ? {} : { token });
    };
    expect((await play(exp.id, guest)).status).toBe(403);
    expect((await play(main.id, developer)).status).toBe(403);
    expect((await play(exp.id, developer)).status).toBe(200);
    expect((await play(main.id, undefined)).status).toBe(200);
    const reader = await world.person('rea', 30, ['read_api']);
    expect((await play(exp.id, reader)).json).toMatchObject({ error: 'insufficient_scope' });
  });

  it('are listed by status, in pages', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    await world.push('main', { 'a.txt': '1' });
    await world.pipeline('push', 'main');
    const manual = await world.ask('GET', `${project}/jobs?scope[]=manual`);
    expect(manual.json).toMatchObject([{ name: 'b', status: 'manual', allow_failure: true }]);
    const page = await world.ask('GET', `${project}/jobs?per_page=1`);
    expect(page.headers).toMatchObject({ 'x-total': '2', 'x-next-page': '2' });
    const keyset = await world.ask('GET', `${project}/jobs?per_page=1&pagination=keyset`);
    const next = /<[^>]*(\/projects\/[^>]*)>; rel="next"/.exec(keyset.headers['link'] ?? '')?.[1];
    expect((await world.ask('GET', next ?? '')).json).toMatchObject([{ name: 'a' }]);
    expect((await world.ask('GET', `${project}/jobs?scope[]=odd`)).status).toBe(400);
    expect((await world.ask('GET', `${project}/jobs/999`)).status).toBe(404);
  });
});
