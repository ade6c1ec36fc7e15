import { AppError } from '../base/errors';
import { redact } from '../base/secret';
import { fingerprint, type HostKey } from './hostKey';
import { hostKeyChanged } from './knownHosts';
import { type SshTarget } from './target';

/** Which part of the way failed; the `code` of errors from here. */
export type SshFailure =
  'dns' | 'refused' | 'timeout' | 'reset' | 'no-ssh' | 'host-key-changed' | 'auth' | 'algorithms';

/** What stopped a connection. @param refusedKey the host key that was not believed */
export function classifySsh(
  target: SshTarget,
  error: unknown,
  refusedKey: HostKey | undefined,
): AppError {
  if (refusedKey) return untrusted(target, refusedKey);
  const { code, level, message } = detailsOf(error);
  const where = `"${target.name}" (${target.host}:${target.port})`;
  const failed = (
    kind: 'unreachable' | 'forbidden' | 'remote',
    failure: SshFailure,
    because: string,
  ): AppError =>
    new AppError(kind, `Cannot connect to ${where}: ${because}`, {
      cause: error,
      code: failure,
      fix: kind === 'unreachable' ? 'retry' : undefined,
      detail: redact(`${level} ${code} ${message}`),
    });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || level === 'client-dns') {
    return failed('unreachable', 'dns', 'the name is not known. Check the address.');
  }
  if (code === 'ECONNREFUSED') {
    return failed(
      'unreachable',
      'refused',
      'nothing listens there. The machine may still be starting, or SSH does not run on it.',
    );
  }
  if (/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/.test(code) || level === 'client-timeout') {
    return failed(
      'unreachable',
      'timeout',
      'no answer in time. Check that the machine runs and that its security group lets your address in on port 22.',
    );
  }
  if (level === 'client-authentication') {
    return failed(
      'forbidden',
      'auth',
      `the key was refused for the user "${target.user}". The machine knows another key, or the user is another one.`,
    );
  }
  if (/no matching/i.test(message)) {
    return failed('remote', 'algorithms', 'the server and this program share no algorithm.');
  }
  if (level === 'protocol' || /identification|banner|Invalid/i.test(message)) {
    return failed('remote', 'no-ssh', 'what listens there does not speak SSH. Check the port.');
  }
  return failed('unreachable', 'reset', 'the connection was cut. Try again.');
}

export function connectionLost(name: string, cause?: unknown): AppError {
  return new AppError('unreachable', `The connection to "${name}" was lost. Try again.`, {
    cause,
    code: 'reset',
    fix: 'retry',
  });
}

function untrusted(target: SshTarget, key: HostKey): AppError {
  if (target.trust.kind === 'keys') {
    return hostKeyChanged(target.host, target.port, target.trust.keys, [key]);
  }
  return new AppError(
    'conflict',
    `"${target.name}" (${target.host}:${target.port}) shows the host key ${fingerprint(key)}, which is none of those that ` +
      `its serial console names (${target.trust.fingerprints.join(', ')}). Nothing was sent.`,
    { code: 'host-key-changed' },
  );
}

function detailsOf(error: unknown): { code: string; level: string; message: string } {
  const part = (name: string): string => {
    const value: unknown =
      typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: part('code'), level: part('level'), message: part('message') };
}
