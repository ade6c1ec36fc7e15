import { computed, effect } from '@preact/signals';
import { movedCount } from '../../../../model/movedRows';
import { type RunId } from '../../../../model/ids';
import { rows } from '../data';
import { arranged, held, order } from '../model';
import { queryText } from '../query/queryState';
import { layout } from './layout';
import { hiddenRuns } from './personal';
import { sorts } from './sorting';

/** Somebody who did nothing for so long is not working on the rows any more. */
const pauseMs = 8_000;

let workedAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setInterval> | undefined;

/** Call when somebody moves over the rows, scrolls, or uses keys: they are not to jump away then. */
export function worked(): void {
  workedAt = performance.now();
}

/** Call before new runs are put in place: the rows stay where they are while somebody works on them. */
export function holdRows(): void {
  if (held.peek() || performance.now() - workedAt > pauseMs) return;
  held.value = idsOf(order.peek());
  timer ??= setInterval(() => {
    if (performance.now() - workedAt > pauseMs) sortNow();
  }, 1_000);
}

/** Puts the rows where they belong. */
export function sortNow(): void {
  clearInterval(timer);
  timer = undefined;
  held.value = undefined;
}

/** What would happen if the rows were put where they belong; undefined: nothing. */
export const waiting = computed<{ readonly moved: number; readonly added: number } | undefined>(
  () => {
    const before = held.value;
    if (!before) return undefined;
    const after = idsOf(arranged.value);
    const known = new Set(before);
    const moved = movedCount(before, after);
    const added = after.reduce((count, id) => count + (known.has(id) ? 0 : 1), 0);
    return moved + added === 0 ? undefined : { moved, added };
  },
);

/** Who asks for another order gets it at once. */
let asked: readonly unknown[] = [];
effect(() => {
  const now = [queryText.value, sorts.value, hiddenRuns.value, layout.value.groupBy];
  const changed = now.some((one, index) => one !== asked[index]);
  asked = now;
  if (changed && held.peek()) sortNow();
});

function idsOf(order: Uint32Array): RunId[] {
  const all = rows.peek();
  return Array.from(order, (row) => all[row]?.id).filter((id) => id !== undefined);
}
