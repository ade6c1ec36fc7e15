import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { constantProblem, findConstants } from '../model/constants';

const selector: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.py' };
const changeCommand = 'mlops.constant.change';

/** Offers to change constants such as RANDOM_SEED above their line, in projects that train in GitLab CI. */
export function createConstantLens(): Disposable {
  const owned = new DisposableStore();
  owned.add(
    vscode.languages.registerCodeLensProvider(selector, {
      async provideCodeLenses(document) {
        if (!(await trainsInCi(document.uri))) return [];
        return findConstants(document.getText()).map(
          (constant) =>
            new vscode.CodeLens(new vscode.Range(constant.line, 0, constant.line, constant.end), {
              title: `$(edit) Change ${constant.name}`,
              command: changeCommand,
              arguments: [document.uri, constant.name],
            }),
        );
      },
    }),
  );
  owned.add(vscode.commands.registerCommand(changeCommand, change));
  return owned;
}

async function change(uri: vscode.Uri, name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const constant = findConstants(document.getText()).find((one) => one.name === name);
  if (!constant) return;
  const value = await vscode.window.showInputBox({
    title: `Change ${name}`,
    prompt: `Now ${constant.value}. The file is changed and saved; commit and push to train with it.`,
    value: constant.value,
    ignoreFocusOut: true,
    validateInput: (text) => constantProblem(constant.value, text),
  });
  if (value === undefined || value.trim() === constant.value) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    uri,
    new vscode.Range(constant.line, constant.start, constant.line, constant.end),
    value.trim(),
  );
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

async function trainsInCi(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return false;
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, '.gitlab-ci.yml'));
    return true;
  } catch {
    return false;
  }
}
