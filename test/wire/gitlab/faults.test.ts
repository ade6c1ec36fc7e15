import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type Fault } from '../../../src/sandbox/faults';
import { type Connected, connected, fixed, removeCertificates, samplePath } from './support';

const project = 'GET /api/v4/projects/*';

describe('the GitLab adapter on a bad day', () => {
  let there: Connected;
  beforeAll(async () => {
    there = await connected({}, { timeoutMs: 1_000 });
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const read = (signal: AbortSignal = never) => there.gitlab.projects.get(samplePath, signal);
  const spoil = (fault: Fault, times = 1, match = project): void => {
    there.server.faults.clear();
    there.sent.length = 0;
    there.server.faults.add({ service: 'gitlab', match, times, fault });
  };
  const failure = async (work: Promise<unknown>): Promise<AppError> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('nothing failed');
  };

  it.each<[string, Fault]>([
    ['a connection that was reset', { kind: 'reset' }],
    ['an answer that got lost', { kind: 'lost-answer' }],
    ['an answer that was cut in the middle', { kind: 'truncate' }],
    ['a gateway without a backend', { kind: 'status', status: 502, body: '<html>502</html>' }],
    ['a server that is starting', { kind: 'status', status: 503, headers: { 'Retry-After': '0' } }],
  ])('repeats a read after %s', async (_name, fault) => {
    spoil(fault);
    expect(await read()).toMatchObject({ path: samplePath });
    expect(there.sent).toHaveLength(2);
  });

  it('gives up after a bounded number of tries and says what stopped it', async () => {
    spoil({ kind: 'reset' }, 99);
    const error = await failure(read());
    expect(error).toMatchObject({ kind: 'unreachable', fix: 'retry' });
    expect(error.message).toMatch(
      /^Cannot read the project "mlops\/credit-scoring": the connection to localhost:\d+ broke/,
    );
    expect(there.sent).toHaveLength(3);
  });

  it('ends a call that is never answered at its deadline, and does not ask again', async () => {
    spoil({ kind: 'hang' }, 99);
    const error = await failure(read());
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('did not answer within 1 s');
    expect(there.sent).toHaveLength(1);
    await expect.poll(() => there.server.calls.all.at(-1)?.aborted).toBe(true);
  });

  it('ends an answer that trickles at the deadline of the whole call', async () => {
    spoil({ kind: 'trickle', ms: 50 });
    expect((await failure(read())).message).toContain('did not answer within 1 s');
  });

  it('tells the server when the caller loses interest', async () => {
    spoil({ kind: 'hang' });
    const stop = new AbortController();
    const reading = failure(read(stop.signal));
    await expect.poll(() => there.server.calls.all.at(-1)?.finished).toBe(false);
    stop.abort();
    expect(await reading).toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => there.server.calls.all.at(-1)?.aborted).toBe(true);
  });

  it('waits as long as the server asks when there were too many requests, then goes on', async () => {
    spoil({ kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
    const start = performance.now();
    expect(await read()).toMatchObject({ path: samplePath });
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for ever when the server asks for a long pause', async () => {
    spoil({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } });
    expect(await failure(read())).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 3_600_000,
    });
    expect(there.sent).toHaveLength(1);
  });

  it.each([
    [401, undefined, 'signed-out', 'does not accept the token. Sign in again.'],
    [
      401,
      '{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}',
      'signed-out',
      'the token has expired. Sign in again.',
    ],
    [403, undefined, 'forbidden', 'your GitLab account may not do this.'],
    [
      403,
      '{"error":"insufficient_scope","error_description":"The request requires higher privileges.","scope":"api"}',
      'forbidden',
      'the token lacks the scope api.',
    ],
    [404, '{"message":"404 Project Not Found"}', 'not-found', '"404 Project Not Found"'],
    [409, '{"message":["It is there"]}', 'conflict', 'GitLab says: "It is there".'],
    [422, '{"message":{"name":["is too short"]}}', 'invalid', '"name is too short"'],
    [400, '{"message":{"key":["(A) has already been taken"]}}', 'conflict', 'already been taken'],
    [400, '{"error":"name is missing"}', 'invalid', '"name is missing"'],
    [500, '<html><h1>Oops</h1></html>', 'remote', 'failed (HTTP 500). Try again'],
  ] as const)('says what HTTP %i means (%s)', async (status, body, kind, words) => {
    spoil({ kind: 'status', status, ...(body === undefined ? {} : { body }) }, 99);
    const error = await failure(read());
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('<');
    expect(there.sent).toHaveLength(1);
  });

  it('names bytes that are no JSON as such', async () => {
    spoil({ kind: 'garbage' });
    const error = await failure(read());
    expect(error).toMatchObject({ kind: 'remote', fix: 'open-log' });
    expect(error.message).toContain('something that is not JSON');
  });

  it('recognises a page of a proxy', async () => {
    spoil({ kind: 'status', status: 200, body: '<!DOCTYPE html><title>Sign in</title>' });
    expect((await failure(read())).message).toContain('a web page instead of data');
  });

  it('says where an answer is not what GitLab promises', async () => {
    spoil({ kind: 'status', status: 200, body: '{"id":"seven"}' });
    const error = await failure(read());
    expect(error.kind).toBe('remote');
    expect(error.message).toContain('not as expected at "id"');
  });

  it('never sends a write twice when the first may have worked', async () => {
    const { id } = await read();
    spoil({ kind: 'lost-answer' }, 1, 'POST /api/v4/projects/*/repository/branches');
    const create = there.gitlab.repository.createBranch(id, 'only-once', 'main', never);
    expect(await failure(create)).toMatchObject({ kind: 'unreachable' });
    expect(there.sent).toHaveLength(1);
    const names = (await there.gitlab.repository.branches(id, 'only-once', never)).map(
      (branch) => branch.name,
    );
    expect(names).toEqual(['only-once']);
  });

  it('sends a write again when the server refused to look at it', async () => {
    const { id } = await read();
    const limited = { kind: 'status', status: 429 } as const;
    spoil(limited, 1, 'POST /api/v4/projects/*/repository/branches');
    await there.gitlab.repository.createBranch(id, 'after-a-while', 'main', never);
    expect(there.sent).toHaveLength(2);
  });

  it('says that nothing answers at a wrong address', async () => {
    const gitlab = there.connect({ baseUrl: 'http://127.0.0.1:1' });
    const error = await failure(gitlab.account.user(never));
    expect(error.message).toContain('nothing answers at 127.0.0.1:1');
  });

  it('refuses a certificate of an unknown authority', async () => {
    const gitlab = there.connect({ ca: undefined });
    const error = await failure(gitlab.account.user(never));
    expect(error).toMatchObject({ kind: 'unreachable', fix: 'open-settings' });
    expect(error.message).toContain('is not trusted');
  });

  it('takes a fresh token once when the server refuses the old one', async () => {
    const good = there.server.tokens['anna'];
    let renewed = 0;
    const gitlab = there.connect({
      token: {
        current: () => Promise.resolve(new Secret('glpat-old-and-gone-00000')),
        renew: () => {
          renewed++;
          return Promise.resolve(good);
        },
      },
    });
    expect(await gitlab.account.user(never)).toMatchObject({ username: 'anna' });
    expect(renewed).toBe(1);
  });

  it('does not show the token in any failure', async () => {
    const token = new Secret('glpat-secretsecretsecret');
    const gitlab = there.connect({ token: fixed(token) });
    const error = await failure(gitlab.account.user(never));
    expect(error.kind).toBe('signed-out');
    expect(JSON.stringify([error.message, error.detail, error.stack])).not.toContain(
      'secretsecret',
    );
  });
});
