// @ts-check
/** The sandbox as a child process: ready when its first line is there, gone when it is stopped. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { eachLine, endGroup } from './processes.mjs';
import { leaveToReaper } from './reaper.mjs';

/** Where the extension lets GitLab send the browser back to; the administrator registers it. */
export const oauthRedirect = 'http://127.0.0.1/gitlab-mlops/callback';

/**
 * The ready line, as far as we use it.
 * @typedef {object} SandboxAddress
 * @property {{ endpoint: string, ca: string, iamToken: string, cloudId: string, folderId: string }} cloud
 * @property {{ url: string, token: string, group: string, user: string, password: string, oauthClientId?: string }} gitlab
 * @property {string} mailbox
 * @property {number} [sshPort]
 * @property {string[]} notes
 *
 * @typedef {{ address: SandboxAddress, pid: number, exited: Promise<number>, stop: () => Promise<void> }} SandboxProcess
 */

/**
 * @param {{ args: readonly string[], env?: NodeJS.ProcessEnv | undefined, signal?: AbortSignal | undefined }} options
 * @returns {Promise<SandboxProcess>}
 */
export async function startSandboxProcess({ args, env, signal }) {
  const child = spawn(process.execPath, [join(root, 'dist/sandbox.js'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const release = child.pid === undefined ? () => undefined : leaveToReaper({ group: child.pid });
  child.stdin.on('error', () => undefined);
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const stop = async () => {
    await endGroup(child.pid, 8_000);
    await exited.catch(() => undefined);
    release();
  };
  let errors = '';
  child.stderr.on('data', (chunk) => (errors = (errors + String(chunk)).slice(-4_000)));
  try {
    /** @type {string} */
    const line = await new Promise((resolve, reject) => {
      eachLine(child.stdout, resolve);
      signal?.addEventListener('abort', () => reject(signal.reason));
      const fail = (/** @type {unknown} */ why) =>
        reject(new Problem(`The sandbox did not start (${String(why)}).\n${errors.trim()}`));
      exited.then((code) => fail(`exit code ${code}`), fail);
    });
    return { address: JSON.parse(line), pid: Number(child.pid), exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** User settings that point the extension at a sandbox. @param {SandboxAddress} address */
export function sandboxSettings({ cloud, gitlab, sshPort }) {
  return {
    'mlops.cloud.endpoint': cloud.endpoint,
    'mlops.tls.caFile': cloud.ca,
    'mlops.gitlab.url': gitlab.url,
    ...(gitlab.oauthClientId === undefined
      ? {}
      : { 'mlops.gitlab.oauthClientId': gitlab.oauthClientId }),
    ...(sshPort === undefined ? {} : { 'mlops.ssh.port': sshPort }),
  };
}
