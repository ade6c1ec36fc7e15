import { painted } from './timing';

/** The page that compares, as far as it is scrolled. */
export interface ComparePage {
  /** Scrolls by a step and waits until nothing is left to do for it. */
  scroll(down: number, right: number): Promise<void>;
  atStart(): Promise<void>;
}

const box = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('.cmp-scroll');
  if (!found) throw new Error('there is no comparison');
  return found;
};

const page: ComparePage = {
  scroll: async (down, right) => {
    if (down !== 0) box().scrollTop += down;
    if (right !== 0) box().scrollLeft += right;
    for (let frame = 0; frame < 3; frame++) await painted();
  },
  atStart: async () => {
    box().scrollTop = 0;
    box().scrollLeft = 0;
    for (let frame = 0; frame < 5; frame++) await painted();
  },
};
Object.assign(window, { compare: page });
