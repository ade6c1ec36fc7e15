import { errorText } from '../../../base/errors';
import { never, wait } from '../../../base/wait';
import { type RunnerApi } from '../api';
import { type Answer } from '../http';
import { type JobLog } from './log';
import { type JobPayload } from './payload';

/** Largest piece of log sent at once, bytes. */
const pieceBytes = 1024 * 1024;
/** A silent job is asked after this often, ms; so cancelling reaches it. */
const silentMs = 2_000;

/** Sends the log as it grows, and tells when GitLab wants the job to end. */
export class JobReporter {
  readonly #api: RunnerApi;
  readonly #job: JobPayload;
  readonly #log: JobLog;
  readonly #complain: (text: string) => void;
  readonly #stop = new AbortController();
  readonly #canceling = new AbortController();
  readonly #aborted = new AbortController();
  #sent = 0;
  #intervalMs = 500;
  #lastSent = 0;
  #loop: Promise<void> = Promise.resolve();

  constructor(api: RunnerApi, job: JobPayload, log: JobLog, complain: (text: string) => void) {
    this.#api = api;
    this.#job = job;
    this.#log = log;
    this.#complain = complain;
  }

  /** Fires when somebody cancelled the job: end the script, then run `after_script`. */
  get canceling(): AbortSignal {
    return this.#canceling.signal;
  }

  /** Fires when GitLab wants to hear nothing more of the job. */
  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  start(): void {
    this.#loop = this.#send();
  }

  /** Sends what is left and the outcome; repeats until GitLab takes it or wants nothing more. */
  async finish(state: Readonly<Record<string, unknown>>): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    for (let attempt = 0; attempt < 20; attempt++) {
      if (await this.#delivered(state)) return;
      const pause = Math.min(1_000 * 2 ** attempt, 30_000);
      await wait(pause, this.aborted).catch(() => undefined);
    }
  }

  async #delivered(state: Readonly<Record<string, unknown>>): Promise<boolean> {
    const { aborted } = this;
    try {
      while (this.#sent < this.#log.size && !aborted.aborted) await this.#patch();
      if (aborted.aborted) return true;
      return (await this.#api.updateJob(this.#job, state, never)).status < 500;
    } catch (error) {
      this.#complain(`Submitting job to coordinator... failed: ${errorText(error)}`);
      return false;
    }
  }

  async #send(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted && !this.aborted.aborted) {
      try {
        await wait(this.#intervalMs, signal);
      } catch {
        return;
      }
      try {
        if (this.#sent < this.#log.size) await this.#patch();
        else if (Date.now() - this.#lastSent >= silentMs) await this.#touch();
      } catch (error) {
        this.#complain(`Appending trace to coordinator... error: ${errorText(error)}`);
      }
    }
  }

  async #patch(): Promise<void> {
    const piece = this.#log.from(this.#sent, pieceBytes);
    const answer = await this.#api.patchTrace(this.#job, this.#sent, piece, never);
    this.#lastSent = Date.now();
    this.#heed(answer);
    if (answer.status === 202) this.#sent += piece.byteLength;
    else if (answer.status === 416)
      this.#sent = Number(/-(\d+)$/.exec(answer.headers['range'] ?? '')?.[1] ?? 0);
    else if (answer.status >= 500) throw new Error(`GitLab answered ${answer.status}`);
  }

  async #touch(): Promise<void> {
    const answer = await this.#api.updateJob(this.#job, { state: 'running' }, never);
    this.#lastSent = Date.now();
    this.#heed(answer);
  }

  #heed(answer: Answer): void {
    const status = answer.headers['job-status'];
    if (status === 'canceling') this.#canceling.abort();
    if (
      status === 'canceled' ||
      status === 'failed' ||
      answer.status === 403 ||
      answer.status === 404
    ) {
      this.#aborted.abort();
    }
    const seconds = Number(answer.headers['x-gitlab-trace-update-interval']);
    if (seconds > 0) this.#intervalMs = Math.min(seconds * 1_000, 30_000);
  }
}
