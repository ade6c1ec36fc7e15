import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { type MachineFolder } from './folder';

export interface HostKey {
  readonly type: 'ecdsa' | 'ed25519';
  /** OpenSSH PEM. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… root@name`. */
  readonly publicLine: string;
}

/** The machine's own keys: made at its first boot, the same for ever after. */
export async function hostKeys(folder: MachineFolder, name: string): Promise<HostKey[]> {
  return Promise.all([keyOf(folder, name, 'ecdsa'), keyOf(folder, name, 'ed25519')]);
}

async function keyOf(folder: MachineFolder, name: string, type: HostKey['type']): Promise<HostKey> {
  const path = folder.hostKey(type);
  try {
    const [privateKey, publicLine] = await Promise.all([
      readFile(path, 'utf8'),
      readFile(`${path}.pub`, 'utf8'),
    ]);
    return { type, privateKey, publicLine: publicLine.trim() };
  } catch {
    return makeKey(path, name, type);
  }
}

const generate = promisify(
  (
    type: HostKey['type'],
    comment: string,
    done: (error: Error | null, keys: { private: string; public: string }) => void,
  ) => {
    const finish = (error: Error | null, keys: { private: string; public: string }): void =>
      done(error, keys);
    if (type === 'ecdsa') ssh2.utils.generateKeyPair('ecdsa', { bits: 256, comment }, finish);
    else ssh2.utils.generateKeyPair('ed25519', { comment }, finish);
  },
);

async function makeKey(path: string, name: string, type: HostKey['type']): Promise<HostKey> {
  let made = await generate(type, `root@${name}`);
  // One in some hundred ed25519 keys that ssh2 makes is malformed.
  while (ssh2.utils.parseKey(made.private) instanceof Error) {
    made = await generate(type, `root@${name}`);
  }
  const publicLine = made.public.trim();
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, made.private, { mode: 0o600 });
  await writeFile(`${path}.pub`, `${publicLine}\n`, { mode: 0o644 });
  return { type, privateKey: made.private, publicLine };
}

/** `SHA256:…` of a public key line, as `ssh-keygen -l` shows it. */
export function fingerprintOf(publicLine: string): string {
  const blob = Buffer.from(publicLine.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/**
 * What cloud-init's `write-ssh-key-fingerprints` writes to the console: fingerprints through the system log,
 * keys as they are.
 */
export function consoleReport(keys: readonly HostKey[], name: string, stamp: string): string {
  const hashes = '#'.repeat(61);
  const logged = [
    hashes,
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...keys.map(
      (key) => `256 ${fingerprintOf(key.publicLine)} root@${name} (${key.type.toUpperCase()})`,
    ),
    '-----END SSH HOST KEY FINGERPRINTS-----',
    hashes,
  ].map((line) => `<14>${stamp} cloud-init: ${line}`);
  const plain = [
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys.map((key) => key.publicLine),
    '-----END SSH HOST KEY KEYS-----',
  ];
  return `${[...logged, ...plain].join('\n')}\n`;
}
