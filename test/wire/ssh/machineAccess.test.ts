import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type MachineAccess, type MachineAddress } from '../../../src/model/ports/machine';
import { fingerprint, type HostKey } from '../../../src/ssh/hostKey';
import { createMachineAccess } from '../../../src/ssh/machineAccess';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { type SshServer, sshd, startSshServer } from './sshServer';

const run = promisify(execFile);

interface There extends AsyncDisposable {
  readonly server: SshServer;
  readonly access: MachineAccess;
  readonly home: TempFolder;
  /** What the serial console shows. */
  console: string | AppError;
  readonly machine: MachineAddress;
  address(change: Partial<MachineAddress>): MachineAddress;
  knownHosts(): Promise<string>;
}

/** A real sshd that lets our key in, and a console that shows what the test wants. */
async function start(): Promise<There> {
  const [server, home] = [await startSshServer(), await tempFolder()];
  const access = createMachineAccess(home.path);
  await writeFile(join(server.folder, 'authorized_keys'), `${await access.publicKey(never)}\n`);
  const there: There = {
    server,
    access,
    home,
    console: '',
    machine: {
      id: 'fhm1',
      name: 'vm-mlops',
      host: '127.0.0.1',
      port: server.port,
      user: server.user,
      serial: () =>
        typeof there.console === 'string'
          ? Promise.resolve(there.console)
          : Promise.reject(there.console),
    },
    address: (change) => ({ ...there.machine, ...change }),
    knownHosts: () =>
      readFile(join(home.path, '.ssh/gitlab-mlops/known_hosts'), 'utf8').catch(() => ''),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
  return there;
}

/** As cloud-init prints them at the first start. */
function fingerprintsOf(server: SshServer): string {
  return [
    '<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `<14>cloud-init: 256 ${fingerprint(server.hostKey)} root@vm (ED25519)`,
    '<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
    '',
  ].join('\r\n');
}

function keysOf(server: SshServer): string {
  return `-----BEGIN SSH HOST KEY KEYS-----\n${lineOf(server.hostKey)} root@vm\n-----END SSH HOST KEY KEYS-----\n`;
}

/** As `known_hosts` has it. */
function lineOf(key: HostKey): string {
  return `${key.type} ${key.blob}`;
}

const changed = { kind: 'conflict' };

describe.skipIf(!existsSync(sshd))('access to a machine', () => {
  it('believes keys that the serial console shows, and pins them before it connects', async () => {
    await using there = await start();
    there.console = fingerprintsOf(there.server) + keysOf(there.server);
    const reports: string[] = [];
    await there.access.check(there.machine, (text) => reports.push(text), never);
    expect(await there.knownHosts()).toContain(lineOf(there.server.hostKey));
    expect(reports.length).toBeGreaterThan(2);
  });

  it('pins what it saw when the console shows fingerprints only', async () => {
    await using there = await start();
    there.console = fingerprintsOf(there.server);
    await there.access.makeAlias(there.machine, never);
    expect(await there.knownHosts()).toContain(lineOf(there.server.hostKey));
  });

  it('refuses a machine whose console never showed a key, and says when to try again', async () => {
    await using there = await start();
    there.console = 'Booting…\n';
    await expect(there.access.makeAlias(there.machine, never)).rejects.toMatchObject({
      kind: 'conflict',
      fix: 'retry',
      message: expect.stringContaining('shows no SSH host key yet') as string,
    });
    expect([await there.knownHosts(), there.server.connections]).toEqual(['', 0]);
  });

  it('refuses a machine that shows another key than its console', async () => {
    await using there = await start();
    there.console = fingerprintsOf(there.server) + keysOf(there.server);
    await there.server.changeHostKey();
    await expect(there.access.makeAlias(there.machine, never)).rejects.toMatchObject(changed);
    there.console = there.console.split('-----BEGIN SSH HOST KEY KEYS')[0] ?? '';
    await expect(there.access.makeAlias(there.machine, never)).rejects.toMatchObject(changed);
    expect(await there.knownHosts()).not.toContain(lineOf(there.server.hostKey));
  });

  it('refuses a changed key while the console says nothing of it', async () => {
    await using there = await start();
    there.console = keysOf(there.server);
    await there.access.makeAlias(there.machine, never);
    const before = await there.knownHosts();
    await there.server.changeHostKey();
    const silences = [
      '',
      new AppError('forbidden', 'You may not read it.'),
      new AppError('unreachable', 'No.'),
    ];
    for (const silence of [there.console, ...silences]) {
      there.console = silence;
      await expect(there.access.makeAlias(there.machine, never)).rejects.toMatchObject(changed);
    }
    expect(await there.knownHosts()).toBe(before);
  });

  it('takes a changed key when the console shows it', async () => {
    await using there = await start();
    there.console = keysOf(there.server);
    await there.access.makeAlias(there.machine, never);
    const old = lineOf(there.server.hostKey);
    await there.server.changeHostKey();
    for (const shown of [fingerprintsOf(there.server), keysOf(there.server)]) {
      there.console = shown;
      await there.access.makeAlias(there.machine, never);
      const known = await there.knownHosts();
      expect(known).toContain(lineOf(there.server.hostKey));
      expect(known).not.toContain(old);
    }
  });

  it('knows a machine again at another address, and another machine at the same one', async () => {
    await using there = await start();
    there.console = keysOf(there.server);
    await there.access.makeAlias(there.machine, never);
    there.console = '';
    await there.access.makeAlias(there.address({ host: 'localhost' }), never);
    await expect(
      there.access.makeAlias(there.address({ id: 'fhm2', name: 'vm-other' }), never),
    ).rejects.toMatchObject({ kind: 'conflict', fix: 'retry' });
  });

  it('does not hide that the console could not be read for another reason', async () => {
    await using there = await start();
    there.console = new AppError('signed-out', 'You are not signed in.', { fix: 'sign-in-cloud' });
    await expect(there.access.makeAlias(there.machine, never)).rejects.toMatchObject({
      kind: 'signed-out',
    });
  });

  it('says that a machine has no address before it tries anything', async () => {
    await using there = await start();
    await expect(
      there.access.check(there.address({ host: undefined }), () => undefined, never),
    ).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('"vm-mlops" has no public address') as string,
    });
  });

  it('names the hop that is in the way', async () => {
    await using there = await start();
    there.console = keysOf(there.server);
    const reports: string[] = [];
    await expect(
      there.access.check(
        there.address({ user: 'nobody-here' }),
        (text) => reports.push(text),
        never,
      ),
    ).rejects.toMatchObject({ name: 'AppError' });
    expect(reports.at(-1)).toMatch(/ fails$/);
  });

  it.skipIf(!existsSync('/usr/bin/ssh'))(
    'lets plain ssh in by the alias, and takes the alias back',
    async () => {
      await using there = await start();
      there.console = keysOf(there.server);
      const { alias, configFile } = await there.access.makeAlias(there.machine, never);
      const ssh = (): Promise<{ stdout: string }> =>
        run('ssh', ['-F', configFile, '-o', 'BatchMode=yes', alias, 'echo', 'hello'], {
          env: { ...process.env, HOME: there.home.path },
        });
      expect((await ssh()).stdout).toBe('hello\n');
      await there.server.changeHostKey();
      await expect(ssh()).rejects.toMatchObject({
        stderr: expect.stringContaining('HOST IDENTIFICATION HAS CHANGED') as string,
      });
      await there.access.removeAlias(alias, never);
      await there.access.removeAlias(alias, never);
      await expect(ssh()).rejects.toMatchObject({ code: 255 });
    },
  );

  it('has one key pair, whoever asks', async () => {
    await using there = await start();
    const keys = await Promise.all(
      [1, 2, 3].map(() => createMachineAccess(there.home.path).publicKey(never)),
    );
    expect(new Set(keys).size).toBe(1);
  });
});
