import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { type Event } from '../base/event';
import { type TerminalSpec } from './ui';

/** The open folder and its documents, as commands need them. */
export interface Workspace {
  /** Path of the first folder on disk; undefined when none is open. */
  folder(): string | undefined;
  readonly trusted: boolean;
  saveAll(): Promise<void>;
  readText(path: string): Promise<string | undefined>;
  openFile(path: string): Promise<void>;
  openFolder(path: string): Promise<void>;
  /** Several files side by side in the editor's own multi-file diff; both sides are read-only. */
  openChanges(
    title: string,
    files: readonly { readonly path: string; readonly left: string; readonly right: string }[],
  ): Promise<void>;
  /** A text that is on no disk, in the editor's own preview. */
  showMarkdown(title: string, text: string): Promise<void>;
  runTerminal(spec: TerminalSpec): void;
  hasExtension(id: string): boolean;
  execute(command: string, ...args: unknown[]): Promise<unknown>;
  readonly onDidSave: Event<void>;
}

const snapshotScheme = 'mlops-snapshot';

/** Texts that are not on disk, for the sides of a diff. */
function createTexts(): Disposable & { add: (path: string, text: string) => vscode.Uri } {
  const kept = new Map<string, string>();
  let count = 0;
  const registration = vscode.workspace.registerTextDocumentContentProvider(snapshotScheme, {
    provideTextDocumentContent: (uri) => kept.get(uri.toString()) ?? '',
  });
  return {
    add(path, text) {
      const uri = vscode.Uri.from({
        scheme: snapshotScheme,
        path: `/${path}`,
        query: `${++count}`,
      });
      kept.set(uri.toString(), text);
      return uri;
    },
    dispose: () => void registration.dispose(),
  };
}

export function createWorkspace(): Workspace & Disposable {
  const texts = createTexts();
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
      const resources = files.map(({ path, left, right }) => [
        vscode.Uri.from({ scheme: snapshotScheme, path: `/${path}` }),
        texts.add(path, left),
        texts.add(path, right),
      ]);
      await vscode.commands.executeCommand('vscode.changes', title, resources);
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
    dispose: () => texts.dispose(),
  };
}
