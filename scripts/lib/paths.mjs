// @ts-check
/** Where things are: the checkout, and the folder for what is downloaded once and used by every checkout. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * `MLOPS_CACHE`, else the place the operating system keeps for such things.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env.MLOPS_CACHE) return env.MLOPS_CACHE;
  const name = 'gitlab-mlops';
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), name, 'Cache');
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', name);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), name);
}
