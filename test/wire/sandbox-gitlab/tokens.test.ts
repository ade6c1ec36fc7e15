import { generateKeyPairSync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { person, sample, withSample } from './sample';
import { anyText, containing, type Answer, removeCertificates, type TestGitLab } from './support';

afterAll(removeCertificates);

const day = 86_400_000;
const inDays = (days: number): string =>
  new Date(Date.now() + days * day).toISOString().slice(0, 10);

const create = (gitlab: TestGitLab, json: object, token?: string): Promise<Answer> =>
  gitlab.ask('POST', `${sample}/access_tokens`, {
    json,
    ...(token === undefined ? {} : { token }),
  });

describe('project access tokens', () => {
  it('act as a bot of their project only, and make no others', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const made = await create(gitlab, {
      name: 'mlflow',
      scopes: ['api', 'manage_runner'],
      expires_at: inDays(30),
    });
    const { token, ...shown } = made.json as Record<string, unknown>;
    expect([made.status, shown]).toMatchObject([
      201,
      { name: 'mlflow', access_level: 40, active: true, expires_at: inDays(30) },
    ]);
    const bot = String(token);
    expect(bot).toMatch(/^glpat-\w{20}$/);
    expect(await gitlab.ask('GET', '/api/v4/user', { token: bot })).toMatchObject({
      json: { name: 'mlflow', bot: true },
    });
    await gitlab.ask('POST', '/api/v4/projects', { json: { path: 'other' } });
    expect((await gitlab.ask('GET', '/api/v4/projects/anna%2Fother', { token: bot })).status).toBe(
      404,
    );
    expect((await create(gitlab, { name: 'x', scopes: ['api'] }, bot)).status).toBe(400);
    expect(
      (await gitlab.ask('POST', '/api/v4/projects', { token: bot, json: { path: 'n' } })).status,
    ).toBe(403);
  });

  it('are checked: role, level, scopes and date', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const developer = await person(gitlab, 'dora', 30);
    const maintainer = await person(gitlab, 'mia', 40);
    const statuses = await Promise.all([
      create(gitlab, { name: 'a', scopes: ['api'] }, developer),
      create(gitlab, { name: 'a', scopes: ['api'], access_level: 50 }, maintainer),
      create(gitlab, { name: 'a', scopes: ['everything'] }),
      create(gitlab, { name: 'a', scopes: ['api'], expires_at: inDays(500) }),
      create(gitlab, { name: 'a', scopes: ['api'], expires_at: '2020-01-01' }),
      create(gitlab, { scopes: ['api'] }),
    ]);
    expect(statuses.map(({ status, json }) => [status, json])).toMatchObject([
      [403, { message: '403 Forbidden' }],
      [400, { message: anyText }],
      [400, { error: 'scopes does not have a valid value' }],
      [400, { message: containing('must be before') }],
      [400, { message: anyText }],
      [400, { error: 'name is missing' }],
    ]);
  });

  it('are rotated and revoked at once, and say so afterwards', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const made = (await create(gitlab, { name: 'mlflow', scopes: ['api'] })).json as {
      id: number;
      token: string;
    };
    const rotated = (
      await gitlab.ask('POST', `${sample}/access_tokens/${made.id}/rotate`, { json: {} })
    ).json as { id: number; token: string; expires_at: string };
    expect([rotated.expires_at, rotated.token === made.token]).toEqual([inDays(7), false]);
    const old = await gitlab.ask('GET', '/api/v4/user', { token: made.token });
    expect([old.status, old.json]).toEqual([
      401,
      { error: 'invalid_token', error_description: containing('revoked') },
    ]);
    const again = (
      await gitlab.ask('POST', `${sample}/access_tokens/self/rotate`, { token: rotated.token })
    ).json as { id: number; token: string };
    expect((await gitlab.ask('DELETE', `${sample}/access_tokens/${again.id}`)).status).toBe(204);
    expect((await gitlab.ask('GET', '/api/v4/user', { token: again.token })).status).toBe(401);
    expect((await gitlab.ask('GET', `${sample}/access_tokens`)).json).toEqual([]);
    gitlab.world.tables.tokens[0]!.expiresAt = Date.now() - 1;
    expect((await gitlab.ask('GET', '/api/v4/user')).json).toMatchObject({
      error: 'invalid_token',
      error_description: containing('expired'),
    });
    expect(gitlab.context.crashes).toEqual([]);
  });
});

