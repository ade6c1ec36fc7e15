import { type Presented } from '../../src/views/present';

export interface Tree<Node> {
  readonly roots: readonly Node[];
  readonly children: (node: Node) => readonly Node[];
  readonly present: (node: Node) => Presented;
}

/**
 * A tree as text: icon and colour, label, description, traits, command of a click; below it its children. A node
 * that opens has `▾`, one that can be opened `▸`. Line breaks in texts are shown, as they must not break a row.
 * @param hovers shows tooltips too, after a bar below their row
 */
export function renderTree<Node>(tree: Tree<Node>, hovers = false): string {
  return [...lines(tree, tree.roots, 0, hovers), ''].join('\n');
}

function lines<Node>(
  tree: Tree<Node>,
  nodes: readonly Node[],
  depth: number,
  hovers: boolean,
): string[] {
  const indent = '  '.repeat(depth);
  return nodes.flatMap((node) => {
    const shown = tree.present(node);
    const hover = hovers ? (shown.tooltip?.split('\n') ?? []) : [];
    return [
      indent + line(shown),
      ...hover.map((text) => `${indent}  | ${text}`),
      ...lines(tree, tree.children(node), depth + 1, hovers),
    ];
  });
}

function line(shown: Presented): string {
  const mark = { expanded: '▾', collapsed: '▸', none: '·' }[shown.expand ?? 'none'];
  const icon =
    shown.icon === undefined ? '' : `[${[shown.icon, shown.color].filter(Boolean).join(' ')}] `;
  const description = shown.description ? ` — ${shown.description}` : '';
  const traits = shown.traits.length === 0 ? '' : ` {${shown.traits.join(' ')}}`;
  const click = shown.click ? ` → ${shown.click.command}` : '';
  return `${mark} ${icon}${shown.label}${description}${traits}${click}`.replaceAll('\n', '⏎');
}

/** Every node of a tree, parents first. */
export function allNodes<Node>(tree: Pick<Tree<Node>, 'roots' | 'children'>): Node[] {
  return tree.roots.flatMap((node) => [
    node,
    ...allNodes({ roots: tree.children(node), children: tree.children }),
  ]);
}
