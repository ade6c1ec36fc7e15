/** Colour, shape and dash of a run, so that no two differ by colour alone. Safe for the common colour blindnesses. */
export interface RunMark {
  /** A CSS variable. */
  readonly color: string;
  readonly shape: 'circle' | 'square' | 'triangle' | 'diamond';
  readonly dash: readonly number[];
}

/** The page's style sheet gives these their values, for dark, light and high contrast. */
const colors = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `var(--run-${number})`);
const shapes = ['circle', 'square', 'triangle'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The mark of the n-th selected run, from 0. Colours repeat after eight, with another dash. */
export function runMark(index: number): RunMark {
  return {
    color: colors[index % colors.length] ?? 'currentColor',
    shape: shapes[index % shapes.length] ?? 'circle',
    dash: dashes[Math.floor(index / colors.length) % dashes.length] ?? [],
  };
}

export const baselineMark: RunMark = {
  color: 'var(--vscode-foreground)',
  shape: 'diamond',
  dash: [4, 3],
};
