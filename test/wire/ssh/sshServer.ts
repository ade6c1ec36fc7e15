import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type HostKey, parsePublicLine } from '../../../src/ssh/hostKey';
import { ensureKeyPair, type KeyPair } from '../../../src/ssh/keys';
import { type SshTarget } from '../../../src/ssh/target';
import { tempFolder } from '../../support/tempFolder';

export const sshd = '/usr/sbin/sshd';

export type Manner = 'normal' | 'silent' | 'foreign' | 'cut';

export interface SshServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly user: string;
  /** The key that the server lets in. */
  readonly login: KeyPair;
  hostKey: HostKey;
  /** How connections are met from now on. */
  manner: Manner;
  readonly connections: number;
  target(change?: Partial<SshTarget>): SshTarget;
  /** Gives the machine a new host key, as one that was made anew has. */
  changeHostKey(): Promise<void>;
  /** Cuts every connection. */
  cut(): void;
  log(): string;
}

/**
 * A real sshd, one process per connection with the accepted socket as its input, so that no port has to be
 * chosen beforehand. @param environment set for every command
 */
export async function startSshServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<SshServer> {
  const folder = await tempFolder();
  const login = await ensureKeyPair(join(folder.path, 'login'), 'test', never);
  await writeFile(join(folder.path, 'authorized_keys'), `${login.publicLine}\n`, { mode: 0o600 });
  // Only root's sshd wants this folder, which the package makes at boot.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  let number = 0;
  const makeHostKey = async (): Promise<HostKey> => {
    number++;
    const path = join(folder.path, `host${number}`);
    const pair = await ensureKeyPair(path, 'host', never);
    await writeFile(join(folder.path, 'sshd_config'), config(folder.path, path, environment));
    return parsePublicLine(pair.publicLine)!;
  };
  const children = new Set<ChildProcess>();
  const sockets = new Set<Socket>();
  let log = '';
  const state = { hostKey: await makeHostKey(), manner: 'normal' as Manner, connections: 0 };
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    state.connections++;
    socket.on('error', () => undefined);
    if (state.manner === 'normal') {
      const child = spawn(sshd, ['-i', '-e', '-f', join(folder.path, 'sshd_config')], {
        stdio: [socket, socket, 'pipe'],
      });
      children.add(child);
      child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
      child.once('close', () => children.delete(child));
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.resume();
    if (state.manner === 'cut') socket.resetAndDestroy();
    if (state.manner === 'foreign') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const user = userInfo().username;
  const cut = (): void => {
    for (const child of children) child.kill('SIGKILL');
  };
  return {
    port,
    folder: folder.path,
    user,
    login,
    get hostKey() {
      return state.hostKey;
    },
    get manner() {
      return state.manner;
    },
    set manner(manner) {
      state.manner = manner;
    },
    get connections() {
      return state.connections;
    },
    target: (change) => ({
      name: 'vm-mlops',
      host: '127.0.0.1',
      port,
      user,
      privateKey: login.privateKey,
      trust: { kind: 'keys', keys: [state.hostKey] },
      ...change,
    }),
    async changeHostKey() {
      state.hostKey = await makeHostKey();
    },
    cut,
    log: () => log,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      const ended = [...children].map((child) => new Promise((done) => child.once('close', done)));
      cut();
      await Promise.all(ended);
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A key that no server knows. */
export async function strangerKey(folder: string): Promise<Secret> {
  return (await ensureKeyPair(join(folder, 'stranger'), 'stranger', never)).privateKey;
}

function config(
  folder: string,
  key: string,
  environment: Readonly<Record<string, string>>,
): string {
  const set = Object.entries(environment).map(([name, value]) => `"${name}=${value}"`);
  return [
    `HostKey ${key}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'LogLevel VERBOSE',
    ...(set.length === 0 ? [] : [`SetEnv ${set.join(' ')}`]),
    '',
  ].join('\n');
}
