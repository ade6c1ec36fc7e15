// @ts-check
/** The programs a simulated machine needs; it does without them, only connecting is then not possible. */
import { existsSync } from 'node:fs';
import { canInstallPackages, installPackages } from './debian.mjs';

/**
 * @param {{ progress?: import('./cache.mjs').Progress | undefined, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export async function ensureSshd({ progress, signal } = {}) {
  if (hasSshd()) return { ok: true };
  const without = 'Machines of the sandbox will not accept SSH connections';
  if (!canInstallPackages()) {
    return { ok: false, reason: `${without}: there is no sshd here. Install an OpenSSH server.` };
  }
  progress?.('installing the packages openssh-server and libnss-wrapper');
  const said = await installPackages(['openssh-server', 'libnss-wrapper'], signal);
  return hasSshd() ? { ok: true } : { ok: false, reason: `${without}: ${said}.` };
}

function hasSshd() {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].some(existsSync);
}
