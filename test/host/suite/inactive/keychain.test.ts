import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { createApp } from '../../../../src/app';
import { Secret } from '../../../../src/base/secret';
import { createHost } from '../../../../src/host/host';
import { extensionUnderTest } from '../../extensionUnderTest';

const token = 'glpat-n0tAnyb0dysT0ken12';

/** What the editor gives to an extension, with a keychain that answers with an error. */
function contextWithoutKeychain(storage: string): vscode.ExtensionContext {
  const { extensionPath, extensionUri } = extensionUnderTest();
  const broken = (): Promise<never> =>
    Promise.reject(new Error(`org.freedesktop.secrets was not provided for ${token}`));
  const state: Pick<vscode.Memento, 'get' | 'update'> = {
    get: () => undefined,
    update: () => Promise.resolve(),
  };
  const context = {
    extensionPath,
    extensionUri,
    globalStorageUri: vscode.Uri.file(storage),
    workspaceState: state,
    globalState: state,
    secrets: {
      get: broken,
      store: broken,
      delete: broken,
      onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
    },
  };
  return context as unknown as vscode.ExtensionContext;
}

describe('a system without a keychain', () => {
  it('is told of in plain words, once a session, when there is something to keep', async () => {
    assert.equal(extensionUnderTest().isActive, false);
    const storage = await mkdtemp(join(tmpdir(), 'mlops-keychain-'));
    const host = createHost(contextWithoutKeychain(storage));
    const warned: string[] = [];
    const opened: string[] = [];
    const logged: string[] = [];
    const app = createApp({
      ...host,
      log: { ...host.log, info: (text) => logged.push(text) },
      ui: {
        ...host.ui,
        warn: (message, ...actions) => {
          warned.push(message);
          for (const action of actions) void action.run();
        },
        openExternal: (url) => {
          opened.push(url);
          return Promise.resolve(true);
        },
      },
    });
    try {
      assert.equal(await host.vault.get('anything'), undefined);
      assert.deepEqual(warned, []);
      await host.vault.set('one', new Secret(token));
      await host.vault.set('two', new Secret(token));
      assert.equal(warned.length, 1);
      assert.match(warned.join(), /no keychain that VS Code can use/);
      assert.match(warned.join(), /kept in memory until this window closes/);
      assert.match(opened.join(' '), /^https:\/\/code\.visualstudio\.com\/docs\/\S*keychain\S*$/);
      assert.equal((await host.vault.get('one'))?.reveal(), token);
      assert.match(logged.join(' '), /secret storage does not work here/);
      assert.doesNotMatch([...warned, ...logged].join(' '), /glpat-n0t/);
    } finally {
      app.dispose();
      host.dispose();
      await rm(storage, { recursive: true, force: true });
    }
  });
});
