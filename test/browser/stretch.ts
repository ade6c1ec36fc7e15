import { type Page } from 'playwright-core';

/** Every word a third longer, as Russian ones are. */
function stretch(): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    node.nodeValue = (node.nodeValue ?? '').replace(
      /[A-Za-z]{4,}/g,
      (word) => word + 'ность'.repeat(3).slice(0, Math.ceil(word.length / 3)),
    );
  }
}

/** What is wider than its place: the page itself, or a text that is cut off. */
function cutOff(): string[] {
  const wide = [document.scrollingElement, ...document.querySelectorAll('.page, .side')]
    .filter((one) => one !== null && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `scrolls sideways: ${one?.className ?? ''}`);
  const cut = [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((one) => {
      const { overflowX } = getComputedStyle(one);
      const hides = overflowX === 'hidden' || overflowX === 'clip';
      // What may be cut ends with an ellipsis and is whole in its title.
      const isMeant =
        getComputedStyle(one).textOverflow === 'ellipsis' && one.closest('[title]') !== null;
      const hasText = [...one.childNodes].some(
        ({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && nodeValue?.trim(),
      );
      const seen = one.clientWidth > 1 && !one.matches('.sr-only');
      return hides && !isMeant && hasText && seen && one.scrollWidth > one.clientWidth + 1;
    })
    .map((one) => `cut off: ${one.innerText}`);
  return [...wide, ...cut];
}

/** Stretches every word of a page and tells what is not whole then. */
export const problems = async (page: Page): Promise<string[]> => {
  await page.evaluate(stretch);
  return page.evaluate(cutOff);
};
