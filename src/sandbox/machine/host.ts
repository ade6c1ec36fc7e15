import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type MachineHost, type MachineSpec, type RunningMachine } from '../ports';
import { machineFolder } from './folder';
import { Machine, type MachineOptions } from './machine';
import { findTools, type Tools } from './tools';

export interface MachineHostOptions {
  /** Machines' files; kept over restarts of the sandbox. */
  readonly folder: string;
  /** PEM of the authority that machines trust. */
  readonly caFile: string;
  /** Path of the bundled program `gitlab-runner`. */
  readonly runnerProgram: string;
  /** The node to run it with. Default: the one that runs the sandbox. */
  readonly node?: string;
  /** SSH port of all machines. Default: the one of last time, else any free one. */
  readonly port?: number;
  /** Default: whatever the computer has. */
  readonly tools?: Tools;
}

export interface OwnedMachineHost extends MachineHost, AsyncDisposable {
  /** The same for all machines; each has an address of its own. */
  readonly port: number;
  readonly kind: 'openssh' | 'builtin';
  /** What is different here from a computer that has everything. */
  readonly notes: readonly string[];
}

/** Runs machines on this computer. Disposing it halts them all; their files stay. */
export async function createMachineHost(options: MachineHostOptions): Promise<OwnedMachineHost> {
  const tools = options.tools ?? findTools();
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await choosePort(join(options.folder, 'port')));
  const sshd = tools.nssWrapper === undefined ? undefined : tools.sshd;
  const machineOptions: MachineOptions = {
    port,
    caFile: options.caFile,
    runnerProgram: options.runnerProgram,
    node: options.node ?? process.execPath,
    tools,
    sshd,
  };
  const running = new Map<string, Machine>();
  const folderOf = (id: string) => machineFolder(join(options.folder, safeName(id)));
  const halt = async (id: string): Promise<void> => {
    const machine = running.get(id);
    running.delete(id);
    await machine?.halt();
  };
  return {
    available:
      process.platform === 'win32'
        ? { ok: false, reason: 'Windows cannot run the simulated machines; use WSL.' }
        : { ok: true },
    port,
    kind: sshd === undefined ? 'builtin' : 'openssh',
    notes: notesOn(tools),
    async boot(spec: MachineSpec, signal: AbortSignal): Promise<RunningMachine> {
      await halt(spec.id);
      const machine = await Machine.boot(spec, folderOf(spec.id), machineOptions, signal);
      running.set(spec.id, machine);
      return machine;
    },
    halt,
    async remove(id) {
      await halt(id);
      await rm(folderOf(id).root, { recursive: true, force: true, maxRetries: 5 });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.keys()].map(halt));
    },
  };
}

function notesOn(tools: Tools): string[] {
  if (tools.sshd === undefined) {
    return ['No OpenSSH server is installed here: machines use a built-in one.'];
  }
  if (tools.nssWrapper === undefined) {
    return ['libnss-wrapper is not installed here: machines use a built-in SSH server.'];
  }
  return [];
}

function safeName(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '_');
}

/** The port of last time when it is free, for addresses that people have written down. */
async function choosePort(file: string): Promise<number> {
  const before = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = await freePort(before).catch(() => freePort(0));
  await writeFile(file, String(port));
  return port;
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
