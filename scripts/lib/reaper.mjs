// @ts-check
/**
 * A small process that outlives its owner by a moment: when the owner is gone, however it went, it ends the owner's
 * process groups and removes its folders. Run as a program it is that process; imported it is the way to talk to it.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { processesOf, runVariable } from './marked.mjs';
import { endGroup } from './processes.mjs';

/** @typedef {{ group: number } | { folder: string } | { run: string }} Ward */

/** @type {import('node:child_process').ChildProcess | undefined} */
let reaper;

/**
 * @param {Ward} ward
 * @returns {() => void} call it when the ward was taken care of
 */
export function leaveToReaper(ward) {
  if (!reaper) {
    const { [runVariable]: _run, ...env } = process.env;
    reaper = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
      env,
      cwd: '/',
    });
    reaper.unref();
    reaper.stdin?.on('error', () => undefined);
    /** @type {import('node:net').Socket | null} */ (reaper.stdin)?.unref();
  }
  const send = (/** @type {boolean} */ add) =>
    void reaper?.stdin?.write(`${JSON.stringify({ add, ward })}\n`);
  send(true);
  return () => send(false);
}

async function reap() {
  // The owner's terminal sends Ctrl-C to everybody; this process is the one that must stay for the end.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => undefined);
  }
  /** @type {Map<string, Ward>} */
  const wards = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    const { add, ward } = JSON.parse(line);
    if (add) wards.set(JSON.stringify(ward), ward);
    else wards.delete(JSON.stringify(ward));
  }
  const all = [...wards.values()];
  await Promise.all(all.map((ward) => ('group' in ward ? endGroup(ward.group) : undefined)));
  for (const ward of all) if ('run' in ward) await endRun(ward.run);
  for (const ward of all) {
    if ('folder' in ward) await rm(ward.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ends what inherited the run's id and left its group, such as shells in a terminal. @param {string} run */
export async function endRun(run) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    for (let round = 0; round < 20; round++) {
      const left = await processesOf(run);
      if (left.length === 0) return;
      if (round === 0) {
        for (const { pid } of left) {
          try {
            process.kill(pid, signal);
          } catch {
            // ended by itself
          }
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await reap();
