import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { type Event } from '../base/event';
import { createReadonlyFiles, type ReadBytes } from './readonlyFiles';
import { type TerminalSpec } from './ui';

/** The open folder and its documents, as commands need them. */
export interface Workspace {
  /** Path of the first folder on disk; undefined when none is open. */
  folder(): string | undefined;
  readonly trusted: boolean;
  readonly onDidTrust: Event<void>;
  /** Told when a file of the open folder appears, changes or goes. */
  watch(path: string, changed: () => void): Disposable;
  saveAll(): Promise<void>;
  readText(path: string): Promise<string | undefined>;
  openFile(path: string): Promise<void>;
  openFolder(path: string): Promise<void>;
  /** Several files side by side in the editor's own multi-file diff; both sides are read-only. */
  openChanges(title: string, files: readonly ChangedFile[]): Promise<void>;
  /** Bytes that are on no disk, read-only in the editor that fits the name: pictures, notebooks, texts. */
  openBytes(file: ShownBytes): Promise<void>;
  /** Two such files in the editor's own diff. */
  diffBytes(title: string, left: ShownBytes, right: ShownBytes): Promise<void>;
  /** A text that is on no disk, in the editor's own preview. */
  showMarkdown(title: string, text: string): Promise<void>;
  runTerminal(spec: TerminalSpec): void;
  hasExtension(id: string): boolean;
  execute(command: string, ...args: unknown[]): Promise<unknown>;
  readonly onDidSave: Event<void>;
}

/** One file of a diff. A side that is read when it is looked at is read-only; a missing one was added or deleted. */
export interface ChangedFile {
  readonly path: string;
  readonly left: ReadBytes | undefined;
  /** Or a file on disk, by its whole path, which can be edited in the diff. */
  readonly right: ReadBytes | { readonly onDisk: string } | undefined;
}

export interface ShownBytes {
  /** Whose it is; shown before the path. */
  readonly of: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Schemes of what is on no disk; each can be registered once. */
const usualSchemes = { texts: 'mlops-snapshot', files: 'mlops-file' };

/** Texts that are not on disk, for the sides of a diff. */
function createTexts(
  scheme: string,
): Disposable & { add: (path: string, text: string) => vscode.Uri } {
  const kept = new Map<string, string>();
  let count = 0;
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => kept.get(uri.toString()) ?? '',
  });
  return {
    add(path, text) {
      const uri = vscode.Uri.from({
        scheme,
        path: `/${path}`,
        query: `${++count}`,
      });
      kept.set(uri.toString(), text);
      return uri;
    },
    dispose: () => void registration.dispose(),
  };
}

export function createWorkspace(schemes = usualSchemes): Workspace & Disposable {
  const texts = createTexts(schemes.texts);
  const shown = createReadonlyFiles(schemes.files);
  const addBytes = ({ of, path, bytes }: ShownBytes): vscode.Uri =>
    shown.add(`${of.replace(/[\\/]/g, ' ')}/${path}`, () => Promise.resolve(bytes));
  const folderUri = (): vscode.Uri | undefined =>
    vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri;
  const fileUri = (path: string): vscode.Uri | undefined => {
    const folder = folderUri();
    return folder && vscode.Uri.joinPath(folder, path);
  };
  return {
    folder: () => folderUri()?.fsPath,
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    onDidTrust: (listener) => vscode.workspace.onDidGrantWorkspaceTrust(() => listener()),
    watch(path, changed) {
      const folder = folderUri();
      if (!folder) return { dispose: () => undefined };
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, path),
      );
      watcher.onDidCreate(changed);
      watcher.onDidChange(changed);
      watcher.onDidDelete(changed);
      return { dispose: () => void watcher.dispose() };
    },
    async saveAll() {
      await vscode.workspace.saveAll(false);
    },
    async readText(path) {
      const uri = fileUri(path);
      if (!uri) return undefined;
      return readFile(uri.fsPath, 'utf8').catch(() => undefined);
    },
    async openFile(path) {
      const uri = fileUri(path);
      if (uri) await vscode.window.showTextDocument(uri);
    },
    async openFolder(path) {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path));
    },
    async openChanges(title, files) {
      const resources = files.map(({ path, left, right }) => {
        const name = vscode.Uri.from({ scheme: schemes.texts, path: `/${path}` });
        if (right === undefined) return [name, left && shown.add(path, left), undefined];
        const there = 'onDisk' in right ? vscode.Uri.file(right.onDisk) : shown.add(path, right);
        return [name, left && shown.add(path, left), there];
      });
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    },
    async openBytes(file) {
      await vscode.commands.executeCommand('vscode.open', addBytes(file));
    },
    async diffBytes(title, left, right) {
      await vscode.commands.executeCommand('vscode.diff', addBytes(left), addBytes(right), title);
    },
    async showMarkdown(title, text) {
      const uri = texts.add(`${title.replace(/[\\/]/g, ' ')}.md`, text);
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    },
    runTerminal(spec) {
      const terminal = vscode.window.createTerminal({
        name: spec.name,
        shellPath: spec.command,
        shellArgs: [...spec.args],
        iconPath: new vscode.ThemeIcon('remote'),
        ...(spec.env ? { env: { ...spec.env } } : {}),
        ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      });
      terminal.show();
    },
    hasExtension: (id) => vscode.extensions.getExtension(id) !== undefined,
    execute: async (command, ...args) => vscode.commands.executeCommand(command, ...args),
    onDidSave: (listener) => vscode.workspace.onDidSaveTextDocument(() => listener()),
    dispose() {
      texts.dispose();
      shown.dispose();
    },
  };
}
