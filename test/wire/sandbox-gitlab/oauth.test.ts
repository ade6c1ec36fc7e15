import { createHash, randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from './browser';
import { type Answer, removeCertificates, type TestGitLab, testGitLab } from './support';

afterAll(removeCertificates);

const redirectUri = 'http://127.0.0.1:47829/callback';
const application = {
  clientId: 'c'.repeat(64),
  name: 'Editor',
  redirectUris: [redirectUri],
  scopes: ['api', 'read_user'],
  confidential: false,
};

const token = (gitlab: TestGitLab, form: Record<string, string>): Promise<Answer> =>
  gitlab.ask('POST', '/oauth/token', {
    token: null,
    form: { client_id: application.clientId, ...form },
  });

async function signedIn(gitlab: TestGitLab): Promise<Browser> {
  const browser = new Browser(gitlab);
  await browser.signIn('anna', gitlab.passwords['anna']!.reveal());
  return browser;
}

async function authorize(gitlab: TestGitLab, verifier: string, decision = 'allow'): Promise<URL> {
  const browser = await signedIn(gitlab);
  const query = new URLSearchParams({
    client_id: application.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'api',
    state: 's<1>',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  await browser.open(`/oauth/authorize?${query.toString()}`);
  const answer = await browser.submit('/oauth/authorize', { decision });
  return new URL(answer.headers['location']!);
}

describe('OAuth', () => {
  it('gives tokens for a code and its verifier, once', async () => {
    await using gitlab = await testGitLab({ applications: [application] });
    const verifier = randomBytes(48).toString('base64url');
    const back = await authorize(gitlab, verifier);
    expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([
      redirectUri,
      's<1>',
    ]);
    const code = back.searchParams.get('code')!;
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    const given = await token(gitlab, fields);
    expect(given.json).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: 'api' });
    expect(await token(gitlab, fields)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    const { access_token: access, refresh_token: refresh } = given.json as Record<string, string>;
    const bearer = (text: string): Promise<Answer> =>
      gitlab.ask('GET', '/api/v4/user', {
        token: null,
        headers: { Authorization: `Bearer ${text}` },
      });
    expect((await bearer(access!)).status).toBe(200);
    expect((await gitlab.ask('GET', '/api/v4/user', { token: access! })).status).toBe(401);

    const renewed = await token(gitlab, { grant_type: 'refresh_token', refresh_token: refresh! });
    const next = (renewed.json as Record<string, string>)['access_token']!;
    expect([(await bearer(access!)).status, (await bearer(next)).status]).toEqual([401, 200]);
    expect(
      await token(gitlab, { grant_type: 'refresh_token', refresh_token: refresh! }),
    ).toMatchObject({ json: { error: 'invalid_grant' } });
    const info = await gitlab.ask('GET', '/oauth/token/info', {
      token: null,
      headers: { Authorization: `Bearer ${next}` },
    });
    expect(info.json).toMatchObject({ scope: ['api'], application: { uid: application.clientId } });
    await gitlab.ask('POST', '/oauth/revoke', {
      token: null,
      form: { token: next, client_id: application.clientId },
    });
    expect((await bearer(next)).json).toEqual({
      error: 'invalid_token',
      error_description: 'Token was revoked. You have to re-authorize from the user.',
    });
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('refuses a wrong verifier, an unknown address and a “no”', async () => {
    await using gitlab = await testGitLab({ applications: [application] });
    const back = await authorize(gitlab, randomBytes(48).toString('base64url'));
    const wrong = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code')!,
      redirect_uri: redirectUri,
      code_verifier: 'x'.repeat(43),
    };
    expect(await token(gitlab, wrong)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    expect((await authorize(gitlab, 'v'.repeat(50), 'deny')).searchParams.get('error')).toBe(
      'access_denied',
    );
    const browser = await signedIn(gitlab);
    const elsewhere = await browser.open(
      `/oauth/authorize?client_id=${application.clientId}&redirect_uri=https%3A%2F%2Fevil.example&response_type=code`,
    );
    expect([
      elsewhere.status,
      elsewhere.text.includes('The redirect URI included is not valid.'),
    ]).toEqual([400, true]);
    expect(
      (await token(gitlab, { client_id: 'nobody', grant_type: 'refresh_token' })).json,
    ).toMatchObject({ error: 'invalid_client' });
  });

  it('lets a device in after a person typed its code', async () => {
    let now = Date.now();
    await using gitlab = await testGitLab({
      applications: [application],
      clock: { now: () => now, wait: () => Promise.resolve() },
    });
    const asked = await gitlab.ask('POST', '/oauth/authorize_device', {
      token: null,
      form: { client_id: application.clientId, scope: 'read_user' },
    });
    const device = asked.json as Record<string, string>;
    expect(device).toMatchObject({
      expires_in: 300,
      interval: 5,
      verification_uri: `${gitlab.url}/oauth/device`,
    });
    const poll = (): Promise<Answer> =>
      token(gitlab, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: device['device_code']!,
      });
    expect((await poll()).json).toMatchObject({ error: 'authorization_pending' });
    expect((await poll()).json).toMatchObject({ error: 'slow_down' });
    now += 10_000;
    expect((await poll()).json).toMatchObject({ error: 'authorization_pending' });
    const browser = await signedIn(gitlab);
    await browser.open(device['verification_uri_complete']!.slice(gitlab.url.length));
    await browser.submit('/oauth/device');
    const done = await browser.submit('/oauth/device', { decision: 'allow' });
    expect(done.text).toContain('Device successfully authorized');
    expect((await poll()).json).toMatchObject({ scope: 'read_user', token_type: 'bearer' });
    expect((await poll()).json).toMatchObject({ error: 'invalid_grant' });
    expect(gitlab.context.crashes).toEqual([]);
  });
});
