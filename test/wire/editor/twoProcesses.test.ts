import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { betweenWindows } from '../../../src/app/betweenWindows';
import { never, wait } from '../../../src/base/wait';
import { packGitLabCredential } from '../../../src/model/gitlabCredential';
import { Secret } from '../../../src/base/secret';
import { digestOf, issueToken, mintHex } from '../../../src/sandbox/gitlab/access/tokens';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { removeCertificates, testGitLab, type TestGitLab } from '../sandbox-gitlab/support';
import { fileVault, type RenewerTask } from './renewer';

const application = {
  clientId: 'e'.repeat(64),
  name: 'Editor',
  redirectUris: ['http://127.0.0.1/callback'],
  scopes: ['api'],
  confidential: false,
};
const run = promisify(execFile);

describe('windows in processes of their own', () => {
  let gitlab: TestGitLab;
  let folder: TempFolder;
  let program: string;
  beforeAll(async () => {
    [gitlab, folder] = await Promise.all([
      testGitLab({ applications: [application] }),
      tempFolder(),
    ]);
    program = join(folder.path, 'renewer.mjs');
    await build({
      entryPoints: [new URL('./renewer.ts', import.meta.url).pathname],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      outfile: program,
      alias: { '@gitbeaker/rest': '@gitbeaker/core' },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
  });
  afterAll(async () => {
    await gitlab[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    await removeCertificates();
  });

  /** Tokens of anna that are past half of their life, in a vault of their own. */
  async function pastHalfLife(name: string): Promise<string> {
    const place = join(folder.path, name);
    const [access, refresh] = [mintHex(), mintHex()];
    const anna = gitlab.world.tables.users.find(({ username }) => username === 'anna')!;
    const registered = gitlab.world.tables.applications[0]!;
    issueToken(gitlab.context, access, {
      kind: 'oauth',
      userId: anna.id,
      name: 'Editor',
      scopes: ['api'],
      expiresAt: Date.now() + 3_500_000,
      refreshDigest: digestOf(refresh),
      applicationId: registered.id,
    });
    const credential = packGitLabCredential({
      kind: 'oauth',
      clientId: application.clientId,
      tokens: {
        access: new Secret(access),
        refresh: new Secret(refresh),
        issuedAt: Date.now() - 3_700_000,
        expiresAt: Date.now() + 3_500_000,
      },
    });
    await fileVault(join(place, 'vault'), 0).set(`gitlab ${gitlab.url} anna`, credential);
    return place;
  }

  it.each([
    ['at once', 0],
    ['late', 400],
  ])(
    'never spend the same refresh token twice, though they see each other’s secrets %s',
    async (name, lateMs) => {
      const place = await pastHalfLife(`vault-${name}`);
      const task: RenewerTask = {
        url: gitlab.url,
        username: 'anna',
        ca: gitlab.ca,
        folder: place,
        lateMs,
      };
      gitlab.calls.clear();
      const outputs = await Promise.all(
        [1, 2, 3].map(() => run(process.execPath, [program, JSON.stringify(task)])),
      );
      expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(3).fill('anna anna'));
      const renewals = gitlab.calls.all.filter(({ path }) => path === '/oauth/token');
      expect(renewals.map(({ status }) => status)).toEqual([200]);
    },
  );

  it('wait for each other, and stop to wait when told', async () => {
    const { exclusively } = betweenWindows(join(folder.path, 'locks'));
    const order: string[] = [];
    let leave: () => void = () => undefined;
    const first = exclusively(
      'one',
      () => new Promise<void>((resolve) => (leave = resolve)),
      never,
    );
    await wait(50, never);
    const second = exclusively('one', async () => void order.push('second'), never);
    await exclusively('another', async () => void order.push('another'), never);
    leave();
    await Promise.all([first, second]);
    expect(order).toEqual(['another', 'second']);

    const stop = new AbortController();
    const held = exclusively('one', () => new Promise<void>((resolve) => (leave = resolve)), never);
    await wait(50, never);
    const waiting = exclusively('one', async () => undefined, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    leave();
    await held;
  });
});
