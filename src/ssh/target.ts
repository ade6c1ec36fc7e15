import { type Secret } from '../base/secret';
import { fingerprint, type HostKey, sameKey } from './hostKey';

/** Whom to believe. Nothing else is: there is no mode that takes any key. */
export type HostTrust =
  /** Pinned before. */
  | { readonly kind: 'keys'; readonly keys: readonly HostKey[] }
  /** Read from the machine's serial console, or confirmed by the user. */
  | { readonly kind: 'fingerprints'; readonly fingerprints: readonly string[] };

export interface SshTarget {
  /** For messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: Secret;
  readonly trust: HostTrust;
  /** From the first packet to the shell. Default 20 s. */
  readonly deadlineMs?: number | undefined;
}

export function isTrusted(trust: HostTrust, key: HostKey): boolean {
  switch (trust.kind) {
    case 'keys':
      return trust.keys.some((known) => sameKey(known, key));
    case 'fingerprints':
      return trust.fingerprints.includes(fingerprint(key));
  }
}

/** The algorithms to offer, so that the server shows a key that we can compare. */
export function offeredAlgorithms(trust: HostTrust): string[] | undefined {
  if (trust.kind === 'fingerprints') return undefined;
  const offered = trust.keys.flatMap(({ type }) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type],
  );
  const usable = [...new Set(offered)].filter((type) => supported.has(type));
  return usable.length === 0 ? undefined : usable;
}

const supported = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]);
