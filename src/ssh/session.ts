import { type Client, type ConnectConfig } from 'ssh2';
import { whenAborted } from '../base/abort';
import { type Disposable } from '../base/disposable';
import { AppError, cancelled, throwIfAborted } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type Secret } from '../base/secret';
import { execOn, type ExecOptions, type ExecResult } from './exec';
import { hostKeyOf, type HostKey } from './hostKey';
import { loadSsh2 } from './ssh2';
import { classifySsh, connectionLost } from './sshErrors';
import { isTrusted, offeredAlgorithms, type SshTarget } from './target';
import { uploadCommand } from './shell';

/** One connection to a machine whose host key was found to be the expected one. */
export interface SshSession extends Disposable {
  readonly name: string;
  /** The key that the host showed; pin it. */
  readonly hostKey: HostKey;
  /** Runs a command by the user's login shell. An exit code is an answer, not an error. */
  exec(command: string, options: ExecOptions, signal: AbortSignal): Promise<ExecResult>;
  /** Writes a file by way of a temporary one beside it. @param mode such as 0o600 */
  upload(path: string, content: string | Secret, mode: number, signal: AbortSignal): Promise<void>;
  /** Fires once when the connection ended without `dispose`. */
  readonly onDidLose: Event<AppError>;
}

const defaultDeadlineMs = 20_000;
const keepaliveMs = 15_000;

/** @throws AppError with an `SshFailure` as its `code` */
export async function connect(target: SshTarget, signal: AbortSignal): Promise<SshSession> {
  throwIfAborted(signal);
  const { Client, utils } = await loadSsh2();
  const key = utils.parseKey(target.privateKey.reveal());
  if (key instanceof Error) throw badKey(target.name, key);
  const client = new Client();
  let shown: HostKey | undefined;
  let refused: HostKey | undefined;
  const verify = (blob: Buffer): boolean => {
    shown = hostKeyOf(blob);
    const trusted = shown !== undefined && isTrusted(target.trust, shown);
    if (!trusted) refused = shown;
    return trusted;
  };
  try {
    await ready(client, configOf(target, verify), signal);
  } catch (error) {
    client.destroy();
    if (signal.aborted) throw cancelled(signal.reason);
    throw classifySsh(target, error, refused);
  }
  if (!shown) throw new Error('The server was accepted without a host key.');
  return sessionOf(client, target.name, shown);
}

function configOf(target: SshTarget, verify: (blob: Buffer) => boolean): ConnectConfig {
  const serverHostKey = offeredAlgorithms(target.trust) as
    NonNullable<NonNullable<ConnectConfig['algorithms']>['serverHostKey']> | undefined;
  return {
    host: target.host,
    port: target.port,
    username: target.user,
    privateKey: target.privateKey.reveal(),
    hostVerifier: verify,
    readyTimeout: target.deadlineMs ?? defaultDeadlineMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: 3,
    ...(serverHostKey ? { algorithms: { serverHostKey } } : {}),
  };
}

function ready(client: Client, config: ConnectConfig, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      forget();
      client.off('ready', onReady).off('error', onError).off('close', onClose);
      finish();
    };
    const onReady = (): void => settle(resolve);
    const onError = (error: Error): void => settle(() => reject(error));
    const onClose = (): void => onError(new Error('The server closed the connection.'));
    const forget = whenAborted(signal, () => onError(cancelled(signal.reason)));
    // The first stays for good: an error nobody listens for would end the process.
    client.on('error', () => undefined);
    client.on('ready', onReady).on('error', onError).on('close', onClose);
    try {
      client.connect(config);
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function sessionOf(client: Client, name: string, hostKey: HostKey): SshSession {
  const lost = new Emitter<AppError>();
  let open = true;
  const lose = (cause?: unknown): void => {
    if (!open) return;
    open = false;
    lost.fire(connectionLost(name, cause));
    lost.dispose();
  };
  client.on('error', lose);
  client.on('close', () => lose());
  const exec: SshSession['exec'] = (command, options, signal) => {
    if (!open) return Promise.reject(connectionLost(name));
    return execOn(client, name, command, options, signal);
  };
  return {
    name,
    hostKey,
    exec,
    onDidLose: lost.event,
    async upload(path, content, mode, signal) {
      const command = uploadCommand(path, mode);
      const result = await exec(command, { stdin: content }, signal);
      if (result.exitCode !== 0) throw uploadFailed(name, path, result);
    },
    dispose() {
      open = false;
      lost.dispose();
      client.destroy();
    },
  };
}

function uploadFailed(name: string, path: string, { stderr, exitCode }: ExecResult): AppError {
  const because = stderr.trim().split('\n').pop() ?? '';
  return new AppError('remote', `Cannot write "${path}" on "${name}": ${because || exitCode}.`, {
    detail: stderr,
  });
}

function badKey(name: string, cause: Error): AppError {
  return new AppError('invalid', `The SSH key for "${name}" cannot be used: ${cause.message}.`, {
    cause,
    fix: 'open-settings',
  });
}
