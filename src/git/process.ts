import { spawn } from 'node:child_process';
import { whenAborted } from '../base/abort';
import { AppError, cancelled } from '../base/errors';
import { killTree } from './killTree';

export interface ProcessRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string | undefined;
  readonly deadlineMs: number;
  /** Bytes of output after which the process is ended. */
  readonly maxOutputBytes: number;
  /** Lines of stderr as they come; a line that overwrites itself with `\r` comes once per version. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const maxErrorBytes = 256 * 1024;

/**
 * Runs a program to its end. A cancel, the deadline and too much output end the program and its children.
 * @throws AppError `cancelled`, `unreachable` (deadline), `invalid` (output too large), `not-found` (no program)
 */
export function runProcess(request: ProcessRequest, signal: AbortSignal): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal.reason));
      return;
    }
    const child = spawn(request.program, request.args, {
      cwd: request.cwd,
      env: request.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let stopped: AppError | undefined;
    const stop = (error: AppError): void => {
      if (stopped) return;
      stopped = error;
      killTree(child);
    };
    const forget = whenAborted(signal, () => stop(cancelled(signal.reason)));
    const timer = setTimeout(() => stop(tooSlow(request)), request.deadlineMs);

    const output: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > request.maxOutputBytes) stop(tooLarge(request));
      else output.push(chunk);
    });
    const lines = lineSplitter(request.onLine ?? (() => undefined));
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors = (errors + chunk).slice(-maxErrorBytes);
      lines(chunk);
    });
    // The program may end without reading what it was given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.stdin ?? '');

    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      forget();
      finish();
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle(() => reject(stopped ?? notStarted(request, error)));
    });
    child.once('close', (code) => {
      settle(() => {
        if (stopped) reject(stopped);
        else resolve({ exitCode: code ?? -1, stdout: Buffer.concat(output), stderr: errors });
      });
    });
  });
}

/** Feeds whole lines, without their ends, to `onLine`. */
export function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split(/[\r\n]/);
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') onLine(part.trimEnd());
  };
}

function tooSlow(request: ProcessRequest): AppError {
  const seconds = Math.round(request.deadlineMs / 1000);
  return new AppError(
    'unreachable',
    `"git ${request.args[0] ?? ''}" did not finish within ${seconds} seconds and was stopped. Check the connection and try again.`,
    { fix: 'retry' },
  );
}

function tooLarge(request: ProcessRequest): AppError {
  const megabytes = (request.maxOutputBytes / 1024 / 1024).toFixed(0);
  return new AppError(
    'invalid',
    `"git ${request.args[0] ?? ''}" answered with more than ${megabytes} MB and was stopped.`,
  );
}

function notStarted(request: ProcessRequest, error: NodeJS.ErrnoException): AppError {
  if (error.code === 'ENOENT' && request.cwd !== undefined) {
    return new AppError(
      'not-found',
      `Cannot run git in "${request.cwd}": either the folder does not exist or "${request.program}" is not installed.`,
      { cause: error },
    );
  }
  return new AppError(
    'not-found',
    `Cannot run "${request.program}". Install git, or name it in the setting "git.path".`,
    { cause: error, fix: 'open-settings' },
  );
}
