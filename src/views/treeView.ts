import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { type Event } from '../base/event';
import { type Presented } from './present';

/** A tree as pure functions over a snapshot. */
export interface TreeSpec<Node> {
  readonly viewId: string;
  readonly roots: () => readonly Node[];
  readonly children: (node: Node) => readonly Node[];
  readonly present: (node: Node) => Presented;
  readonly onDidChange: Event<void>;
  /** Keeps the data behind the tree fresh while it is seen. */
  readonly watch: () => Disposable;
  /** Several nodes can be selected; commands get them all as their second argument. */
  readonly many?: boolean;
  /** Files and folders of this machine were dropped on a node, or beside all. */
  readonly drop?: (node: Node | undefined, paths: readonly string[]) => void;
  readonly badge?: () => { value: number; tooltip: string } | undefined;
}

/** Gives a pure tree to the editor. Node ids are paths, so that the editor keeps what was expanded. */
export function showTree<Node extends object>(spec: TreeSpec<Node>): Disposable {
  const owned = new DisposableStore();
  const changed = new vscode.EventEmitter<undefined>();
  owned.add(changed);
  const paths = new WeakMap<Node, string>();
  const parents = new WeakMap<Node, Node>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getParent: (node) => parents.get(node),
    getChildren(node) {
      const nodes = node ? spec.children(node) : spec.roots();
      const above = node ? (paths.get(node) ?? '') : '';
      for (const child of nodes) {
        paths.set(child, `${above}/${spec.present(child).id}`);
        if (node) parents.set(child, node);
      }
      return [...nodes];
    },
    getTreeItem: (node) => toItem(spec.present(node), paths.get(node), node),
  };
  const view = owned.add(
    vscode.window.createTreeView(spec.viewId, {
      treeDataProvider: provider,
      showCollapseAll: true,
      canSelectMany: spec.many ?? false,
      ...(spec.drop ? { dragAndDropController: takeFiles(spec.drop) } : {}),
    }),
  );
  let watching: Disposable | undefined;
  const follow = (): void => {
    if (view.visible) watching ??= spec.watch();
    else {
      watching?.dispose();
      watching = undefined;
    }
  };
  owned.add(view.onDidChangeVisibility(follow));
  owned.add({ dispose: () => watching?.dispose() });
  owned.add(
    spec.onDidChange(() => {
      changed.fire(undefined);
      view.badge = spec.badge?.();
    }),
  );
  follow();
  return owned;
}

/** Only takes; nodes are not dragged away. */
function takeFiles<Node>(
  drop: (node: Node | undefined, paths: readonly string[]) => void,
): vscode.TreeDragAndDropController<Node> {
  return {
    dropMimeTypes: ['text/uri-list'],
    dragMimeTypes: [],
    async handleDrop(node, data) {
      const text = (await data.get('text/uri-list')?.asString()) ?? '';
      const paths = text
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => vscode.Uri.parse(line))
        .filter((uri) => uri.scheme === 'file')
        .map((uri) => uri.fsPath);
      if (paths.length > 0) drop(node, paths);
    },
  };
}

function toItem(shown: Presented, path: string | undefined, node: object): vscode.TreeItem {
  const state = {
    collapsed: vscode.TreeItemCollapsibleState.Collapsed,
    expanded: vscode.TreeItemCollapsibleState.Expanded,
    none: vscode.TreeItemCollapsibleState.None,
  }[shown.expand ?? 'none'];
  const item = new vscode.TreeItem(shown.label, state);
  // The editor folds a node that gets its first children; as another node it opens as it should.
  if (path !== undefined) item.id = shown.expand === undefined ? path : `${path}/`;
  if (shown.description !== undefined) item.description = shown.description;
  if (shown.icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      shown.icon,
      shown.color === undefined ? undefined : new vscode.ThemeColor(shown.color),
    );
  }
  item.tooltip = shown.tooltip ?? shown.label;
  item.contextValue = shown.traits.join(' ');
  if (shown.click) {
    item.command = {
      title: shown.label,
      command: shown.click.command,
      arguments: [...(shown.click.args ?? [node])],
    };
  }
  if (shown.spoken !== undefined) item.accessibilityInformation = { label: shown.spoken };
  return item;
}
