import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as ssh2 from 'ssh2';
import { AppError, throwIfAborted } from '../base/errors';
import { Secret } from '../base/secret';
import { hostKeyOf } from './hostKey';
import { loadSsh2 } from './ssh2';
import { removeAbandoned, temporaryFor } from './temporary';

export interface KeyPair {
  /** In OpenSSH's format. */
  readonly privateKey: Secret;
  /** One line: type, key, comment. */
  readonly publicLine: string;
}

/**
 * The key pair at this path; made (ed25519, mode 0600, public line beside it) when there is none.
 * A file that exists is never written over.
 * @throws AppError `invalid` when the file holds no key, or one with a passphrase
 */
export async function ensureKeyPair(
  path: string,
  comment: string,
  signal: AbortSignal,
): Promise<KeyPair> {
  return (await readKeyPair(path, signal)) ?? (await writeKeyPair(path, comment, signal));
}

/** The key pair at this path, or undefined when there is no such file. */
export async function readKeyPair(path: string, signal: AbortSignal): Promise<KeyPair | undefined> {
  throwIfAborted(signal);
  const text = await readText(path);
  if (text === undefined) return undefined;
  const { utils } = await loadSsh2();
  const parsed = utils.parseKey(text);
  if (parsed instanceof Error) throw unusable(path, parsed);
  if (!parsed.isPrivateKey()) throw unusable(path, new Error('it is a public key'));
  const key = hostKeyOf(parsed.getPublicSSH());
  if (!key) throw unusable(path, new Error(`the type ${parsed.type} is not known`));
  // OpenSSH refuses a private key that others may read.
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
    await chmod(path, 0o600);
  }
  const comment = parsed.comment === '' ? '' : ` ${parsed.comment}`;
  return { privateKey: new Secret(text), publicLine: `${key.type} ${key.blob}${comment}` };
}

/** One in some hundred ed25519 keys that ssh2 makes is malformed: neither it nor OpenSSH can read it back. */
export function readablePair(
  utils: Pick<typeof ssh2.utils, 'generateKeyPairSync' | 'parseKey'>,
  comment: string,
): { readonly private: string; readonly public: string } {
  for (;;) {
    const made = utils.generateKeyPairSync('ed25519', { comment });
    if (!(utils.parseKey(made.private) instanceof Error)) return made;
  }
}

async function writeKeyPair(path: string, comment: string, signal: AbortSignal): Promise<KeyPair> {
  const { utils } = await loadSsh2();
  const made = readablePair(utils, comment);
  throwIfAborted(signal);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeWhole(path, made.private);
  } catch (error) {
    // Another window was quicker; its key is the one to use.
    const other = await readKeyPair(path, signal);
    if (other) return other;
    throw notWritten(path, error);
  }
  await writeFile(`${path}.pub`, `${made.public}\n`, { mode: 0o644 });
  return { privateKey: new Secret(made.private), publicLine: made.public };
}

/** A window that dies leaves no part of a key, which nobody could use or would write over. @throws when there is one */
async function writeWhole(path: string, content: string): Promise<void> {
  await removeAbandoned(path);
  const temporary = temporaryFor(path);
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
    await link(temporary, path).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // Not every file system has links.
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('invalid', `The SSH key "${path}" cannot be read.`, { cause: error });
  }
}

function unusable(path: string, cause: Error): AppError {
  const locked = /encrypted|passphrase/i.test(cause.message);
  return new AppError(
    'invalid',
    locked
      ? `The SSH key "${path}" has a passphrase, which cannot be asked for here. Choose another path for the key.`
      : `"${path}" is not a private SSH key that can be used here. Choose another path for the key.`,
    { cause, fix: 'open-settings' },
  );
}

function notWritten(path: string, cause: unknown): AppError {
  return new AppError('invalid', `The SSH key "${path}" cannot be written.`, {
    cause,
    fix: 'open-settings',
  });
}
