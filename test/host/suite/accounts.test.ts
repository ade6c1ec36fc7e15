import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { Emitter } from '../../../src/base/event';
import { Secret } from '../../../src/base/secret';
import { registerAccounts } from '../../../src/host/authentication';
import { type Account } from '../../../src/model/account';
import { extensionUnderTest } from '../extensionUnderTest';

interface Manifest {
  readonly contributes: { readonly authentication: readonly { id: string; label: string }[] };
}

describe('the accounts of the extension', () => {
  before(async () => {
    await extensionUnderTest().activate();
  });

  it('are of two kinds, which package.json names', async () => {
    const { contributes } = extensionUnderTest().packageJSON as Manifest;
    assert.deepEqual(contributes.authentication, [
      { id: 'mlops-yandex-cloud', label: 'Yandex Cloud' },
      { id: 'mlops-gitlab', label: 'GitLab MLOps' },
    ]);
    for (const { id } of contributes.authentication) {
      // An id that nobody registered would be waited for and then fail.
      assert.deepEqual([...(await vscode.authentication.getAccounts(id))], []);
      assert.equal(await vscode.authentication.getSession(id, [], { silent: true }), undefined);
    }
  });

  it('are listed without their tokens, have them for who may ask, and go when they are signed out', async () => {
    const changed = new Emitter<void>();
    const account = (id: string, since = 1): Account => ({
      id,
      label: `${id} · gitlab.test`,
      place: 'https://gitlab.test',
      since,
    });
    let kept: Account[] = [account('anna'), account('boris')];
    const asked: string[] = [];
    const provider = registerAccounts(
      { id: 'mlops-test', label: 'Test', scopes: ['api'] },
      {
        onDidChange: changed.event,
        list: () => Promise.resolve(kept),
        token: ({ id }) => {
          asked.push(id);
          return id === 'boris'
            ? Promise.reject(new Error('boris has gone'))
            : Promise.resolve(new Secret(`token of ${id}`));
        },
        signIn: () => {
          const made = account('clara');
          kept = [...kept, made];
          changed.fire();
          return Promise.resolve(made);
        },
        remove: ({ id }) => {
          kept = kept.filter((one) => one.id !== id);
          changed.fire();
          return Promise.resolve();
        },
      },
      () => undefined,
    );
    const events: vscode.AuthenticationSessionsChangeEvent[] = [];
    const listening = vscode.authentication.onDidChangeSessions((event) => {
      if (event.provider.id === 'mlops-test') events.push(event);
    });
    try {
      const labels = async (): Promise<string[]> =>
        (await vscode.authentication.getAccounts('mlops-test')).map(({ label }) => label);
      assert.deepEqual(await labels(), ['anna · gitlab.test', 'boris · gitlab.test']);
      assert.deepEqual(asked, [], 'a list needs no tokens');

      // Nobody was allowed to have one, but asking for one is not listing; boris does not spoil it for anna.
      await vscode.authentication.getSession('mlops-test', ['api'], { silent: true });
      assert.deepEqual(asked, ['anna', 'boris']);
      await vscode.authentication.getSession('mlops-test', ['sudo'], { silent: true });
      assert.deepEqual(asked, ['anna', 'boris'], 'there is no session with such a scope');

      kept = kept.filter(({ id }) => id !== 'boris');
      changed.fire();
      await until(() => events.length > 0);
      assert.deepEqual(await labels(), ['anna · gitlab.test']);
      kept = [];
      changed.fire();
      await until(() => events.length > 1);
      assert.deepEqual(await labels(), []);
    } finally {
      listening.dispose();
      provider.dispose();
    }
  });
});

async function until(done: () => boolean): Promise<void> {
  for (let look = 0; look < 100 && !done(); look++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(done());
}
