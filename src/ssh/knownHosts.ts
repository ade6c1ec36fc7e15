import { createHmac } from 'node:crypto';
import { AppError } from '../base/errors';
import { fingerprint, type HostKey, parsePublicLine, sameKey } from './hostKey';

/** `host`, or `[host]:port` where the port is not 22: the way known_hosts names a host. */
export function hostToken(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The keys pinned for a host in a known_hosts text. Revoked keys and authorities are not among them. */
export function pinnedKeys(text: string, host: string, port: number): HostKey[] {
  const token = hostToken(host, port);
  return text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== undefined)
    .filter((line) => line.hosts.some((pattern) => matches(pattern, token)))
    .map((line) => line.key);
}

/**
 * The text with these keys pinned for the host. Pinning what is pinned already changes nothing.
 * @throws AppError `conflict` when the host has other keys: only forgetting it first allows that
 */
export function pinHost(
  text: string,
  host: string,
  port: number,
  keys: readonly HostKey[],
): string {
  const known = pinnedKeys(text, host, port);
  if (known.length > 0) {
    const presented = keys.find((key) => known.some((pinned) => sameKey(pinned, key)));
    if (!presented) throw hostKeyChanged(host, port, known, keys);
  }
  const token = hostToken(host, port);
  const added = keys.filter((key) => !known.some((pinned) => sameKey(pinned, key)));
  const lines = added.map((key) => `${token} ${key.type} ${key.blob}\n`);
  return (text === '' || text.endsWith('\n') ? text : `${text}\n`) + lines.join('');
}

/** The text without any line for the host, for a machine that is gone and whose address may be another's. */
export function forgetHost(text: string, host: string, port: number): string {
  const token = hostToken(host, port);
  return text
    .split(/(?<=\n)/)
    .filter((line) => !parseLine(line)?.hosts.some((pattern) => matches(pattern, token)))
    .join('');
}

export function hostKeyChanged(
  host: string,
  port: number,
  known: readonly HostKey[],
  presented: readonly HostKey[],
): AppError {
  const list = (keys: readonly HostKey[]): string => keys.map(fingerprint).join(', ');
  return new AppError(
    'conflict',
    `"${hostToken(host, port)}" shows another host key (${list(presented)}) than the one that was pinned (${list(known)}). ` +
      'Either the machine was made anew at this address or somebody stands between. Nothing was sent. ' +
      "Compare with the machine's serial console before you forget the old key.",
    { code: 'host-key-changed' },
  );
}

interface Line {
  readonly hosts: readonly string[];
  readonly key: HostKey;
}

function parseLine(line: string): Line | undefined {
  const fields = line.trim().split(/\s+/);
  if (fields[0]?.startsWith('#') === true || fields[0]?.startsWith('@') === true) return undefined;
  const [hosts = '', ...rest] = fields;
  const key = parsePublicLine(rest.join(' '));
  return key && { hosts: hosts.split(','), key };
}

/** A plain name, or `|1|salt|hash`, which OpenSSH writes with HashKnownHosts. */
function matches(pattern: string, token: string): boolean {
  const [empty, version, salt, hash] = pattern.split('|');
  if (empty === '' && version === '1' && salt !== undefined && hash !== undefined) {
    const own = createHmac('sha1', Buffer.from(salt, 'base64')).update(token).digest('base64');
    return own === hash;
  }
  return pattern.toLowerCase() === token;
}
