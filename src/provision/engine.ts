import { type Disposable } from '../base/disposable';
import { type AppError, cancelled, isAppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import {
  noRecord,
  type RunKind,
  type RunView,
  type StepProgress,
  type StepRecord,
  type StepView,
} from '../model/journal';
import { stepContext } from './context';
import { checkGraph } from './graph';
import { type RunJournal, type Step, type StepContext } from './step';
import { stepError } from './stepError';

export interface RunOptions {
  readonly kind: RunKind;
  readonly now: () => number;
  /** A new UUID. */
  readonly newKey: () => string;
  /** Told about failures that are not AppErrors. */
  readonly report: (error: unknown) => void;
  readonly recover?: Recover;
}

/**
 * Waits until a step that failed is worth another try, and answers true; false when waiting does not help.
 * @param times how often this step failed in this way without any progress, one or more
 */
export type Recover = (
  error: AppError,
  times: number,
  report: (progress: StepProgress) => void,
  signal: AbortSignal,
) => Promise<boolean>;

/**
 * Runs a graph of steps, as many side by side as their order allows. Steps that are done in the journal are left
 * alone; a failed step holds up only what comes after it. Knows nothing of what the steps do.
 */
export class Run implements Disposable {
  readonly #steps: readonly Step[];
  readonly #journal: RunJournal;
  readonly #options: RunOptions;
  readonly #stop = new AbortController();
  readonly #changed = new Emitter<void>();
  readonly #progress = new Map<string, StepProgress>();
  readonly #active = new Map<string, Promise<void>>();
  /** Steps that were tried in this run and did not get to their end. */
  readonly #ended = new Set<string>();
  #state: RunView['state'] = 'running';
  #finished: Promise<RunView> | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(steps: readonly Step[], journal: RunJournal, options: RunOptions) {
    checkGraph(steps);
    this.#steps = steps;
    this.#journal = journal;
    this.#options = options;
  }

  get current(): RunView {
    const steps = this.#steps.map((step) => this.#view(step));
    return { kind: this.#options.kind, state: this.#state, steps };
  }

  /** Starts once; resolves with how it ended. Failures of steps are in the answer, not thrown. */
  start(): Promise<RunView> {
    return (this.#finished ??= this.#drive());
  }

  /** Starts nothing new, ends the waiting, lets calls in flight be answered. Resolves when all is quiet. */
  async stop(): Promise<void> {
    if (this.#state === 'running') this.#to('stopping');
    this.#stop.abort(cancelled());
    await this.#finished;
  }

  dispose(): void {
    this.#stop.abort(cancelled());
    this.#changed.dispose();
  }

  async #drive(): Promise<RunView> {
    for (;;) {
      if (!this.#stop.signal.aborted) this.#startReady();
      if (this.#active.size === 0) break;
      await Promise.race(this.#active.values());
    }
    this.#to(this.#outcome());
    return this.current;
  }

  #startReady(): void {
    for (const step of this.#steps) {
      if (this.#active.has(step.id) || this.#ended.has(step.id) || this.#isDone(step.id)) continue;
      if (!step.after.every((id) => this.#isDone(id))) continue;
      const work = this.#perform(step).finally(() => {
        this.#active.delete(step.id);
        this.#progress.delete(step.id);
        this.#changed.fire();
      });
      this.#active.set(step.id, work);
    }
  }

  async #perform(step: Step): Promise<void> {
    const { now } = this.#options;
    try {
      await this.#update(step.id, (record) => ({
        ...record,
        state: 'running',
        attempts: record.attempts + 1,
        startedAt: record.startedAt ?? now(),
        endedAt: undefined,
        error: undefined,
      }));
      const context = stepContext(step, this.#journal, this.#options.newKey, {
        changed: () => this.#changed.fire(),
        report: (progress) => {
          this.#progress.set(step.id, progress);
          this.#changed.fire();
        },
      });
      await this.#runStep(step, context);
      await this.#update(
        step.id,
        (record) => ({ ...record, state: 'done', endedAt: now() }),
        `${step.title}: done`,
      );
    } catch (error) {
      this.#ended.add(step.id);
      await this.#failed(step, error);
    }
  }

  /** Steps are idempotent: after what can be waited for, such as a sign-in, one just begins again. */
  async #runStep(step: Step, context: StepContext): Promise<void> {
    const { signal } = this.#stop;
    const failures = new Map<string, number>();
    let known = this.#record(step.id);
    for (;;) {
      try {
        return await step.run(context, signal);
      } catch (error) {
        if (!this.#options.recover || !isAppError(error)) throw error;
        // Whatever was written down meanwhile is progress: the next trouble is another one.
        if (this.#record(step.id) !== known) failures.clear();
        known = this.#record(step.id);
        const times = (failures.get(error.kind) ?? 0) + 1;
        failures.set(error.kind, times);
        const report = (progress: StepProgress): void => context.report(progress);
        if (!(await this.#options.recover(error, times, report, signal))) throw error;
        context.report({ text: 'goes on' });
      }
    }
  }

  async #failed(step: Step, error: unknown): Promise<void> {
    const stopped = this.#stop.signal.aborted && isAppError(error, 'cancelled');
    if (!isAppError(error)) this.#options.report(error);
    const change = (record: StepRecord): StepRecord =>
      stopped
        ? { ...record, state: 'waiting' }
        : {
            ...record,
            state: 'failed',
            endedAt: this.#options.now(),
            error: stepError(step.title, error),
          };
    try {
      await this.#update(step.id, change, `${step.title}: ${stopped ? 'stopped' : 'failed'}`);
    } catch (journalError) {
      // The journal on disk still says "running", which a later run takes for an interrupted step.
      this.#options.report(journalError);
    }
  }

  async #update(
    id: string,
    change: (record: StepRecord) => StepRecord,
    note?: string,
  ): Promise<void> {
    await this.#journal.update(id, change, note);
    this.#changed.fire();
  }

  #outcome(): RunView['state'] {
    if (this.#steps.every((step) => this.#isDone(step.id))) return 'done';
    const failed = this.#steps.some((step) => this.#record(step.id).state === 'failed');
    return failed || !this.#stop.signal.aborted ? 'failed' : 'stopped';
  }

  #view(step: Step): StepView {
    const record = this.#record(step.id);
    const idle = record.state === 'running' && !this.#active.has(step.id);
    return {
      id: step.id,
      title: step.title,
      after: step.after,
      expectedMs: step.expectedMs,
      state: idle ? 'waiting' : record.state,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      outputs: record.outputs,
      error: record.error,
      progress: this.#progress.get(step.id),
    };
  }

  #record(id: string): StepRecord {
    return this.#journal.records[id] ?? noRecord;
  }

  #isDone(id: string): boolean {
    return this.#record(id).state === 'done';
  }

  #to(state: RunView['state']): void {
    this.#state = state;
    this.#changed.fire();
  }
}
