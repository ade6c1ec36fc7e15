/** One host key as cloud-init printed it on the serial console. */
export interface SerialHostKey {
  /** `ED25519`, `ECDSA`, `RSA`. */
  readonly type: string;
  /** `SHA256:…` without padding, as OpenSSH shows it. */
  readonly fingerprint: string;
}

const begin = '-----BEGIN SSH HOST KEY FINGERPRINTS-----';
const end = '-----END SSH HOST KEY FINGERPRINTS-----';

/**
 * The fingerprints of the last block on the console; a machine that started again prints a new one. Lines may
 * carry a log's prefix (`ec2: `, a time). Undefined when there is no complete block.
 */
export function parseHostKeys(serial: string): SerialHostKey[] | undefined {
  const to = serial.lastIndexOf(end);
  if (to === -1) return undefined;
  const from = serial.lastIndexOf(begin, to);
  if (from === -1) return undefined;
  const keys = serial
    .slice(from, to)
    .split('\n')
    .flatMap((line): SerialHostKey[] => {
      const found = /\b\d{3,5} (SHA256:[A-Za-z0-9+/]{43})=? .*\(([A-Z0-9-]+)\)/.exec(line);
      const [, fingerprint, type] = found ?? [];
      return fingerprint === undefined || type === undefined ? [] : [{ type, fingerprint }];
    });
  return keys.length === 0 ? undefined : keys;
}
