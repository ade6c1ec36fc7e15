import { afterAll, describe, expect, it } from 'vitest';
import { type Fault } from '../../../src/sandbox/faults';
import { git } from './git';
import { sample, withSample } from './sample';
import { type Answer, removeCertificates, type TestGitLab, testGitLab } from './support';

afterAll(removeCertificates);

const user = '/api/v4/user';

function spoil(gitlab: TestGitLab, fault: Fault, match = `GET ${user}`): void {
  gitlab.faults.add({ service: 'gitlab', match, fault });
}

/** Until the server has seen the end of every call. */
async function settled(gitlab: TestGitLab): Promise<void> {
  await expect.poll(() => gitlab.calls.all.every((call) => call.finished)).toBe(true);
}

describe('faults on demand', () => {
  it('answer a status with its headers, once', async () => {
    await using gitlab = await testGitLab();
    spoil(gitlab, { kind: 'status', status: 429, headers: { 'Retry-After': '3' } });
    spoil(gitlab, { kind: 'status', status: 503, message: 'down' });
    const answers: Answer[] = [];
    for (let at = 0; at < 3; at++) answers.push(await gitlab.ask('GET', user));
    expect(
      answers.map((one) => [one.status, one.headers['retry-after'], one.text.slice(0, 20)]),
    ).toEqual([
      [429, '3', 'Retry later\n'],
      [503, undefined, '{"message":"down"}'],
      [200, undefined, expect.stringContaining('{"id":1')],
    ]);
  });

  it('cut the connection, before the work or after it', async () => {
    await using gitlab = await testGitLab();
    const create = (): Promise<Answer> =>
      gitlab.ask('POST', '/api/v4/projects', { json: { path: 'once' } });
    spoil(gitlab, { kind: 'reset' }, 'POST /api/v4/projects');
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(gitlab.world.tables.projects).toHaveLength(0);
    spoil(gitlab, { kind: 'lost-answer' }, 'POST /api/v4/projects');
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(gitlab.world.tables.projects).toHaveLength(1);
    expect((await create()).status).toBe(400);
    await settled(gitlab);
    expect(gitlab.calls.all.map((call) => call.aborted)).toEqual([false, false, false]);
  });

  it('halve an answer, spoil its bytes, or let it drip', async () => {
    await using gitlab = await testGitLab();
    spoil(gitlab, { kind: 'truncate' });
    await expect(gitlab.ask('GET', user)).rejects.toMatchObject({ code: 'ECONNRESET' });
    spoil(gitlab, { kind: 'garbage' });
    const garbage = await gitlab.ask('GET', user);
    expect([garbage.status, garbage.json]).toEqual([200, undefined]);
    const whole = await gitlab.ask('GET', user);
    spoil(gitlab, { kind: 'trickle', ms: 1 });
    const began = performance.now();
    expect((await gitlab.ask('GET', user)).text).toBe(whole.text);
    expect(performance.now() - began).toBeGreaterThan(whole.text.length / 8 / 2);
    spoil(gitlab, { kind: 'delay', ms: 60 });
    const late = performance.now();
    expect((await gitlab.ask('GET', user)).text).toBe(whole.text);
    expect(performance.now() - late).toBeGreaterThan(50);
  });

  it('never answer, and the server sees when the caller gives up', async () => {
    await using gitlab = await testGitLab();
    spoil(gitlab, { kind: 'hang' });
    const stop = new AbortController();
    const asked = gitlab.ask('GET', user, { signal: stop.signal });
    await expect.poll(() => gitlab.calls.all.length).toBe(1);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await settled(gitlab);
    expect(gitlab.calls.all).toMatchObject([
      { method: 'GET', path: user, aborted: true, status: undefined },
    ]);
  });

  it('reach git too', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    const url = `${gitlab.url}/mlops/credit-scoring.git`;
    spoil(gitlab, { kind: 'truncate' }, 'POST */git-upload-pack');
    expect((await git(gitlab, ['clone', url, `${temp.path}/a`])).code).not.toBe(0);
    const whole = await git(gitlab, ['clone', url, `${temp.path}/b`]);
    expect(whole.code, whole.err).toBe(0);
    expect(gitlab.context.crashes).toEqual([]);
  });
});

describe('answers', () => {
  it('carry an ETag that saves the body, CORS headers, and 404 or 405 for what is not there', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const first = await gitlab.ask('GET', sample);
    const again = await gitlab.ask('GET', sample, {
      headers: { 'If-None-Match': first.headers['etag']! },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    await gitlab.ask('PUT', sample, { json: { description: 'new' } });
    expect(
      (await gitlab.ask('GET', sample, { headers: { 'If-None-Match': first.headers['etag']! } }))
        .status,
    ).toBe(200);
    const preflight = await gitlab.ask('OPTIONS', user, {
      token: null,
      headers: { Origin: 'https://a.example', 'Access-Control-Request-Headers': 'private-token' },
    });
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'private-token',
    });
    expect((await gitlab.ask('GET', '/api/v4/nothing')).json).toEqual({ error: '404 Not Found' });
    expect((await gitlab.ask('PATCH', user)).status).toBe(405);
    expect((await gitlab.ask('GET', '//')).status).toBe(400);
    expect((await gitlab.ask('GET', '/%zz.git/info/refs?service=git-upload-pack')).status).toBe(
      401,
    );
    expect(gitlab.context.crashes).toEqual([]);
    expect(
      await gitlab.ask('POST', '/api/v4/projects', {
        body: '{"a',
        headers: { 'Content-Type': 'application/json' },
      }),
    ).toMatchObject({ status: 400 });
  });

  it('count against a rate limit when there is one', async () => {
    await using gitlab = await testGitLab({ rateLimit: { limit: 2, periodMs: 60_000 } });
    const answers: Answer[] = [];
    for (let at = 0; at < 3; at++) answers.push(await gitlab.ask('GET', user));
    expect(answers.map((one) => [one.status, one.headers['ratelimit-remaining']])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    expect([
      answers[2]!.text,
      Number(answers[2]!.headers['retry-after']) > 0,
      answers[2]!.headers['content-type'],
    ]).toEqual(['Retry later\n', true, 'text/plain']);
  });
});
