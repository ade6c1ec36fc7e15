// @ts-check
/** Debian packages, when we are root on a system that has them. */
import { existsSync } from 'node:fs';
import { run } from './processes.mjs';

/** @returns {boolean} */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {readonly string[]} packages @param {AbortSignal} [signal]
 * @returns {Promise<string>} what happened, in words that fit into a sentence
 */
export async function installPackages(packages, signal) {
  const list = packages.join(', ');
  if (!canInstallPackages()) return `${list} cannot be installed without root and apt-get`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const first = await run('apt-get', install, { env, signal });
  if (first.code === 0) return `installed ${list}`;
  await run('apt-get', ['update'], { env, signal });
  const second = await run('apt-get', install, { env, signal });
  if (second.code === 0) return `installed ${list}`;
  const reason = second.output.split('\n').find((line) => line.startsWith('E: '));
  return `apt-get could not install ${list}: ${reason ?? `exit code ${second.code}`}`;
}
