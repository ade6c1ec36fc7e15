import { fingerprint, type HostKey, parsePublicLine } from './hostKey';

/** What a machine's serial console says of its SSH host keys. */
export interface SerialHostKeys {
  readonly keys: readonly HostKey[];
  /** `SHA256:…`, of all keys, those of `keys` included. */
  readonly fingerprints: readonly string[];
}

/**
 * Reads the two blocks that cloud-init writes to the console at the end of a machine's first boot
 * (its tool `write-ssh-key-fingerprints`): `SSH HOST KEY FINGERPRINTS`, whose lines come through the system
 * logger with a prefix such as `<14>Sep  1 10:00:00 cloud-init: ` or `ec2: `, and `SSH HOST KEY KEYS`.
 * The last whole block of each counts: a machine that was made anew has new keys.
 * @returns undefined while neither block is there
 */
export function hostKeysFromSerial(output: string): SerialHostKeys | undefined {
  const lines = output.split(/\r?\n|\r/).map(withoutEscapes);
  const keys = (lastBlock(lines, 'KEYS') ?? [])
    .map((line) => parsePublicLine(/(?:ssh-|ecdsa-|sk-)\S+ .*$/.exec(line)?.[0] ?? ''))
    .filter((key) => key !== undefined);
  const named = (lastBlock(lines, 'FINGERPRINTS') ?? [])
    .map((line) => /\b\d+ (SHA256:[A-Za-z0-9+/]{43})(?:\s|$)/.exec(line)?.[1])
    .filter((found) => found !== undefined);
  const fingerprints = [...new Set([...named, ...keys.map(fingerprint)])];
  return fingerprints.length === 0 ? undefined : { keys, fingerprints };
}

function lastBlock(lines: readonly string[], name: string): string[] | undefined {
  const begin = `-----BEGIN SSH HOST KEY ${name}-----`;
  const end = `-----END SSH HOST KEY ${name}-----`;
  let open: string[] | undefined;
  let last: string[] | undefined;
  for (const line of lines) {
    if (line.includes(begin)) open = [];
    else if (line.includes(end)) {
      last = open ?? last;
      open = undefined;
    } else open?.push(line);
  }
  return last;
}

const escape = String.fromCharCode(27);

function withoutEscapes(line: string): string {
  return line
    .split(escape)
    .map((part, index) => (index === 0 ? part : part.replace(/^\[[0-9;?]*[A-Za-z]/, '')))
    .join('');
}
