import { computed, signal } from '@preact/signals';
import { type Kept } from '../../../stores/keptSchema';

type KeptPatch = Partial<Kept>;

const nothing: Kept = { history: [], directions: {}, stars: [], hidden: [] };
const fromHost = signal<Kept>(nothing);
/** What was changed here and is not known to be kept yet; stands over what the host says. */
const pending = signal<KeptPatch>({});

/** How the user arranged the page, as far as it outlives the page. */
export const kept = computed<Kept>(() => ({ ...fromHost.value, ...pending.value }));

/** False until the host told what it keeps. */
export const keptIsKnown = signal(false);

let send: (patch: KeptPatch) => Promise<unknown> = () => Promise.resolve();
let tellFailure: (error: unknown) => void = () => undefined;
let unsent: KeptPatch = {};
let timer: ReturnType<typeof setTimeout> | undefined;

const pauseMs = 250;

/** Who carries changes to the host, and who is told when that fails: the change then holds for this page only. */
export function keepWith(carry: typeof send, onFailure: typeof tellFailure): void {
  send = carry;
  tellFailure = onFailure;
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
}

/** The host's word. */
export function useKept(next: Kept): void {
  fromHost.value = next;
  keptIsKnown.value = true;
}

/** Replaces the parts given, here at once and in the host's memory shortly after. */
export function keep(patch: KeptPatch): void {
  pending.value = { ...pending.value, ...patch };
  unsent = { ...unsent, ...patch };
  timer ??= setTimeout(flush, pauseMs);
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  const patch = unsent;
  unsent = {};
  if (Object.keys(patch).length === 0) return;
  send(patch).then(() => {
    // What was changed again meanwhile is still on its way.
    const still = Object.entries(pending.value).filter(
      ([name, value]) => patch[name as keyof KeptPatch] !== value,
    );
    pending.value = Object.fromEntries(still);
  }, tellFailure);
}
