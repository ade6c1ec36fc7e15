import { spawn } from 'node:child_process';
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { type MachineFolder } from './folder';
import { consoleReport, type HostKey } from './hostKeys';
import { signalGroup } from './processes';
import { type MachineSetup, type SetupFile } from './userData';

export interface CloudInitOptions {
  readonly folder: MachineFolder;
  readonly name: string;
  readonly setup: MachineSetup;
  readonly keys: readonly HostKey[];
  /** Cloud-init's parts run once per machine; later boots only say so. */
  readonly first: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  readonly startedAt: number;
  readonly print: (text: string) => void;
}

const version = '24.1.3-0ubuntu1';
/** All commands of `runcmd` together. */
const commandLimitMs = 10 * 60_000;

/** The last stage of cloud-init, after SSH is up: files, host keys on the console, commands. */
export async function runCloudInit(options: CloudInitOptions, signal: AbortSignal): Promise<void> {
  const { folder, setup, print } = options;
  const say = (text: string): void => print(`[${upSeconds(options)}] cloud-init[812]: ${text}\n`);
  await mkdir(dirname(folder.cloudInitStatus), { recursive: true });
  await writeFile(folder.cloudInitStatus, 'running');
  say(
    `Cloud-init v. ${version} running 'modules:final' at ${rfcDate()}. Up ${upTime(options)} seconds.`,
  );
  let ok = true;
  if (options.first) {
    for (const warning of setup.warnings) say(`[WARNING]: ${warning}`);
    for (const file of setup.files) await writeSetupFile(folder, file);
    for (const user of setup.users) {
      print(
        `ci-info: ++Authorized keys from ${folder.home(user.name)}/.ssh/authorized_keys for user ${user.name}++\n`,
      );
    }
    print(consoleReport(options.keys, options.name, syslogStamp(new Date())));
    if (setup.packages.length > 0) {
      say(`packages taken from the computer this machine runs on: ${setup.packages.join(' ')}`);
    }
    ok = await runCommands(options, say, signal);
  }
  if (signal.aborted) return;
  await writeFile(folder.cloudInitStatus, ok ? 'done' : 'error');
  say(
    `Cloud-init v. ${version} finished at ${rfcDate()}. Datasource DataSourceEc2Local.  Up ${upTime(options)} seconds`,
  );
}

async function runCommands(
  options: CloudInitOptions,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(commandLimitMs)]);
  for (const command of options.setup.commands) {
    const code = await runCommand(command, options, limit);
    if (code === 0) continue;
    // A real runcmd is one script: what comes later runs all the same, and the last code counts.
    say(
      `Failed to run ${typeof command === 'string' ? 'a command' : (command[0] ?? '')}: exit ${code}`,
    );
    if (limit.aborted) return false;
    if (command === options.setup.commands.at(-1)) return false;
  }
  return true;
}

function runCommand(
  command: string | readonly string[],
  options: CloudInitOptions,
  signal: AbortSignal,
): Promise<number> {
  const [program = 'true', ...args] =
    typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.home,
      env: { ...options.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = (): void => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => options.print(chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => options.print(chunk.toString('utf8')));
    child.once('error', () => resolve(127));
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code ?? 137);
    });
  });
}

/** Homes are the machine's; every other absolute path stands for one below `fs/`. */
async function writeSetupFile(folder: MachineFolder, file: SetupFile): Promise<void> {
  const path = normalize(join('/', file.path));
  const target = path.startsWith(`/home${sep}`)
    ? join(folder.root, path)
    : join(folder.elsewhere, path);
  await mkdir(dirname(target), { recursive: true });
  if (file.append) await appendFile(target, file.content);
  else await writeFile(target, file.content);
  await chmod(target, file.mode & 0o777);
}

function upTime(options: CloudInitOptions): string {
  return ((Date.now() - options.startedAt) / 1_000).toFixed(2);
}

function upSeconds(options: CloudInitOptions): string {
  return ((Date.now() - options.startedAt) / 1_000).toFixed(6).padStart(12);
}

function rfcDate(): string {
  return new Date().toUTCString().replace('GMT', '+0000');
}

/** `Nov 23 18:58:17`. */
function syslogStamp(date: Date): string {
  const [, day = '', month = '', , time = ''] = date.toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${time}`;
}
