import { announced, hovered, toggleSelected } from '../model';
import { rowFor } from '../data';
import { focusedLine, focusRun } from '../table/cursor';
import { rowHeight } from '../table/placing';
import { reveal } from '../table/reveal';

/** px that a hand moves in a click. */
const still = 4;

/** A click takes the table to the run under the pointer; with Ctrl or ⌘ it selects it. A drag is no click. */
export function focusOnClick(over: HTMLElement): void {
  let down = { x: 0, y: 0 };
  over.addEventListener('pointerdown', ({ clientX, clientY }) => {
    down = { x: clientX, y: clientY };
  });
  over.addEventListener('click', (event) => {
    const run = hovered.peek();
    const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y) > still;
    if (run === undefined || moved || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      toggleSelected(run);
      return;
    }
    focusRun(run);
    announced.value = `${rowFor(run)?.name ?? 'The run'} is focused in the table`;
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    const line = focusedLine();
    if (grid && line >= 0) reveal(grid, line * rowHeight);
  });
}
