import { createHash } from 'node:crypto';

/** A host's public key as known_hosts and authorized_keys write it. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** Base64 of the key blob. */
  readonly blob: string;
}

const keyTypes = /^(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+)$/;

/** Reads the key blob that a server presents; its first field is the type. */
export function hostKeyOf(blob: Uint8Array): HostKey | undefined {
  const bytes = Buffer.from(blob);
  if (bytes.length < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  const type = bytes.subarray(4, 4 + length).toString('latin1');
  return keyTypes.test(type) && bytes.length > 4 + length
    ? { type, blob: bytes.toString('base64') }
    : undefined;
}

/** Reads `ssh-ed25519 AAAA… comment`; undefined when type and blob do not agree. */
export function parsePublicLine(line: string): HostKey | undefined {
  const [type, blob] = line.trim().split(/\s+/);
  if (type === undefined || blob === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) {
    return undefined;
  }
  const key = hostKeyOf(Buffer.from(blob, 'base64'));
  return key?.type === type ? key : undefined;
}

/** `SHA256:…`, as ssh-keygen prints it. */
export function fingerprint(key: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(key.blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

export function sameKey(a: HostKey, b: HostKey): boolean {
  return a.type === b.type && a.blob === b.blob;
}