describe('CI/CD variables', () => {
  it('keep GitLab’s rules for keys, masking and hiding', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const add = (json: object): Promise<Answer> =>
      gitlab.ask('POST', `${sample}/variables`, { json });
    const answers = [
      await add({ key: 'TOKEN', value: 'glpat-abcdefgh', masked: true }),
      await add({ key: 'TOKEN', value: 'x' }),
      await add({ key: 'A B', value: 'x' }),
      await add({ key: 'SHORT', value: 'short', masked: true }),
      await add({ key: 'SPACE', value: 'has a space', masked: true, raw: true }),
      await add({ key: 'ODD', value: 'pa$$word!', masked: true }),
      await add({ key: 'ODD', value: 'pa$$word!', masked: true, raw: true }),
      await add({ key: 'DARK', value: 'hidden-value', masked_and_hidden: true }),
      await add({ key: 'LONG', value: 'x'.repeat(10_001) }),
      await add({ value: 'x' }),
    ];
    expect(answers.map(({ status, json }) => [status, json])).toMatchObject([
      [201, { key: 'TOKEN', masked: true, variable_type: 'env_var', environment_scope: '*' }],
      [400, { message: { key: ['(TOKEN) has already been taken'] } }],
      [400, { message: { key: ["can contain only letters, digits and '_'."] } }],
      [400, { message: { value: ['is invalid'] } }],
      [400, { message: { value: ['is invalid'] } }],
      [400, { message: { value: ['is invalid'] } }],
      [201, { key: 'ODD' }],
      [201, { key: 'DARK', value: null, hidden: true, masked: true }],
      [400, { message: { value: [containing('too long')] } }],
      [400, { error: 'key is missing' }],
    ]);
    expect(
      (
        await gitlab.ask('PUT', `${sample}/variables/DARK`, {
          json: { value: 'other-value', masked: false },
        })
      ).status,
    ).toBe(400);
    expect(
      await gitlab.ask('PUT', `${sample}/variables/TOKEN`, {
        form: { value: 'plain', masked: 'false' },
      }),
    ).toMatchObject({ json: { value: 'plain', masked: false } });
    expect((await gitlab.ask('DELETE', `${sample}/variables/TOKEN`)).status).toBe(204);
    expect(await gitlab.ask('GET', `${sample}/variables/TOKEN`)).toMatchObject({
      status: 404,
      json: { message: '404 Variable Not Found' },
    });
    const developer = await person(gitlab, 'dora', 30);
    expect((await gitlab.ask('GET', `${sample}/variables`, { token: developer })).status).toBe(403);
  });

  it('ask which one is meant when a key stands for several environments', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    for (const scope of ['dev', 'prod']) {
      await gitlab.ask('POST', `${sample}/variables`, {
        json: { key: 'K', value: scope, environment_scope: scope },
      });
    }
    expect((await gitlab.ask('GET', `${sample}/variables/K`)).status).toBe(409);
    expect(
      (await gitlab.ask('GET', `${sample}/variables/K?filter[environment_scope]=prod`)).json,
    ).toMatchObject({ value: 'prod' });
  });
});

describe('SSH keys', () => {
  it('belong to one account only', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const { publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const name = Buffer.from('ssh-ed25519');
    const u32 = (n: number): Buffer => Buffer.from([0, 0, 0, n]);
    const key = `ssh-ed25519 ${Buffer.concat([u32(name.length), name, u32(32), raw]).toString('base64')}`;
    const made = await gitlab.ask('POST', '/api/v4/user/keys', {
      json: { title: 'laptop', key: `${key} me@laptop` },
    });
    expect(made).toMatchObject({
      status: 201,
      json: { title: 'laptop', usage_type: 'auth_and_signing' },
    });
    const other = await person(gitlab, 'bob', 0);
    expect(
      await gitlab.ask('POST', '/api/v4/user/keys', {
        token: other,
        json: { title: 'mine', key: `${key} other` },
      }),
    ).toMatchObject({
      status: 400,
      json: { message: { fingerprint_sha256: ['has already been taken'] } },
    });
    expect(
      (await gitlab.ask('POST', '/api/v4/user/keys', { json: { title: 't', key: 'ssh-rsa AAAA' } }))
        .status,
    ).toBe(400);
    const { id } = made.json as { id: number };
    expect((await gitlab.ask('DELETE', `/api/v4/user/keys/${id}`)).status).toBe(204);
    expect((await gitlab.ask('GET', '/api/v4/user/keys')).json).toEqual([]);
  });
});
