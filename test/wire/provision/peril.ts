import { type JournalSink } from '../../../src/provision/journal';
import { type ProvisionCloud } from '../../../src/provision/ports';

/** A way for a process to die: what it wraps works until a chosen moment, and never again after it. */
export interface Peril {
  sink(inner: JournalSink): JournalSink;
  cloud(inner: ProvisionCloud): ProvisionCloud;
  report(error: unknown): void;
}

export const safe: Peril = {
  sink: (inner) => inner,
  cloud: (inner) => inner,
  report: (error) => {
    throw error;
  },
};

export class Died extends Error {}

/**
 * Dies at one moment: before or after a write of the journal, before or after a call. Moments have names that
 * are the same in every run (`createSubnet/after`), so that each can be tried; repeated looks count once.
 */
export class Mortal implements Peril {
  readonly seen = new Set<string>();
  readonly #at: string | undefined;
  readonly #counts = new Map<string, number>();
  #dead = false;

  /** @param at the moment; undefined only takes names down */
  constructor(at?: string) {
    this.#at = at;
  }

  get died(): boolean {
    return this.#dead;
  }

  sink(inner: JournalSink): JournalSink {
    return async (text) => {
      const moment = this.#count('write');
      this.#pass(`${moment}/before`);
      await inner(text);
      this.#pass(`${moment}/after`);
    };
  }

  cloud(inner: ProvisionCloud): ProvisionCloud {
    return new Proxy(inner, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function' || typeof name !== 'string') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          this.#pass(`${name}/before`);
          const answer: unknown = await Reflect.apply(method, target, args);
          this.#pass(`${name}/after`);
          return answer;
        };
      },
    });
  }

  report(error: unknown): void {
    if (!this.#dead) throw error;
  }

  #count(name: string): string {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return `${name}-${count}`;
  }

  #pass(moment: string): void {
    if (this.#dead) throw new Died();
    this.seen.add(moment);
    if (moment !== this.#at) return;
    this.#dead = true;
    throw new Died();
  }
}
