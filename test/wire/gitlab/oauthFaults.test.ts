import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { openOAuth } from '../../../src/gitlab/auth/openOAuth';
import { digestOf, issueToken, mintHex } from '../../../src/sandbox/gitlab/access/tokens';
import { type Fault } from '../../../src/sandbox/faults';
import { removeCertificates, testGitLab, type TestGitLab } from '../sandbox-gitlab/support';

const application = {
  clientId: 'e'.repeat(64),
  name: 'Editor',
  redirectUris: ['http://127.0.0.1/callback'],
  scopes: ['api', 'read_user'],
  confidential: false,
};

describe('renewing a sign-in on a bad day', () => {
  let gitlab: TestGitLab;
  beforeAll(async () => {
    gitlab = await testGitLab({ applications: [application] });
  });
  afterAll(async () => {
    await gitlab[Symbol.asyncDispose]();
    await removeCertificates();
  });

  function refreshToken(scopes = ['api']): Secret {
    const [access, refresh] = [mintHex(), mintHex()];
    const anna = gitlab.world.tables.users.find(({ username }) => username === 'anna');
    const registered = gitlab.world.tables.applications[0];
    issueToken(gitlab.context, access, {
      kind: 'oauth',
      userId: anna?.id ?? 0,
      name: 'Editor',
      scopes,
      expiresAt: Date.now() + 1_000_000,
      refreshDigest: digestOf(refresh),
      applicationId: registered?.id ?? 0,
    });
    return new Secret(refresh);
  }

  async function refresh(token: Secret): Promise<unknown> {
    const oauth = openOAuth({
      baseUrl: gitlab.url,
      clientId: application.clientId,
      ca: gitlab.ca,
      timeoutMs: 1_500,
    });
    try {
      return await oauth.refresh(token, never);
    } catch (error) {
      return error;
    } finally {
      oauth.dispose();
    }
  }

  it.each<[string, Fault, string]>([
    ['a deadline', { kind: 'hang' }, 'unreachable'],
    ['a reset', { kind: 'reset' }, 'unreachable'],
    ['a lost answer', { kind: 'lost-answer' }, 'unreachable'],
    ['half an answer', { kind: 'truncate' }, 'unreachable'],
    ['a trickle', { kind: 'trickle', ms: 100 }, 'unreachable'],
    ['garbage', { kind: 'garbage' }, 'remote'],
    ['a page', { kind: 'status', status: 200, body: '<html></html>' }, 'remote'],
    ['no tokens', { kind: 'status', status: 200, body: '{"access_token":""}' }, 'remote'],
    ['HTTP 400', { kind: 'status', status: 400, body: '{"error":"invalid_grant"}' }, 'signed-out'],
    ['HTTP 401', { kind: 'status', status: 401, body: '{"error":"invalid_client"}' }, 'signed-out'],
    ['HTTP 403', { kind: 'status', status: 403 }, 'forbidden'],
    ['HTTP 404', { kind: 'status', status: 404 }, 'not-found'],
    ['HTTP 409', { kind: 'status', status: 409 }, 'conflict'],
    [
      'HTTP 429',
      { kind: 'status', status: 429, headers: { 'Retry-After': '3600' } },
      'rate-limited',
    ],
    ['HTTP 500', { kind: 'status', status: 500 }, 'remote'],
    ['HTTP 503', { kind: 'status', status: 503 }, 'unreachable'],
  ])(
    'ends with a kind, once sent and without the token in its words: %s',
    async (_, fault, kind) => {
      const token = refreshToken();
      gitlab.faults.clear();
      gitlab.calls.clear();
      gitlab.faults.add({ service: 'gitlab', match: 'POST /oauth/token', fault, times: 9 });
      const error = await refresh(token);
      gitlab.faults.clear();
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).kind).toBe(kind);
      expect((error as AppError).message).toMatch(/\.$/);
      expect(inspect(error, { depth: 9 }) + String((error as AppError).detail)).not.toContain(
        token.reveal(),
      );
      // A refresh token works once: what may have been taken is not sent again by itself.
      expect(gitlab.calls.count('POST', /oauth\/token$/)).toBe(1);
    },
  );

  it('says that the application gives too little', async () => {
    const error = await refresh(refreshToken(['read_user']));
    expect(error).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('gives no scope api') as string,
    });
  });
});
