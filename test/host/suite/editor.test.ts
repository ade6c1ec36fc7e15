import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { extensionUnderTest } from '../extensionUnderTest';

const section = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mlops');

describe('settings', () => {
  it('have their defaults', () => {
    assert.equal(section().get('cloud.endpoint'), 'api.cloud.yandex.net:443');
    assert.equal(section().get('ssh.port'), 22);
    assert.equal(section().get('project.trainJob'), 'trigger_train');
  });
});

describe('constants of a script', () => {
  it('can be changed by a lens where GitLab CI trains', async () => {
    await extensionUnderTest().activate();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'no folder is open');
    const path = join(folder.uri.fsPath, 'training', 'loan.py');
    await mkdir(join(folder.uri.fsPath, 'training'), { recursive: true });
    await writeFile(
      join(folder.uri.fsPath, '.gitlab-ci.yml'),
      'train:\n  script: [python3 loan.py]\n',
    );
    await writeFile(path, 'import os\n\nRANDOM_SEED = 42\nname = "x"\n');
    const uri = vscode.Uri.file(path);
    await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    const ours = lenses.filter((lens) => lens.command?.command === 'mlops.constant.change');
    assert.deepEqual(
      ours.map((lens) => [lens.range.start.line, lens.command?.title]),
      [[2, '$(edit) Change RANDOM_SEED']],
    );
  });
});

describe('the demo sandbox', () => {
  it('starts, points the settings to itself, and is gone when it is closed', async () => {
    await extensionUnderTest().activate();
    await vscode.commands.executeCommand('mlops.sandbox.open');
    const endpoint = String(section().get('cloud.endpoint'));
    const gitlab = String(section().get('gitlab.url'));
    assert.match(endpoint, /^localhost:\d+$/);
    assert.match(gitlab, /^https:\/\/localhost:\d+$/);
    assert.equal(await listens(gitlab), true);
    await vscode.commands.executeCommand('mlops.sandbox.close');
    assert.equal(section().get('cloud.endpoint'), 'api.cloud.yandex.net:443');
    assert.equal(section().get('gitlab.url'), '');
    assert.equal(await listens(gitlab), false);
  });
});

/** Whether something answers at the port; what it says to plain HTTP does not matter. */
function listens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: 'localhost', port: new URL(url).port }, (answer) => {
      answer.resume();
      resolve(true);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
