import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname } from 'node:path';
import { AppError } from '../../base/errors';
import { throwIfAborted } from '../../base/errors';
import { wait } from '../../base/wait';
import { type MachineFolder } from './folder';
import { type HostKey } from './hostKeys';
import { signalGroup } from './processes';

/** The part of a machine that people log in to. */
export interface SshService {
  /** Processes whose descendants belong to the machine. */
  readonly roots: readonly number[];
  /** Takes no more logins and ends those that are open. */
  close(): Promise<void>;
}

export interface SshOptions {
  readonly folder: MachineFolder;
  readonly keys: readonly HostKey[];
  readonly users: readonly string[];
  readonly address: string;
  readonly port: number;
  /** Of a login. */
  readonly env: Readonly<Record<string, string>>;
  readonly print: (text: string) => void;
}

/** Starts a real OpenSSH server. Rejects when it does not come up. */
export async function startSshd(
  program: string,
  options: SshOptions,
  serverEnv: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<SshService> {
  const { folder, address, port } = options;
  await mkdir(dirname(folder.sshdConfig), { recursive: true });
  await writeFile(folder.sshdConfig, sshdConfig(options), { mode: 0o600 });
  // What Debian's service makes before it starts the server; only root's server needs it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(program, ['-D', '-e', '-f', folder.sshdConfig], {
    env: { ...serverEnv },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (output.length < 200) output.push(chunk.toString('utf8'));
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output.push(error.message);
      resolve();
    });
    child.once('exit', () => resolve());
  });
  const service: SshService = {
    roots: child.pid === undefined ? [] : [child.pid],
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  try {
    await acceptsConnections(child, address, port, output, signal);
    return service;
  } catch (error) {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    await ended;
    throw error;
  }
}

function sshdConfig(options: SshOptions): string {
  const { folder, keys, users, address, port, env } = options;
  return [
    `ListenAddress ${address}`,
    `Port ${port}`,
    ...keys.map((key) => `HostKey ${quoted(folder.hostKey(key.type))}`),
    'AuthorizedKeysFile .ssh/authorized_keys',
    'PubkeyAuthentication yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'UsePAM no',
    // Folders above the machine may be open to others; that is not the machine's business.
    'StrictModes no',
    'PidFile none',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    'MaxStartups 100:30:200',
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'Subsystem sftp internal-sftp',
    users.length > 0 ? `AllowUsers ${users.join(' ')}` : 'DenyUsers *',
    `SetEnv ${Object.entries(env)
      .map(([name, value]) => quoted(`${name}=${value}`))
      .join(' ')}`,
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

async function acceptsConnections(
  child: ChildProcess,
  address: string,
  port: number,
  output: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    throwIfAborted(signal);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new AppError(
        'unreachable',
        `The machine's SSH server did not start: ${output.join('').trim()}`,
      );
    }
    // Somebody else's server on the port must not be taken for ours.
    if (output.join('').includes('Server listening on') && (await connects(address, port))) return;
    await wait(25, signal);
  }
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
