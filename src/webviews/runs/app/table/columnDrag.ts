import { signal } from '@preact/signals';
import { type Column } from './columns';
import { moveColumn } from './layout';
import { columnsInSight, type Placed, placing } from './placing';

/** Where the column that is being dragged would come to stand. */
export const drop = signal<
  { readonly x: number; readonly pinned: boolean; readonly behind: Placed | undefined } | undefined
>(undefined);

const leastDrag = 6;
const edge = 40;
const edgeStep = 14;
let moved = false;

/** The click that ends a drag is none. */
export function dragged(): boolean {
  return moved;
}

/** Call when a pointer goes down on the head of a column. Escape leaves it where it was. */
export function dragColumn(
  column: Column,
  event: PointerEvent & { readonly currentTarget: HTMLElement },
): void {
  moved = false;
  if (event.button !== 0) return;
  const grid = event.currentTarget.closest<HTMLElement>('.table');
  if (!grid) return;
  const start = event.clientX;
  const stop = new AbortController();
  const { signal } = stop;
  const end = (): void => {
    stop.abort();
    drop.value = undefined;
  };
  addEventListener(
    'pointermove',
    ({ clientX }) => {
      if (!moved && Math.abs(clientX - start) < leastDrag) return;
      moved = true;
      const box = grid.getBoundingClientRect();
      if (!column.pinned && clientX > box.right - edge) grid.scrollLeft += edgeStep;
      if (!column.pinned && clientX < box.left + placing.peek().frozen + edge) {
        grid.scrollLeft -= edgeStep;
      }
      drop.value = dropAt(column, clientX - box.left, grid.scrollLeft);
    },
    { signal },
  );
  addEventListener(
    'pointerup',
    () => {
      const target = drop.peek();
      end();
      if (target) moveColumn(column.key, target.behind?.column.key);
    },
    { signal },
  );
  addEventListener('pointercancel', end, { signal });
  addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal });
}

function dropAt(column: Column, x: number, left: number): typeof drop.value {
  const { pinned, frozen, free } = placing.peek();
  const sticks = pinned.some((one) => one.column.key === column.key);
  const [among, at] = sticks ? [pinned, x] : [columnsInSight.peek(), x + left];
  const behind = among.findLast((one) => one.x + one.column.width / 2 < at);
  const first = among[0];
  if (behind) return { x: behind.x + behind.column.width, pinned: sticks, behind };
  if (!first || first.index === 0 || sticks) {
    return { x: first?.x ?? frozen, pinned: sticks, behind: undefined };
  }
  return { x: first.x, pinned: sticks, behind: free.find((one) => one.index === first.index - 1) };
}
