import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { whenAborted } from '../base/abort';
import { AppError, cancelled } from '../base/errors';

export interface RunRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly deadlineMs: number;
  /** Whole lines of standard output as they come. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface RunResult {
  /** −1 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
}

const maxOutputBytes = 64 * 1024 * 1024;
const maxErrorChars = 64 * 1024;
const graceMs = 10_000;

/**
 * Runs a program that changes nothing in the cloud to its end. A cancel and the deadline interrupt it, so that it
 * gives locks back, and kill it when it does not listen.
 * @throws AppError `cancelled`, `unreachable` (deadline), `not-found` (no such program or folder)
 */
export function run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal.reason));
      return;
    }
    const { program, args, cwd, deadlineMs } = request;
    const child = spawn(program, [...args], {
      cwd,
      env: request.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stopped: AppError | undefined;
    let killer: NodeJS.Timeout | undefined;
    const stop = (error: AppError): void => {
      if (stopped) return;
      stopped = error;
      child.kill('SIGINT');
      killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    };
    const forget = whenAborted(signal, () => stop(cancelled(signal.reason)));
    const timer = setTimeout(() => stop(tooSlow(args, deadlineMs)), deadlineMs);
    const chunks: Buffer[] = [];
    let size = 0;
    const lines = lineReader(request.onLine ?? (() => undefined));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutputBytes) return stop(tooMuch(args));
      if (request.onLine) lines.add(chunk);
      chunks.push(chunk);
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-maxErrorChars);
    });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      forget();
      finish();
    };
    child.once('error', (error) => settle(() => reject(stopped ?? notStarted(request, error))));
    child.once('close', (code) => {
      settle(() => {
        lines.end();
        if (stopped) reject(stopped);
        else resolve({ code: code ?? -1, stdout: Buffer.concat(chunks).toString('utf8'), stderr });
      });
    });
  });
}

/** Whole lines out of chunks that end anywhere, even within a character. */
export function lineReader(onLine: (line: string) => void): {
  add(chunk: Uint8Array): void;
  /** A last line without an end is one, too. */
  end(): void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') onLine(part);
  };
  return {
    add: (chunk) => take(decoder.write(Buffer.from(chunk))),
    end: () => take(`${decoder.end()}\n`),
  };
}

export function notStarted(
  { program, cwd }: Pick<RunRequest, 'program' | 'cwd'>,
  cause: Error,
): AppError {
  return new AppError(
    'not-found',
    cwd === undefined
      ? `Cannot run “${program}”. Name the program in the setting “mlops.terraform.path”.`
      : `Cannot run “${program}” in “${cwd}”: the folder is not there, or the program cannot be run.`,
    { cause, fix: 'open-settings' },
  );
}

function tooSlow([command = '']: readonly string[], ms: number): AppError {
  return new AppError(
    'unreachable',
    `“terraform ${command}” did not end within ${Math.round(ms / 60_000)} minutes and was stopped. Check the connection and try again.`,
    { fix: 'retry' },
  );
}

function tooMuch([command = '']: readonly string[]): AppError {
  return new AppError('invalid', `“terraform ${command}” answered with more than 64 MB.`);
}
