// @ts-check
/** The sample project as somebody has it on their disk: a clone of the sandbox's. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from './processes.mjs';

/**
 * @param {string} folder made unless it is already there
 * @param {{ url: string, caFile: string, origin: string, signal?: AbortSignal | undefined }} from
 *   `url` of the repository; `origin` of the server, for which the certificate authority is remembered
 */
export async function cloneSampleRepository(folder, { url, caFile, origin, signal }) {
  // The variable counts more than the configuration, and may be set on this machine.
  const env = { ...process.env, GIT_SSL_CAINFO: caFile, GIT_TERMINAL_PROMPT: '0' };
  /** @param {readonly string[]} args @param {string} [cwd] */
  const git = (args, cwd) =>
    mustRun('git', args, { cwd, env, signal, what: `git ${args[0]} for the sample project` });
  if (!(await stat(join(folder, '.git')).catch(() => undefined))) {
    await git(['clone', '--quiet', url, folder]);
  }
  /** @type {readonly (readonly [string, string])[]} */
  const settings = [
    ['user.name', 'Anna Petrova'],
    ['user.email', 'anna@example.com'],
    ['commit.gpgsign', 'false'],
    [`http.${origin}/.sslCAInfo`, caFile],
  ];
  for (const [name, value] of settings) await git(['config', name, value], folder);
}
