import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { AppError } from '../base/errors';
import { wait } from '../base/wait';
import { type Applying, type OnTerraformEvent, type StartedBefore } from '../model/ports/terraform';
import { type Diagnostic } from '../model/terraform/events';
import { parseEvent } from './events';
import { failure } from './failures';
import { follow } from './follow';
import { notStarted } from './process';

export interface ApplyRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets all that is printed. */
  readonly log: string;
  readonly scrub: (text: string) => string;
}

/**
 * Starts a program that changes things. It leads a process group of its own and writes into a file, so that the
 * end of this window is not the end of its work.
 */
export async function startApplying(
  request: ApplyRequest,
  on: OnTerraformEvent,
): Promise<Applying> {
  const { program, args, cwd, env, log } = request;
  const file = await open(log, 'w', 0o600);
  const child = spawn(program, [...args], {
    cwd,
    env,
    stdio: ['ignore', file.fd, file.fd],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.unref();
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(request, error)));
    child.once('exit', (code) => resolve(code ?? -1));
  });
  // The failure is told by `ended`; here it only must not go unhandled.
  closed.catch(() => undefined);
  await new Promise((resolve) => {
    child.once('spawn', resolve);
    child.once('error', resolve);
  });
  await file.close();
  const heard = listen(log, request.scrub, on);
  return {
    pid: child.pid,
    ended: unlessDeaf(
      heard,
      closed.then(
        (code) => heard.outcome(code),
        (error: unknown) => error as AppError,
      ),
    ),
    interrupt() {
      if (process.platform === 'win32') return Promise.reject(notOnWindows());
      child.kill('SIGINT');
      return Promise.resolve();
    },
    end() {
      // After a second interrupt Terraform ends at once, and still tries to give its lock back.
      if (process.platform === 'win32' || !child.kill('SIGINT')) child.kill();
      setTimeout(() => child.kill('SIGKILL'), patienceMs).unref();
      return Promise.resolve();
    },
    dispose: () => heard.dispose(),
  };
}

const lookMs = 500;
/** How long a Terraform may take to end at once by itself. */
const patienceMs = 5_000;

/** Listens to one that another window has started; how it ended is told by its last words. */
export function followApplying(
  started: StartedBefore,
  scrub: (text: string) => string,
  on: OnTerraformEvent,
): Applying {
  const heard = listen(started.log, scrub, on);
  const stop = new AbortController();
  const watch = async (): Promise<Error | undefined> => {
    while (await started.alive()) await wait(lookMs, stop.signal);
    return heard.outcome(undefined);
  };
  const interrupt = async (): Promise<void> => {
    if ((await started.signal('SIGINT')) === 'unsure') throw outOfReach();
  };
  return {
    pid: undefined,
    ended: unlessDeaf(
      heard,
      watch().catch((error: unknown) => error as Error),
    ),
    interrupt,
    async end() {
      await interrupt();
      const kill = async (): Promise<void> => {
        await wait(patienceMs, stop.signal);
        await started.signal('SIGKILL');
      };
      // Whoever stops to listen leaves it to its interrupt.
      kill().catch(() => undefined);
    },
    dispose: () => {
      stop.abort();
      heard.dispose();
    },
  };
}

function notOnWindows(): AppError {
  return new AppError(
    'conflict',
    'On Windows Terraform cannot be asked to end in good order. Wait until it is done, or cancel on the page of the environment, which can end it at once.',
  );
}

function outOfReach(): AppError {
  return new AppError(
    'conflict',
    'Terraform cannot be interrupted from here: a window that has ended had started it, and it cannot be told for sure which process it is now. Nothing was done to it. Wait until it is done, or interrupt it yourself (Ctrl+C sends the same).',
  );
}

interface Listening {
  /** Nobody listens any more: what comes from here on is for whoever listens next. */
  readonly deaf: boolean;
  outcome(code: number | undefined): Promise<Error | undefined>;
  dispose(): void;
}

/** Never settles for somebody who has stopped to listen. */
async function unlessDeaf(
  heard: Listening,
  ended: Promise<Error | undefined>,
): Promise<Error | undefined> {
  const error = await ended;
  return heard.deaf ? new Promise<never>(() => undefined) : error;
}

/** Turns lines into events and keeps what tells how it ended. */
function listen(log: string, scrub: (text: string) => string, on: OnTerraformEvent): Listening {
  let deaf = false;
  const diagnostics: Diagnostic[] = [];
  const other: string[] = [];
  let summed = false;
  const following = follow(log, (line) => {
    if (deaf) return;
    const clean = scrub(line);
    const event = parseEvent(clean);
    if (event === undefined) {
      if (!clean.startsWith('{')) other.push(clean);
      return;
    }
    if (event.kind === 'diagnostic') diagnostics.push(event);
    if (event.kind === 'summary' && event.operation !== 'plan') summed = true;
    on(event);
  });
  return {
    get deaf() {
      return deaf;
    },
    async outcome(code) {
      if (deaf) return undefined;
      await following.finish();
      if (code === 0 || (code === undefined && summed)) return undefined;
      const text = other.slice(-50).join('\n');
      return failure({ command: 'apply', diagnostics, text, code: code ?? -1 });
    },
    dispose: () => {
      deaf = true;
      following.dispose();
    },
  };
}
