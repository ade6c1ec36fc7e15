import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { wait } from '../../base/wait';
import { signalGroup } from './processes';

export interface ServiceSpec {
  readonly name: string;
  readonly command: string[];
  /** Whether it starts with the machine. */
  enabled: boolean;
}

export interface SupervisorOptions {
  readonly logFolder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const restartMs = 1_000;
const graceMs = 10_000;

/** Keeps services running: starts them again a second after they end, until they are told to stop. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<
    string,
    { readonly stop: AbortController; readonly done: Promise<void> }
  >();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  start(service: ServiceSpec): void {
    if (this.#running.has(service.name)) return;
    const stop = new AbortController();
    const done = this.#keep(service, stop.signal).finally(() => {
      if (this.#running.get(service.name)?.stop === stop) this.#running.delete(service.name);
    });
    this.#running.set(service.name, { stop, done });
  }

  /** Resolves when the service and all it started in its group have ended. */
  async stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    running?.stop.abort();
    await running?.done;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }

  async #keep(service: ServiceSpec, signal: AbortSignal): Promise<void> {
    await mkdir(this.#options.logFolder, { recursive: true });
    const log = createWriteStream(join(this.#options.logFolder, `${service.name}.log`), {
      flags: 'a',
      mode: 0o600,
    });
    try {
      while (!signal.aborted) {
        await this.#once(service, log, signal);
        await wait(restartMs, signal).catch(() => undefined);
      }
    } finally {
      await new Promise<void>((resolve) => log.end(() => resolve()));
    }
  }

  async #once(service: ServiceSpec, log: WriteStream, signal: AbortSignal): Promise<void> {
    const [program = '', ...args] = service.command;
    const child = spawn(program, args, {
      cwd: this.#options.cwd,
      env: this.#options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => log.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    const ended = endOf(child);
    const onAbort = (): void => endGently(child, ended);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const failure = await ended;
    signal.removeEventListener('abort', onAbort);
    if (failure) log.write(`${service.name}: ${failure.message}\n`);
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }
}

function endOf(child: ChildProcess): Promise<Error | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error));
    child.once('exit', () => resolve(undefined));
  });
}

/** Asks the service itself; its children end with it, or are killed with the group afterwards. */
function endGently(child: ChildProcess, ended: Promise<unknown>): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }, graceMs);
  void ended.finally(() => clearTimeout(timer));
}
