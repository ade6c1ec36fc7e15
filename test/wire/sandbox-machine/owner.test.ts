import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { machineFolder } from '../../../src/sandbox/machine/folder';
import { processesOf } from '../../../src/sandbox/machine/processes';
import { readState } from '../../../src/sandbox/machine/state';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { banner, bundleRunner, cloudConfig, hasSsh, makeKey, run } from './support';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const address = '127.64.9.1';
const ready = z.object({ port: z.number(), kind: z.string() });

/** A process of its own that runs one machine, as the sandbox does. */
async function owner(folder: TempFolder, uid?: number) {
  const tls = await ensureCertificates(join(folder.path, 'tls'));
  const key = await makeKey(join(folder.path, 'keys'));
  const options = {
    folder: join(folder.path, 'machines'),
    caFile: join(folder.path, 'ca.pem'),
    runnerProgram: await bundleRunner(folder.path),
  };
  await writeFile(options.caFile, tls.ca);
  const metadata = { 'user-data': cloudConfig('anna', key.publicLine) };
  const source = `
    import { createMachineHost } from ${JSON.stringify(join(root, 'src/sandbox/machine/host.ts'))};
    const host = await createMachineHost(${JSON.stringify(options)});
    const spec = ${JSON.stringify({ id: 'm', name: 'vm', metadata, address })};
    await host.boot(spec, new AbortController().signal);
    process.send({ port: host.port, kind: host.kind });
    process.on('message', async () => { await host[Symbol.asyncDispose](); process.disconnect(); });
  `;
  const program = join(folder.path, 'owner.mjs');
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['*.node', 'cpu-features'],
    logLevel: 'error',
    banner: { js: banner },
  });
  if (uid !== undefined) {
    await chmod(folder.path, 0o755);
    await chown(folder.path, uid, uid);
  }
  const child = fork(program, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const died = once(child, 'exit').then(() => {
    throw new Error('The owner ended before it was ready.');
  });
  const [message] = (await Promise.race([once(child, 'message'), died])) as unknown[];
  died.catch(() => undefined);
  return { child, key, ...ready.parse(message) };
}

function login(key: string, port: number, command: string) {
  const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const args = [
    '-F',
    '/dev/null',
    '-i',
    key,
    '-p',
    String(port),
    '-o',
    'BatchMode=yes',
    ...options,
  ];
  return run('ssh', [...args, `anna@${address}`, command]);
}

describe.runIf(hasSsh && process.platform === 'linux')('the machines of a sandbox', () => {
  it('end when the sandbox is killed', async () => {
    await using folder = await tempFolder();
    const { child, key, port } = await owner(folder);
    const open = login(key.file, port, 'nohup setsid sleep 300 >/dev/null 2>&1 & sleep 300');
    const state = machineFolder(join(folder.path, 'machines/m'));
    const { mark } = await readState(state);
    await expect.poll(async () => (await processesOf(mark, [])).length).toBeGreaterThanOrEqual(3);
    const socket = (await login(key.file, port, 'echo "$INIT_SOCKET"')).out.trim();
    expect(existsSync(socket)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => processesOf(mark, []), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => existsSync(dirname(socket)), { timeout: 10_000 }).toBe(false);
    expect((await open).code).not.toBe(0);
    expect((await login(key.file, port, 'true')).err).toContain('refused');
  });

  it.runIf(process.getuid?.() === 0)('work for an ordinary user too', async () => {
    await using folder = await tempFolder();
    const { child, key, port, kind } = await owner(folder, 65_534);
    const said = await login(
      key.file,
      port,
      'echo "$USER $HOME"; id -u; echo note >note; cat note',
    );
    expect(said.out).toBe(`anna ${join(folder.path, 'machines/m/home/anna')}\n65534\nnote\n`);
    expect(kind).toMatch(/openssh|builtin/);
    const passwd = await readFile(join(folder.path, 'machines/m/etc/passwd'), 'utf8');
    expect(passwd).toContain('anna:x:65534:');
    child.send('end');
    await once(child, 'exit');
    const { mark } = await readState(machineFolder(join(folder.path, 'machines/m')));
    expect(await processesOf(mark, [])).toEqual([]);
  });
});
