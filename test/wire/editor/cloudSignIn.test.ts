import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ServiceAccountId } from '../../../src/model/ids';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { agree, choose, leave, type Reaction, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { keyFile, keyLines, makeRobot } from './serviceAccountKey';
import { openWindow, type TestWindow, type WindowOptions } from './window';

const path = process.env['PATH'];

describe('signing in to the cloud', () => {
  let cloud: SimulatedCloud;
  let operator: YandexCloud;
  let home: TempFolder;
  let robot: ServiceAccountId;
  beforeAll(async () => {
    [cloud, home] = await Promise.all([simulatedCloud(), tempFolder()]);
    operator = cloud.client();
    robot = await makeRobot(operator, cloud.folderId, ['viewer']);
    await writeFile(join(home.path, 'ca.pem'), cloud.ca);
    await fakeYc();
  });
  afterEach(() => {
    delete process.env['YC_METADATA_ADDR'];
  });
  afterAll(async () => {
    process.env['PATH'] = path;
    await cloud[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  /** On the PATH: profiles `work`, in use, and `elsewhere`, of another installation. */
  async function fakeYc(): Promise<void> {
    const script = `#!/usr/bin/env node
const args = process.argv.slice(2).filter((one) => one !== '--no-browser').join(' ');
if (args === 'config profile list') console.log('elsewhere\\nwork ACTIVE');
else if (args.startsWith('config get folder-id')) console.log(${JSON.stringify(cloud.folderId)});
else if (args === 'config get endpoint --profile elsewhere') console.log('api.other.net');
else if (args.startsWith('config get endpoint')) console.log('');
else if (args.startsWith('iam create-token')) console.log(${JSON.stringify(cloud.server.token.reveal())});
else process.exit(1);
`;
    await writeFile(join(home.path, 'yc'), script, { mode: 0o755 });
    process.env['PATH'] = `${home.path}${delimiter}${path ?? ''}`;
  }

  /** What answers on a machine that the robot is linked to: each time with a new token. */
  async function metadataService(): Promise<AsyncDisposable & { given: { digest: string }[] }> {
    const given: { digest: string }[] = [];
    const server = createServer((request, response) => {
      if (request.headers['metadata-flavor'] !== 'Google') return response.writeHead(403).end();
      const { token } = cloud.server.issueToken({ roles: ['viewer'] });
      given.push({ digest: cloud.server.world.tables.tokens.at(-1)?.digest ?? '' });
      return response.end(
        JSON.stringify({ access_token: token.reveal(), expires_in: 43_200, token_type: 'Bearer' }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['YC_METADATA_ADDR'] = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      given,
      [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }

  const window = (options: Partial<WindowOptions> = {}): TestWindow =>
    openWindow({
      home: join(home.path, 'home'),
      ...options,
      settings: {
        caFile: join(home.path, 'ca.pem'),
        cloudEndpoint: cloud.server.endpoint,
        ...options.settings,
      },
    });
  const how = (way: string | RegExp): [string, Reaction] => [
    'Sign in to Yandex Cloud',
    choose(way),
  ];
  const pasted = (token: string): [string, Reaction] => ['Sign in to Yandex Cloud', typing(token)];

  it('takes tokens of a yc profile, the one in use first', async () => {
    using editor = window();
    editor.ui.will(how('yc profile work'));
    await editor.commands['mlops.cloud.signIn']();
    expect(editor.ui.choicesShown[0]?.slice(0, 2)).toEqual([
      'yc profile work',
      'yc profile elsewhere',
    ]);
    expect(editor.cloud.account?.label).toBe(`yc profile work · ${cloud.server.endpoint}`);
    expect(editor.cloud.target?.folder.id).toBe(cloud.folderId);
    const kept = editor.vault.kept.get(`cloud ${cloud.server.endpoint} yc profile work`);
    expect(kept?.reveal()).toBe('{"kind":"cli","profile":"work"}');
  });

  it('offers the endpoint of a profile that belongs to another installation', async () => {
    using editor = window();
    editor.ui.will(how('yc profile elsewhere'), ['belongs to the installation', agree]);
    editor.ui.cancelAt = 'Signing in';
    await expect(editor.commands['mlops.cloud.signIn']()).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(editor.settings.cloudEndpoint).toBe('api.other.net:443');
    expect(editor.ui.confirmed[0]?.message).toBe(
      'The yc profile elsewhere belongs to the installation at api.other.net. Use that endpoint in this workspace?',
    );
  });

  it('takes the key of a service account from its file, and keeps it in the vault alone', async () => {
    using editor = window();
    const text = await keyFile(cloud.server, cloud.ca, robot);
    const file = join(home.path, 'key.json');
    await writeFile(file, text);
    editor.ui.path = file;
    editor.ui.will(how('Authorized key of a service account'));
    await editor.commands['mlops.cloud.signIn']();
    expect(editor.cloud.account?.label).toContain(`authorized key of ${robot}`);
    const { private_key: secret } = JSON.parse(text) as { private_key: string };
    expect(JSON.stringify([...editor.memory])).not.toContain(secret.slice(40, 80));

    await writeFile(file, '{"id": "x"}');
    editor.ui.will(how('Authorized key of a service account'));
    await expect(editor.commands['mlops.cloud.signIn']()).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Cannot read the authorized key') as string,
    });
    expect(editor.cloud.account?.label).toContain('authorized key of');
  });

  it('takes tokens of the machine that the editor runs on, whenever it needs one', async () => {
    await using machine = await metadataService();
    using editor = window();
    editor.ui.will(how('Service account of this machine'));
    await editor.commands['mlops.cloud.signIn']();
    expect(editor.cloud.signInView).toMatchObject({
      label: `service account of this machine · ${cloud.server.endpoint}`,
      pastedAt: undefined,
    });
    expect(editor.cloud.target?.folder.id).toBe(cloud.folderId);
    // The token itself is kept nowhere: the machine gives another one.
    const id = `cloud ${cloud.server.endpoint} service account of this machine`;
    expect(editor.vault.kept.get(id)?.reveal()).toBe('{"kind":"metadata"}');

    using reloaded = window({ vault: editor.vault, memory: editor.memory });
    const client = await reloaded.cloud.client();
    await client.clouds(never);
    const asked = machine.given.length;
    for (const token of cloud.server.world.tables.tokens)
      if (machine.given.some((one) => one.digest === token.digest)) token.revoked = true;
    await client.clouds(never);
    expect(machine.given.length).toBe(asked + 1);
  });

  it('says that this is no machine of the cloud, and keeps nothing', async () => {
    process.env['YC_METADATA_ADDR'] = '127.0.0.1:9';
    using editor = window();
    editor.ui.will(how('Service account of this machine'));
    await expect(editor.commands['mlops.cloud.signIn']()).rejects.toMatchObject({
      kind: 'signed-out',
      message: expect.stringContaining('it is not a machine of Yandex Cloud') as string,
    });
    expect([editor.vault.keys, [...editor.memory]]).toEqual([[], []]);
  });

  it('acts as a service account that is chosen from a list, or typed', async () => {
    const { token } = cloud.server.issueToken({
      roles: ['viewer', 'iam.serviceAccounts.tokenCreator'],
    });
    for (const answer of [choose('robot'), typing(robot)]) {
      using editor = window();
      editor.ui.will(
        how('Act as a service account…'),
        ['Act as a service account', choose('Paste an IAM token')],
        pasted(token.reveal()),
        ['Act as which service account?', answer],
      );
      await editor.commands['mlops.cloud.signIn']();
      expect(editor.cloud.account).toMatchObject({
        label: `${robot} by IAM token · ${cloud.server.endpoint}`,
        pasted: true,
      });
      const client = await editor.cloud.client();
      await client.clouds(never);
      const found = await client.ownRoles(cloud.cloudId, cloud.folderId, never);
      expect(found?.given).toEqual([{ role: 'viewer', on: 'folder' }]);
      expect((await editor.cloud.tokenOf(editor.cloud.account!, never)).equals(token)).toBe(false);
    }
  });

  it('names the role that acting as a service account needs', async () => {
    const { token } = cloud.server.issueToken({ roles: ['viewer'] });
    using editor = window();
    editor.ui.will(
      how('Act as a service account…'),
      ['Act as a service account', choose('Paste an IAM token')],
      pasted(token.reveal()),
      ['Act as which service account?', choose('robot')],
    );
    await expect(editor.commands['mlops.cloud.signIn']()).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('iam.serviceAccounts.tokenCreator') as string,
    });
    expect(editor.vault.keys).toEqual([]);
  });

  it('keeps nothing when one leaves on the way to a service account', async () => {
    using editor = window();
    editor.ui.will(how('Act as a service account…'), ['Act as a service account', leave]);
    await editor.commands['mlops.cloud.signIn']();
    editor.ui.will(
      how('Act as a service account…'),
      ['Act as a service account', choose('yc profile work')],
      ['Act as which service account?', leave],
    );
    await editor.commands['mlops.cloud.signIn']();
    expect([editor.vault.keys, editor.ui.told]).toEqual([[], []]);
  });

  it('takes a folder by its id when it is not in the list', async () => {
    using editor = window();
    editor.ui.will(how('Paste an IAM token'), pasted(cloud.server.token.reveal()));
    await editor.commands['mlops.cloud.signIn']();
    editor.ui.will(['Choose a folder of cloud-anna', typing(cloud.folderId)]);
    await editor.commands['mlops.cloud.chooseFolder']();
    expect(editor.cloud.target).toMatchObject({
      cloudName: 'cloud-anna',
      folder: { name: 'mlops-demo' },
    });
    editor.ui.will(['Choose a folder of cloud-anna', typing('b1gnowhere0000000000')]);
    await expect(editor.commands['mlops.cloud.chooseFolder']()).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(editor.cloud.target?.folder.name).toBe('mlops-demo');
  });

  it('leaves no secret in any file, setting or memory', async () => {
    using editor = window();
    const key = await keyFile(cloud.server, cloud.ca, robot);
    await writeFile(join(home.path, 'key.json'), key);
    editor.ui.path = join(home.path, 'key.json');
    editor.ui.will(how('Authorized key of a service account'));
    await editor.commands['mlops.cloud.signIn']();
    editor.ui.will(how('Paste an IAM token'), pasted(cloud.server.token.reveal()));
    await editor.commands['mlops.cloud.signIn']();
    const texts = [
      JSON.stringify([[...editor.memory], editor.settings, editor.ui.messages, editor.shown]),
    ];
    const storage = join(home.path, 'home');
    for (const entry of await readdir(storage, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'utf8'));
    const secrets = [cloud.server.token.reveal(), ...keyLines(key)];
    expect(secrets.length).toBeGreaterThan(10);
    expect(texts.flatMap((text) => secrets.filter((secret) => text.includes(secret)))).toEqual([]);
  });
});
