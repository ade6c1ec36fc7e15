import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { failureText } from './client';

/** What a page has asked of the editor and has not been answered yet. Answers can take long. */
export interface Asking<Name extends string> {
  /** Work is just being begun or changed. */
  readonly busy: ReadonlySignal<boolean>;
  /** Why the last request was refused. */
  readonly trouble: Signal<string | undefined>;
  /** Whether this is under way. */
  waits(name: Name): boolean;
  /** Asks, unless it would be the same once more, or a second work beside the first. */
  send(name: Name, request: () => Promise<unknown>): void;
}

/**
 * @param work what begins or changes work: one at a time; everything else can be asked for meanwhile
 * @param again what means more the second time: it is asked for as often as somebody wants
 */
export function createAsking<Name extends string>(
  work: readonly Name[],
  again: readonly Name[] = [],
): Asking<Name> {
  const asked = signal<readonly Name[]>([]);
  const busy = computed(() => asked.value.some((name) => work.includes(name)));
  const trouble = signal<string | undefined>(undefined);
  const waits = (name: Name): boolean => asked.value.includes(name);
  return {
    busy,
    trouble,
    waits,
    send(name, request) {
      if ((waits(name) && !again.includes(name)) || (busy.value && work.includes(name))) return;
      asked.value = [...asked.value, name];
      trouble.value = undefined;
      request()
        .catch((error: unknown) => {
          trouble.value = failureText(error);
        })
        .finally(() => {
          const at = asked.value.indexOf(name);
          asked.value = asked.value.filter((_one, index) => index !== at);
        });
    },
  };
}
