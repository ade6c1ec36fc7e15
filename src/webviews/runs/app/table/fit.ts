import { type Column } from './columns';
import { setWidth } from './layout';

const beside = 20;
const gap = 8;
/** Of a name or value; what is longer is cut. */
const longest = 300;

/** As wide as what is in sight of the column needs. */
export function fitColumn({ key, name }: Column): void {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return;
  const textWidth = (element: Element, text: string): number => {
    const { fontSize, fontFamily, fontWeight } = getComputedStyle(element);
    context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    return context.measureText(text.slice(0, longest)).width;
  };
  let width = textWidth(document.body, name) + 18;
  const index = document.querySelector(`[data-column="${CSS.escape(key)}"]`)?.ariaColIndex;
  for (const cell of document.querySelectorAll<HTMLElement>(
    `.table-body .cell[aria-colindex="${index ?? ''}"]`,
  )) {
    if (cell.style.display === 'none') continue;
    const parts = [...cell.children].map((part) => part.scrollWidth);
    // A text stands in its cell alone, and what is cut there says nothing of its length.
    if (parts.length === 0) parts.push(textWidth(cell, cell.textContent));
    width = Math.max(
      width,
      parts.reduce((sum, part) => sum + part, gap * (parts.length - 1)),
    );
  }
  setWidth(key, width + beside);
}
