import { join } from 'node:path';
import { isAppError, errorText } from '../../base/errors';
import { wait } from '../../base/wait';
import { RunnerApi } from './api';
import { readConfigFile, type RunnerEntry, shortToken, systemId } from './configFile';
import { type JobPayload } from './job/payload';
import { runJob } from './job/run';
import { say } from './say';

export interface LoopOptions {
  readonly configPath: string;
  readonly workingDirectory: string;
}

/** Between two questions when GitLab answers at once. */
const idleMs = 500;
/** A server that kept the request so long has done the waiting. */
const longPollMs = 1_000;

/**
 * Takes and runs jobs for every runner of the configuration, reading it again when it changes.
 * @param graceful aborted: take no more, finish what runs. @param forced aborted: end what runs.
 */
export async function runLoop(
  options: LoopOptions,
  graceful: AbortSignal,
  forced: AbortSignal,
): Promise<void> {
  const id = await systemId(options.configPath);
  const stop = AbortSignal.any([graceful, forced]);
  const slots = new Slots();
  const active = new Map<string, { readonly end: AbortController; readonly done: Promise<void> }>();
  say(`Configuration loaded`, { builds: 0 });
  while (!stop.aborted) {
    const config = await readConfigFile(options.configPath).catch((error: unknown) => {
      say(`ERROR: Failed to load config ${errorText(error)}`);
      return undefined;
    });
    if (config) {
      slots.limit = config.concurrent;
      const wanted = new Map(config.runners.map((entry) => [`${entry.url} ${entry.token}`, entry]));
      for (const [key, entry] of wanted) {
        if (active.has(key)) continue;
        const end = new AbortController();
        const signal = AbortSignal.any([stop, end.signal]);
        const done = serve(entry, id, options, slots, signal, forced);
        active.set(key, { end, done });
      }
      for (const [key, one] of active) {
        if (wanted.has(key)) continue;
        one.end.abort();
        active.delete(key);
      }
    }
    await wait(1_000, stop).catch(ignoreCancel);
  }
  await Promise.all([...active.values()].map((one) => one.done));
}

/** How many jobs run at once, over all runners; each has a number of its own. */
class Slots {
  limit = 1;
  readonly #taken = new Set<number>();

  take(): number | undefined {
    for (let slot = 0; slot < this.limit; slot++) {
      if (this.#taken.has(slot)) continue;
      this.#taken.add(slot);
      return slot;
    }
    return undefined;
  }

  release(slot: number): void {
    this.#taken.delete(slot);
  }
}

async function serve(
  entry: RunnerEntry,
  id: string,
  options: LoopOptions,
  slots: Slots,
  stop: AbortSignal,
  forced: AbortSignal,
): Promise<void> {
  const api = new RunnerApi(entry, id);
  const running = new Set<Promise<void>>();
  const runner = shortToken(entry.token);
  while (!stop.aborted) {
    const slot = slots.take();
    if (slot === undefined) {
      await Promise.race([wait(500, stop).catch(ignoreCancel), ...running]);
      continue;
    }
    const started = await next(api, runner, stop);
    if (started === undefined) {
      slots.release(slot);
      continue;
    }
    const job = runJob(
      started,
      {
        api,
        entry,
        systemId: id,
        slot,
        buildsDir: entry.builds_dir ?? join(options.workingDirectory, 'builds'),
        complain: (text) => say(`WARNING: ${text}`, { job: started.id, runner }),
      },
      forced,
    )
      .catch((error: unknown) => say(`ERROR: ${errorText(error)}`, { job: started.id, runner }))
      .finally(() => {
        slots.release(slot);
        running.delete(job);
        say('Job ended', { job: started.id, runner });
      });
    running.add(job);
  }
  await Promise.all(running);
}

async function next(
  api: RunnerApi,
  runner: string,
  stop: AbortSignal,
): Promise<JobPayload | undefined> {
  const before = Date.now();
  try {
    const answer = await api.requestJob(stop);
    if (answer.kind === 'job') {
      say('Checking for jobs... received', { job: answer.job.id, runner });
      return answer.job;
    }
    if (answer.kind === 'forbidden') {
      say('ERROR: Checking for jobs... forbidden', { runner });
      await wait(30_000, stop);
    }
  } catch (error) {
    if (stop.aborted) return undefined;
    if (!isAppError(error, 'cancelled')) {
      say(`WARNING: Checking for jobs... failed ${errorText(error)}`, { runner });
    }
  }
  const pause = Date.now() - before > longPollMs ? 0 : idleMs;
  await wait(pause, stop).catch(ignoreCancel);
  return undefined;
}

function ignoreCancel(error: unknown): void {
  if (!isAppError(error, 'cancelled')) throw error;
}
