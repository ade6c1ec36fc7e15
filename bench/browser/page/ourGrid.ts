import { gridPage } from './gridActions';

const page = gridPage({
  down: scroller,
  right: scroller,
  filter: (name, on) => {
    const line = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(
      '.toolbar [role=combobox], .toolbar textarea, .toolbar input:not([type=checkbox])',
    );
    if (!line) throw new Error('there is no query line');
    line.value = on ? `metrics.${name} > 0.5` : '';
    line.dispatchEvent(new InputEvent('input', { bubbles: true }));
  },
});
Object.assign(window, { grid: page });

function scroller(): HTMLElement {
  const grid = document.querySelector<HTMLElement>('[role=grid]');
  const all = grid ? [grid, ...grid.querySelectorAll<HTMLElement>('*')] : [];
  const found = all.find((one) => one.scrollHeight > one.clientHeight + 200);
  if (!found) throw new Error('nothing can be scrolled');
  return found;
}
