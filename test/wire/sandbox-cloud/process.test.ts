import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import {
  ListNetworksRequest,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { external } from '../../../scripts/lib/external.mjs';
import { tempFolder, type TempFolder } from '../../support/tempFolder';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readySchema = z.object({
  cloud: z.object({
    endpoint: z.string(),
    ca: z.string(),
    iamToken: z.string(),
    cloudId: z.string(),
    folderId: z.string(),
  }),
  gitlab: z.object({ url: z.url(), token: z.string(), group: z.string() }),
  mailbox: z.url(),
  notes: z.array(z.string()),
});

let bundle: string;
let built: TempFolder;
beforeAll(async () => {
  built = await tempFolder();
  bundle = join(built.path, 'sandbox.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/sandbox/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external,
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        "import { fileURLToPath as __fileURLToPath } from 'node:url';",
        'const require = __createRequire(import.meta.url);',
        "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
      ].join(''),
    },
    logLevel: 'silent',
  });
});
afterAll(() => built[Symbol.asyncDispose]());

describe('the process of the sandbox', () => {
  it('prints one line when ready, answers, and leaves nothing when its owner goes', async () => {
    await using tmp = await tempFolder();
    const { child, ready, lines } = await start(tmp.path, ['--speed', '600']);
    expect(await networks(ready)).toEqual(['default']);
    const mails = await fetch(new URL('mails.json', ready.mailbox));
    expect(await mails.json()).toEqual([]);
    const file = await access(ready.cloud.ca).then(() => 'there');
    expect(file).toBe('there');
    const ended = once(child, 'exit');
    child.stdin?.end();
    expect(await ended).toEqual([0, null]);
    expect(lines).toHaveLength(1);
    expect(await readdir(tmp.path)).toEqual([]);
  });

  it('keeps its state over restarts and spoils calls that a file names', async () => {
    await using tmp = await tempFolder();
    const state = join(tmp.path, 'state');
    const faults = join(tmp.path, 'faults.json');
    const rule = { service: 'cloud', match: '*/List', fault: { kind: 'status', status: 14 } };
    await writeFile(faults, JSON.stringify([rule]));
    const first = await start(tmp.path, ['--state', state, '--faults', faults]);
    await expect(networks(first.ready)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    const ended = once(first.child, 'exit');
    first.child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const second = await start(tmp.path, ['--state', state]);
    expect(second.ready.cloud.cloudId).toBe(first.ready.cloud.cloudId);
    expect(second.ready.gitlab).toEqual(first.ready.gitlab);
    // A token of before the restart is still good.
    expect(
      await networks({
        ...second.ready,
        cloud: { ...second.ready.cloud, iamToken: first.ready.cloud.iamToken },
      }),
    ).toEqual(['default']);
    const over = once(second.child, 'exit');
    second.child.stdin?.end();
    await over;
    expect(await readFile(join(state, 'cloud/cloud.json'), 'utf8')).not.toContain(
      second.ready.cloud.iamToken,
    );
  });

  it('says in a sentence what is wrong with its flags', async () => {
    const child = spawn(process.execPath, [bundle, '--speed', 'fast'], { stdio: 'pipe' });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(said).toBe('The sandbox cannot start: --speed takes a number above 0, not "fast".\n');
  });
});

async function start(tmp: string, flags: string[]) {
  const child: ChildProcess = spawn(process.execPath, [bundle, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: tmp, TEMP: tmp },
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', (line) => lines.push(line));
  await Promise.race([once(reader, 'line'), once(child, 'exit')]);
  return { child, lines, ready: readySchema.parse(JSON.parse(lines[0] ?? 'null')) };
}

async function networks(ready: z.infer<typeof readySchema>): Promise<string[]> {
  const { ca, endpoint, folderId, iamToken } = ready.cloud;
  const client = new Client(endpoint, credentials.createSsl(await readFile(ca)));
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${iamToken}`);
  const { path, requestSerialize, responseDeserialize } = NetworkServiceService.list;
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        ListNetworksRequest.fromPartial({ folderId }),
        metadata,
        { deadline: Date.now() + 10_000 },
        (error, answer) => {
          if (error) reject(error);
          else resolve(answer?.networks.map((network) => network.name) ?? []);
        },
      );
    });
  } finally {
    client.close();
  }
}
