import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { createCodeDiff } from '../../../src/app/codeDiff';
import { createGit } from '../../../src/git/git';
import { findWorkingCopy } from '../../../src/git/workingCopy';
import { createWorkspace } from '../../../src/host/workspace';
import { project } from '../../support/domain';

const run = promisify(execFile);
const scheme = 'mlops-test-file';
const lines = Array.from({ length: 30 }, (_one, index) => `line ${index}`).join('\n');

describe('the code between two commits', () => {
  it('is a multi-file diff in which files are added, deleted, renamed and changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlops-code-'));
    const workspace = createWorkspace({ texts: 'mlops-test-text', files: scheme });
    const told: string[] = [];
    try {
      const git = async (...args: string[]): Promise<string> => {
        const who = ['-c', 'user.name=A', '-c', 'user.email=a@localhost'];
        return (await run('git', [...who, ...args], { cwd: folder })).stdout.trim();
      };
      const commit = async (): Promise<string> => {
        await git('add', '-A');
        await git('commit', '-qm', 'Change');
        return git('rev-parse', 'HEAD');
      };
      await git('init', '-q');
      await mkdir(join(folder, 'src'));
      await writeFile(join(folder, 'src/changed.py'), 'SEED = 1\n');
      await writeFile(join(folder, 'deleted.txt'), 'was here\n');
      await writeFile(join(folder, 'old name.txt'), `${lines}\n`);
      const before = await commit();
      await writeFile(join(folder, 'src/changed.py'), 'SEED = 2\n');
      await rm(join(folder, 'deleted.txt'));
      await git('mv', 'old name.txt', 'new name.txt');
      await writeFile(join(folder, 'new name.txt'), `${lines}\nand one more\n`);
      await writeFile(join(folder, 'added <b>.txt'), 'is new\n');
      const after = await commit();

      const diff = createCodeDiff({
        host: { ui: { tell: (message) => told.push(message) }, workspace },
        gitlab: { client: () => Promise.reject(new Error('Everything is local.')) },
        workingCopy: (signal) =>
          findWorkingCopy(createGit(), folder, () => Promise.resolve(undefined), signal),
        target: () => Promise.reject(new Error('Nothing is fetched.')),
      });
      await diff.open(project, before, after, AbortSignal.timeout(20_000));
      const label = `${before.slice(0, 8)} ↔ ${after.slice(0, 8)}`;
      await until(() => tabs().some((tab) => tab.label.startsWith(label) && tab.isActive));
      await until(() => sides().length === 6);
      // Left sides come before the right ones of the same file, as they were asked for.
      assert.deepEqual(
        sides(),
        [
          '/added <b>.txt: is new',
          '/deleted.txt: was here',
          '/new name.txt: line 29',
          '/new name.txt: and one more',
          '/src/changed.py: SEED = 1',
          '/src/changed.py: SEED = 2',
        ].sort(),
      );
      assert.equal(vscode.workspace.fs.isWritableFileSystem(scheme), false);
      await assert.rejects(async () =>
        vscode.workspace.fs.writeFile(documents()[0]!.uri, new Uint8Array()),
      );
      assert.deepEqual(
        documents().filter(({ isDirty }) => isDirty),
        [],
      );
      assert.deepEqual(told, []);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      workspace.dispose();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('opens pictures and texts that are on no disk, and puts two side by side', async () => {
    const workspace = createWorkspace({ texts: 'mlops-test-text', files: scheme });
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    try {
      await workspace.openBytes({ of: 'run/1', path: 'a/../notes.txt', bytes: bytes('one') });
      await until(() => tabs().some(({ label }) => label === 'notes.txt'));
      assert.equal(vscode.window.activeTextEditor?.document.getText(), 'one');
      const side = (of: string) => ({ of, path: 'metrics.json', bytes: bytes(`{"of": "${of}"}`) });
      await workspace.diffBytes('metrics.json: a ↔ b', side('a'), side('b'));
      await until(() => tabs().some(({ label }) => label === 'metrics.json: a ↔ b'));
      const input = tabs().find(({ label }) => label === 'metrics.json: a ↔ b')?.input;
      assert.ok(input instanceof vscode.TabInputTextDiff);
      assert.deepEqual(
        [input.original.path, input.modified.path],
        ['/a/metrics.json', '/b/metrics.json'],
      );
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      workspace.dispose();
    }
  });
});

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function documents(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
}

/** Path and last line of each text that the editor has read from us. */
function sides(): string[] {
  return documents()
    .map((document) => `${document.uri.path}: ${document.getText().trim().split('\n').at(-1)}`)
    .sort();
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(
    `Not within 15 s. Tabs: ${tabs()
      .map(({ label }) => label)
      .join(', ')}. Texts: ${sides().join(', ')}`,
  );
}
