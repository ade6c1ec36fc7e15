// @ts-check
/** Child processes: always argument arrays, always a group of their own, ended by id. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';

const windows = process.platform === 'win32';

/**
 * @typedef {object} RunOptions
 * @property {string | undefined} [cwd]
 * @property {NodeJS.ProcessEnv | undefined} [env]
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean | undefined} [show] lets the output through instead of collecting it
 * @property {(line: string) => void} [onLine]
 *
 * @typedef {{ code: number, output: string }} Finished
 */

/**
 * Runs to the end. Never rejects for an exit code; rejects when the program cannot be started.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      if (stream && options.onLine) eachLine(stream, options.onLine);
      stream?.on(
        'data',
        (/** @type {string} */ text) => (output = (output + text).slice(-200_000)),
      );
    }
    const stop = () => void endGroup(child.pid);
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted) stop();
    child.once('error', reject);
    child.once('close', (code) => {
      options.signal?.removeEventListener('abort', stop);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Runs to the end and expects success.
 * @param {string} command @param {readonly string[]} args @param {RunOptions & { what: string }} options
 * @returns {Promise<string>} what it printed
 */
export async function mustRun(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  options.signal?.throwIfAborted();
  throw new Problem(`${options.what} failed (exit code ${code}).\n${shortened(output)}`);
}

/** The beginning and the end: npm says first what is wrong, compilers last. @param {string} output */
function shortened(output) {
  const lines = output.trim().split('\n');
  if (lines.length <= 24) return lines.join('\n');
  return [...lines.slice(0, 10), '…', ...lines.slice(-13)].join('\n');
}

/** npm as it started us, else the one beside this Node, else from the path.
 * @param {readonly string[]} args @returns {[string, string[]]}
 */
export function npm(args) {
  const bin = dirname(process.execPath);
  const script = [
    process.env.npm_execpath,
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
  ].find((file) => file !== undefined && /npm-cli\.[cm]?js$/.test(file) && existsSync(file));
  return script ? [process.execPath, [script, ...args]] : ['npm', [...args]];
}

/** @param {import('node:stream').Readable} stream @param {(line: string) => void} onLine */
export function eachLine(stream, onLine) {
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.once('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Asks a process group to end, and insists after `graceMs`.
 * @param {number | undefined} pid @param {number} [graceMs]
 */
export async function endGroup(pid, graceMs = 3_000) {
  if (pid === undefined) return;
  if (windows) {
    await run('taskkill', ['/pid', String(pid), '/T', '/F']).catch(() => undefined);
    return;
  }
  if (!signalGroup(pid, 'SIGTERM')) return;
  for (const end = Date.now() + graceMs; Date.now() < end;) {
    if (!signalGroup(pid, 0)) return;
    await sleep(20);
  }
  signalGroup(pid, 'SIGKILL');
}

/** @param {number} pid @param {NodeJS.Signals | 0} signal @returns {boolean} whether anybody was there */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Without what an outer `npm run` sets: it would point the inner npm at our own project. */
export function plainEnv() {
  const kept = Object.entries(process.env).filter(
    ([key]) =>
      !/^npm_(package|lifecycle|config_(local_prefix|global_prefix|prefix|omit|include))/.test(key),
  );
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false' };
}
