import { constants } from 'node:os';
import { type Client, type ClientChannel } from 'ssh2';
import { whenAborted } from '../base/abort';
import { AppError, cancelled } from '../base/errors';
import { type Secret } from '../base/secret';
import { connectionLost } from './sshErrors';

export interface ExecOptions {
  /** Sent and closed. Without it the command sees an empty input. */
  readonly stdin?: string | Secret | undefined;
  readonly onStdout?: ((text: string) => void) | undefined;
  readonly onStderr?: ((text: string) => void) | undefined;
  /** Default 2 min. */
  readonly deadlineMs?: number | undefined;
  /** Of stdout and stderr each, what is kept in the result: its end. Default 1 MB. */
  readonly keepBytes?: number | undefined;
}

export interface ExecResult {
  /** 128 and more when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws AppError `cancelled`, `unreachable` (deadline, connection lost), `remote` (no command is run there) */
export function execOn(
  client: Client,
  name: string,
  command: string,
  options: ExecOptions,
  signal: AbortSignal,
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal.reason));
      return;
    }
    let channel: ClientChannel | undefined;
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      forget();
      client.off('close', onLost);
      finish();
    };
    const stop = (error: AppError): void => {
      settle(() => reject(error));
      if (channel) stopRemote(channel);
    };
    const onLost = (): void => stop(connectionLost(name));
    const timer = setTimeout(() => stop(tooSlow(name, options)), deadline(options));
    const forget = whenAborted(signal, () => stop(cancelled(signal.reason)));
    client.once('close', onLost);

    client.exec(command, (error, opened) => {
      if (error) {
        settle(() => reject(notRun(name, error)));
        return;
      }
      channel = opened;
      if (settled) {
        stopRemote(opened);
        return;
      }
      const stdout = collector(options.keepBytes, options.onStdout);
      const stderr = collector(options.keepBytes, options.onStderr);
      opened.on('data', stdout.add);
      opened.stderr.on('data', stderr.add);
      opened.on('error', () => undefined);
      let exitCode: number | undefined;
      opened.on('exit', (code: number | null, signalName?: string) => {
        const signals: Partial<Record<string, number>> = constants.signals;
        exitCode = code ?? 128 + (signals[signalName ?? ''] ?? 0);
      });
      opened.on('close', () => {
        settle(() => {
          if (exitCode === undefined) reject(connectionLost(name));
          else resolve({ exitCode, stdout: stdout.end(), stderr: stderr.end() });
        });
      });
      opened.end(typeof options.stdin === 'string' ? options.stdin : options.stdin?.reveal());
    });
  });
}

function deadline(options: ExecOptions): number {
  return options.deadlineMs ?? 120_000;
}

/** Closing the channel alone would leave a silent command running: it only notices when it writes. */
function stopRemote(channel: ClientChannel): void {
  try {
    channel.signal('TERM');
    channel.close();
  } catch {
    // The connection is gone already.
  }
}

interface Collector {
  readonly add: (chunk: Buffer) => void;
  readonly end: () => string;
}

/** Hands whole characters on, and keeps the end of what came. */
function collector(
  keepBytes = 1024 * 1024,
  listener: (text: string) => void = () => undefined,
): Collector {
  const decoder = new TextDecoder();
  let kept = '';
  const take = (text: string): void => {
    if (text === '') return;
    kept = (kept + text).slice(-keepBytes);
    listener(text);
  };
  return {
    add: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode());
      return kept;
    },
  };
}

function tooSlow(name: string, options: ExecOptions): AppError {
  const seconds = Math.round(deadline(options) / 1000);
  return new AppError(
    'unreachable',
    `A command on "${name}" did not finish within ${seconds} seconds and was stopped.`,
    { code: 'timeout', fix: 'retry' },
  );
}

function notRun(name: string, cause: Error): AppError {
  return new AppError('remote', `"${name}" does not run commands over this connection.`, {
    cause,
    code: 'no-exec',
    detail: cause.message,
  });
}
