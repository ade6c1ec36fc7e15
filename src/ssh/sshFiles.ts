import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, throwIfAborted } from '../base/errors';
import { type HostKey } from './hostKey';
import { forgetHost, pinHost, pinnedKeys } from './knownHosts';
import {
  hostAliases,
  type SshHost,
  withHostName,
  withHost,
  withInclude,
  withoutHost,
  withoutInclude,
} from './sshConfig';
import { removeAbandoned, temporaryFor } from './temporary';

/** Our own SSH files, in a folder of ours, and the one marked block in the user's configuration. */
export interface SshFiles {
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly configFile: string;
  pinned(host: string, port: number): Promise<HostKey[]>;
  /** @throws AppError `conflict` when other keys are pinned for the host */
  pin(host: string, port: number, keys: readonly HostKey[], signal: AbortSignal): Promise<void>;
  forget(host: string, port: number, signal: AbortSignal): Promise<void>;
  /** Makes `ssh <alias>` work. */
  addHost(
    host: Omit<SshHost, 'identityFile' | 'knownHostsFile'>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Gives a host another address. */
  moveHost(alias: string, hostName: string, signal: AbortSignal): Promise<void>;
  /** Takes the host out; with the last one the user's configuration is as it was before the first. */
  removeHost(alias: string, signal: AbortSignal): Promise<void>;
  aliases(): Promise<string[]>;
}

/** @param home the user's home folder; ours is `.ssh/gitlab-mlops` in it */
export function createSshFiles(home: string): SshFiles {
  const folder = join(home, '.ssh', 'gitlab-mlops');
  const userConfig = join(home, '.ssh', 'config');
  const identityFile = join(folder, 'id_ed25519');
  const knownHostsFile = join(folder, 'known_hosts');
  const configFile = join(folder, 'config');
  return {
    identityFile,
    knownHostsFile,
    configFile,
    pinned: async (host, port) => pinnedKeys(await readText(knownHostsFile), host, port),
    pin: (host, port, keys, signal) =>
      change(knownHostsFile, (text) => pinHost(text, host, port, keys), signal),
    forget: (host, port, signal) =>
      change(knownHostsFile, (text) => forgetHost(text, host, port), signal),
    aliases: async () => hostAliases(await readText(configFile)),
    async addHost(host, signal) {
      const whole = {
        ...host,
        identityFile: inEncoding(identityFile),
        knownHostsFile: inEncoding(knownHostsFile),
      };
      await change(configFile, (text) => withHost(text, whole), signal);
      await change(userConfig, (text) => withInclude(text, inEncoding(configFile)), signal);
    },
    moveHost: (alias, hostName, signal) =>
      change(configFile, (text) => withHostName(text, alias, hostName), signal),
    async removeHost(alias, signal) {
      await change(configFile, (text) => withoutHost(text, alias), signal);
      if ((await readText(configFile)) !== '') return;
      await rm(configFile, { force: true });
      await change(userConfig, withoutInclude, signal);
    },
  };
}

/** Bytes that are not UTF-8 survive: a user's configuration is theirs. */
const encoding = 'latin1';

/** A path such that its UTF-8 bytes are what gets written. */
function inEncoding(path: string): string {
  return Buffer.from(path, 'utf8').toString(encoding);
}

async function change(
  path: string,
  edit: (text: string) => string,
  signal: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  const before = await readText(path);
  const after = edit(before);
  if (after === before) return;
  // A configuration kept elsewhere and linked to stays a link.
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  );
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await removeAbandoned(target);
  const temporary = temporaryFor(target);
  try {
    await writeFile(temporary, after, { encoding, mode, flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new AppError('invalid', `"${target}" cannot be written.`, { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, encoding);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new AppError('invalid', `"${path}" cannot be read.`, { cause: error });
  }
}
