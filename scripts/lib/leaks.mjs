// @ts-check
/** Gives a tier a temporary folder and a mark of its own, and afterwards names what it left behind. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listeningPorts, processesOf, runVariable } from './marked.mjs';
import { endRun, leaveToReaper } from './reaper.mjs';

/** What ends on its own gets this long. */
const graceMs = 5_000;

/** @typedef {{ env: NodeJS.ProcessEnv, leaks: () => Promise<string[]> }} Watched */

/** @returns {Promise<Watched>} */
export async function watchForLeaks() {
  const run = randomUUID();
  const folder = await mkdtemp(join(tmpdir(), 'mlops-tier-'));
  // As open as the usual temporary folder: some tests act as another user.
  await chmod(folder, 0o1777);
  const releases = [leaveToReaper({ run }), leaveToReaper({ folder })];
  return {
    env: { ...process.env, [runVariable]: run, TMPDIR: folder, TMP: folder, TEMP: folder },
    leaks: async () => {
      const left = await processesLeft(run, folder);
      const ports = await listeningPorts(left.map(({ pid }) => pid));
      const folders = (await readdir(folder)).filter((name) => name.startsWith('mlops-'));
      await endRun(run);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      for (const release of releases) release();
      return [
        ...left.map(({ pid, command }) => `process ${pid}: ${command.slice(0, 200)}`),
        ...ports.map((port) => `listening ${port}`),
        ...folders.map((name) => `temporary folder ${name}`),
      ];
    },
  };
}

/** @param {string} run @param {string} folder */
async function processesLeft(run, folder) {
  for (const end = Date.now() + graceMs; ;) {
    const left = await processesOf(run, folder);
    if (left.length === 0 || Date.now() > end) return left;
    await sleep(100);
  }
}
