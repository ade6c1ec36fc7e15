import { type Disposable } from '../base/disposable';
import { AppError, errorText } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { redact } from '../base/secret';
import {
  type JournalEntry,
  type JournalState,
  noRecord,
  type RunKind,
  type StepRecords,
} from '../model/journal';
import { type RunJournal } from './step';

const maxEntries = 500;

/** Where the text of a journal is kept; resolves when it would survive a crash. */
export type JournalSink = (text: string) => Promise<void>;

/** The state of one environment, on disk at every step. Writes made meanwhile go out together, in order. */
export class Journal<Header> implements Disposable {
  readonly #sink: JournalSink;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  #state: JournalState<Header>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(state: JournalState<Header>, sink: JournalSink, now: () => number) {
    this.#state = state;
    this.#sink = sink;
    this.#now = now;
  }

  get state(): JournalState<Header> {
    return this.#state;
  }

  /** What the engine needs of one of the two runs. */
  run(kind: RunKind): RunJournal {
    const records = (): StepRecords => this.#state.runs[kind];
    return {
      get records() {
        return records();
      },
      update: (step, change, note) => {
        const record = change(records()[step] ?? noRecord);
        return this.#write(
          { runs: { ...this.#state.runs, [kind]: { ...records(), [step]: record } } },
          note === undefined ? undefined : { at: this.#now(), step, text: redact(note) },
        );
      },
    };
  }

  /** Replaces header or records as a whole, for what is decided between two runs. */
  change(
    part: Partial<Pick<JournalState<Header>, 'header' | 'runs'>>,
    note: string,
  ): Promise<void> {
    return this.#write(part, { at: this.#now(), text: redact(note) });
  }

  /** Drops what is known of steps: their resources are gone. */
  forget(kind: RunKind, steps: readonly string[]): Promise<void> {
    const kept = Object.entries(this.#state.runs[kind]).filter(([id]) => !steps.includes(id));
    return this.#write({ runs: { ...this.#state.runs, [kind]: Object.fromEntries(kept) } });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #write(
    part: Partial<Pick<JournalState<Header>, 'header' | 'runs'>>,
    entry?: JournalEntry,
  ): Promise<void> {
    const entries = entry === undefined ? this.#state.entries : [...this.#state.entries, entry];
    this.#state = { ...this.#state, ...part, entries: entries.slice(-maxEntries) };
    this.#changed.fire();
    return this.#flush();
  }

  /** The change just made is in the write that starts next, or in the one that waits behind a running one. */
  #flush(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#save().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#flush();
      });
    return this.#next;
  }

  async #save(): Promise<void> {
    try {
      await this.#sink(`${JSON.stringify(this.#state, undefined, 1)}\n`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(
        'remote',
        `Cannot write down what was done: ${errorText(error)}. Free some disk space and resume.`,
        { cause: error, fix: 'resume' },
      );
    }
  }
}
