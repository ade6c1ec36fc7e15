/** Characters of a group's label by which it is known again. */
export const longestLabel = 300;
export const mostTurned = 1_000;

/** Which groups are folded: all others than those turned, or only those. */
export interface RowFolds {
  readonly others: boolean;
  readonly turned: readonly string[];
}

export const noFolds: RowFolds = { others: false, turned: [] };
export const allFolded: RowFolds = { others: true, turned: [] };

/** What asks for each group in turn. */
export interface FoldTest {
  has(label: string): boolean;
}

export function foldTest({ others, turned }: RowFolds): FoldTest {
  const names = new Set(turned);
  return { has: (label) => names.has(nameOf(label)) !== others };
}

/** With very many groups that differ from the others, the one that was turned longest ago is like the others again. */
export function turnFold({ others, turned }: RowFolds, label: string): RowFolds {
  const name = nameOf(label);
  const rest = turned.filter((one) => one !== name);
  return {
    others,
    turned: rest.length < turned.length ? rest : [...rest, name].slice(-mostTurned),
  };
}

function nameOf(label: string): string {
  return label.slice(0, longestLabel);
}
