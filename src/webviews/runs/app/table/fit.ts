import { type Column } from './columns';
import { setWidth } from './layout';

const beside = 20;

/** As wide as what is in sight of the column needs. */
export function fitColumn({ key, name }: Column): void {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return;
  const style = getComputedStyle(document.body);
  context.font = `${style.fontSize} ${style.fontFamily}`;
  let width = context.measureText(name.slice(0, 300)).width + 18;
  const index = document.querySelector(`[data-column="${CSS.escape(key)}"]`)?.ariaColIndex;
  for (const cell of document.querySelectorAll<HTMLElement>(
    `.table-body .cell[aria-colindex="${index ?? ''}"]`,
  )) {
    if (cell.style.display === 'none') continue;
    const parts = [...cell.children].map((part) => part.scrollWidth);
    const gaps = Math.max(0, parts.length - 1) * 8;
    width = Math.max(
      width,
      parts.reduce((sum, part) => sum + part, gaps),
    );
  }
  setWidth(key, width + beside);
}
