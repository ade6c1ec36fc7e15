import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ssh2 from 'ssh2';
import { readablePair } from '../../../src/ssh/keys';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { createMachineHost, type OwnedMachineHost } from '../../../src/sandbox/machine/host';
import { findTools, type Tools } from '../../../src/sandbox/machine/tools';
import { type TempFolder, tempFolder } from '../../support/tempFolder';

/** Whether this computer has OpenSSH's client, which plays the person at the keyboard. */
export const hasSsh = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => folder !== '' && existsSync(join(folder, 'ssh')));

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** CommonJS packages in a bundle of modules ask for these. */
export const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('');

/** Bundles the program `gitlab-runner` the way the product is built. */
export async function bundleRunner(folder: string): Promise<string> {
  const outfile = join(folder, 'gitlabRunner.mjs');
  await build({
    entryPoints: [join(root, 'src/sandbox/runner/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    banner: { js: banner },
  });
  return outfile;
}

export interface Machines extends AsyncDisposable {
  readonly host: OwnedMachineHost;
  readonly folder: TempFolder;
  readonly caFile: string;
  readonly key: { readonly file: string; readonly publicLine: string };
}

/** Machines of this computer; `withoutOpenSsh` leaves the built-in server only. */
export async function startMachines(withoutOpenSsh = false): Promise<Machines> {
  const folder = await tempFolder();
  const tls = await ensureCertificates(join(folder.path, 'tls'));
  const machines = await machinesIn(folder, tls.caFile, withoutOpenSsh);
  return {
    ...machines,
    async [Symbol.asyncDispose]() {
      await machines[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Machines in a folder that belongs to somebody else. */
export async function machinesIn(
  folder: TempFolder,
  caFile: string,
  withoutOpenSsh = false,
): Promise<Machines> {
  const found = findTools();
  const tools: Tools = withoutOpenSsh ? { ...found, sshd: undefined } : found;
  const host = await createMachineHost({
    folder: join(folder.path, 'machines'),
    caFile,
    runnerProgram: await bundleRunner(folder.path),
    tools,
  });
  const key = await makeKey(join(folder.path, 'keys'));
  return { host, folder, caFile, key, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

export async function makeKey(folder: string): Promise<{ file: string; publicLine: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pair = readablePair(ssh2.utils, 'anna');
  const file = join(folder, 'id_ed25519');
  await writeFile(file, pair.private, { mode: 0o600 });
  return { file, publicLine: pair.public.trim() };
}

export function cloudConfig(user: string, key: string, more = ''): string {
  return `#cloud-config\nusers:\n  - name: ${user}\n    sudo: ALL=(ALL) NOPASSWD:ALL\n    ssh_authorized_keys:\n      - ${key}\n${more}`;
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command on a machine with the `ssh` of this computer; its own host key check, nothing of the user's. */
export function ssh(
  machines: Pick<Machines, 'host' | 'folder' | 'key'>,
  address: string,
  command: string | undefined,
  options: {
    readonly user?: string;
    readonly input?: string;
    readonly args?: readonly string[];
  } = {},
): Promise<Said> {
  const args = [
    '-F',
    '/dev/null',
    '-i',
    machines.key.file,
    '-p',
    String(machines.host.port),
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    'BatchMode=yes',
    '-o',
    'StrictHostKeyChecking=accept-new',
    '-o',
    `UserKnownHostsFile=${join(machines.folder.path, 'known_hosts')}`,
    '-o',
    'LogLevel=ERROR',
    ...(options.args ?? []),
    `${options.user ?? 'anna'}@${address}`,
    ...(command === undefined ? [] : [command]),
  ];
  return run('ssh', args, options.input);
}

export function run(program: string, args: readonly string[], input = ''): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
