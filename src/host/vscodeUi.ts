import * as vscode from 'vscode';
import { createMessages } from './messages';
import { pickers } from './pickers';
import { withProgress } from './progress';
import { type Ui } from './ui';

/** The editor behind the commands' port. */
export function createUi(onFailure: (error: unknown) => void): Ui {
  return {
    ...pickers,
    ...createMessages(onFailure),
    progress: withProgress,
    openExternal: async (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    async chooseFile({ title, filters }) {
      const chosen = await vscode.window.showOpenDialog({ title, ...(filters ? { filters } : {}) });
      return chosen?.[0]?.fsPath;
    },
    async saveFile({ name, extension, bytes }) {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const to = await vscode.window.showSaveDialog({
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
        filters: { [extension.toUpperCase()]: [extension] },
      });
      if (to) await vscode.workspace.fs.writeFile(to, bytes);
    },
    async chooseFolder({ title, openLabel }) {
      const chosen = await vscode.window.showOpenDialog({
        title,
        openLabel,
        canSelectFiles: false,
        canSelectFolders: true,
      });
      return chosen?.[0]?.fsPath;
    },
  };
}
