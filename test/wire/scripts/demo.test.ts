import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eachLine } from '../../../scripts/lib/processes.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { processesOf } from '../../../scripts/lib/marked.mjs';
import { tempFolder } from '../../support/tempFolder';

it('serves an editor to whoever has the address, and leaves nothing behind after Ctrl-C', async () => {
  await using folder = await tempFolder();
  const changed = { TMPDIR: folder.path, CI: '1' };
  const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs'), '--no-open'], {
    env: { ...process.env, ...changed },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    eachLine(demo.stdout, (line) => {
      lines.push(line);
      const found = /http:\/\/localhost\S+tkn=\S+/.exec(line);
      if (found) resolve(found[0]);
    });
    void ended.then(() => reject(new Error(lines.join('\n'))));
  });

  const open = (address: string): Promise<Response> => fetch(address, { redirect: 'manual' });
  expect((await open(url)).ok || (await open(url)).status === 302).toBe(true);
  expect((await open(url.replace(/tkn=\w+/, 'tkn=guessed'))).status).toBe(403);
  expect(await processesOf('', folder.path)).not.toEqual([]);

  demo.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await processesOf('', folder.path)).toEqual([]);
  expect((await readdir(folder.path)).filter((name) => name.startsWith('mlops-'))).toEqual([]);
}, 300_000);
