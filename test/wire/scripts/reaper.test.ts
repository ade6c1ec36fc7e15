import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { isAlive } from '../../../scripts/lib/processes.mjs';
import { never, waitFor } from '../../../src/base/wait';
import { tempFolder } from '../../support/tempFolder';

it('ends the processes and removes the folder of an owner that was killed', async () => {
  await using folder = await tempFolder();
  const ward = join(folder.path, 'ward');
  await mkdir(ward);
  const reaper = pathToFileURL(join(root, 'scripts/lib/reaper.mjs')).href;
  const script = `
    import { spawn } from 'node:child_process';
    import { leaveToReaper } from ${JSON.stringify(reaper)};
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      detached: true, stdio: 'ignore',
    });
    leaveToReaper({ group: child.pid });
    leaveToReaper({ folder: ${JSON.stringify(ward)} });
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const child = Number(line.toString());
  expect(isAlive(child)).toBe(true);

  owner.kill('SIGKILL');
  const gone = await waitFor(
    async () => {
      const left = await stat(ward).catch(() => undefined);
      return isAlive(child) || left ? undefined : true;
    },
    50,
    AbortSignal.any([never, AbortSignal.timeout(20_000)]),
  );
  expect(gone).toBe(true);
});
