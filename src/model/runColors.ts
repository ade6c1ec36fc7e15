/** Colour, shape and dash of a run, so that no two differ by colour alone. Safe for the common colour blindnesses. */
export interface RunMark {
  /** CSS variable of the theme with a fallback (Okabe and Ito's palette). */
  readonly color: string;
  readonly shape: 'circle' | 'square' | 'triangle' | 'diamond';
  readonly dash: readonly number[];
}

const colors = [
  'var(--vscode-charts-blue, #3794ff)',
  'var(--vscode-charts-orange, #d18616)',
  'var(--vscode-charts-purple, #b180d7)',
  'var(--vscode-charts-green, #4aa96c)',
  'var(--vscode-charts-red, #f14c4c)',
  'var(--vscode-charts-yellow, #cca700)',
  '#56b4e9',
  '#cc79a7',
] as const;
const shapes = ['circle', 'square', 'triangle'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The mark of the n-th selected run, from 0. Colours repeat after eight, with another dash. */
export function runMark(index: number): RunMark {
  return {
    color: colors[index % colors.length] ?? colors[0],
    shape: shapes[index % shapes.length] ?? 'circle',
    dash: dashes[Math.floor(index / colors.length) % dashes.length] ?? [],
  };
}

export const baselineMark: RunMark = {
  color: 'var(--vscode-foreground)',
  shape: 'diamond',
  dash: [4, 3],
};
