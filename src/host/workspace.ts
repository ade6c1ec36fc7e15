import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
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
  openDiff(
    title: string,
    left: { name: string; text: string },
    right: { name: string; text: string },
  ): Promise<void>;
  runTerminal(spec: TerminalSpec): void;
  hasExtension(id: string): boolean;
  execute(command: string, ...args: unknown[]): Promise<unknown>;
  readonly onDidSave: Event<void>;
}

export function createWorkspace(): Workspace {
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
    async openDiff(title, left, right) {
      const show = async ({ name, text }: { name: string; text: string }): Promise<vscode.Uri> => {
        const language = /\.py$/.test(name) ? 'python' : 'plaintext';
        const document = await vscode.workspace.openTextDocument({ content: text, language });
        return document.uri;
      };
      await vscode.commands.executeCommand(
        'vscode.diff',
        await show(left),
        await show(right),
        title,
      );
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
  };
}
