import { Emitter } from '../../base/event';
import { type TerraformEvent } from '../../model/terraform/events';

export interface AddressState {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly action: string;
  readonly id: string | undefined;
  readonly seconds: number;
  /** The last line about it. */
  readonly text: string | undefined;
  readonly error: string | undefined;
}

const untouched: AddressState = {
  state: 'waiting',
  action: '',
  id: undefined,
  seconds: 0,
  text: undefined,
  error: undefined,
};

/** What a running Terraform has said of each address until now, and how it ended. */
export class ApplyWatch {
  readonly #states = new Map<string, AddressState>();
  readonly #changed = new Emitter<void>();
  #ended: { readonly error: Error | undefined } | undefined;
  /** Words that belong to no address. */
  #words: string | undefined;

  /** Undefined while it runs. */
  get ended(): { readonly error: Error | undefined } | undefined {
    return this.#ended;
  }

  get words(): string | undefined {
    return this.#words;
  }

  of(address: string): AddressState {
    return this.#states.get(address) ?? untouched;
  }

  hear(event: TerraformEvent): void {
    switch (event.kind) {
      case 'apply':
        this.#change(event.address, (was) => heard(was, event));
        break;
      case 'diagnostic':
        if (event.address !== undefined && event.severity === 'error') {
          const error = `${event.summary}${event.detail === '' ? '' : `: ${event.detail}`}`;
          this.#change(event.address, (was) => ({ ...was, error }));
        }
        break;
      case 'log':
        if (event.address === undefined) this.#words = event.text.split('\n')[0];
        else this.#change(event.address, (was) => ({ ...was, text: event.text }));
        break;
      case 'version':
      case 'planned':
      case 'drift':
      case 'summary':
      case 'refresh':
        return;
    }
    this.#changed.fire();
  }

  end(error: Error | undefined): void {
    this.#ended ??= { error };
    this.#changed.fire();
  }

  /** Resolves at the next word. */
  next(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const listening = this.#changed.event(() => {
        listening.dispose();
        resolve();
      });
    });
  }

  #change(address: string, change: (was: AddressState) => AddressState): void {
    this.#states.set(address, change(this.of(address)));
  }
}

/** To replace is to destroy and to create, in either order: the second end is the end. */
function heard(
  was: AddressState,
  { state, action, id, seconds }: Extract<TerraformEvent, { kind: 'apply' }>,
): AddressState {
  const known = { ...was, action, seconds: seconds ?? 0, id: id ?? was.id };
  switch (state) {
    case 'start':
    case 'progress':
      return { ...known, state: 'running', text: undefined };
    case 'complete':
      return { ...known, state: 'done', id: action === 'delete' ? undefined : (id ?? was.id) };
    case 'errored':
      return { ...known, state: 'failed' };
  }
}
