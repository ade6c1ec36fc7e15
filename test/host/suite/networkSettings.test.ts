import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { proxySettings } from '../../../src/host/networkSettings';
import { findProxy } from '../../../src/model/proxy';

const keys = ['proxy', 'proxySupport', 'noProxy', 'proxyAuthorization', 'proxyStrictSSL'] as const;
type Key = (typeof keys)[number];

/** As somebody sets them, in the user's settings. */
async function set(values: Partial<Record<Key, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const section = vscode.workspace.getConfiguration('http');
    await section.update(key, value, vscode.ConfigurationTarget.Global);
  }
}

describe("the editor's settings for proxies", () => {
  after(() => set(Object.fromEntries(keys.map((key) => [key, undefined]))));

  it('are the usual ones when nobody has set them', () => {
    const { support, proxy, noProxy, authorization, environment } = proxySettings();
    assert.notEqual(support, 'off');
    assert.equal(proxy, '');
    assert.deepEqual(noProxy, []);
    assert.equal(authorization, undefined);
    assert.equal(environment, process.env);
  });

  it('are answered as they are now, also after a change', async () => {
    await set({
      proxy: 'http://proxy.example:3128',
      noProxy: ['*.internal.example', 'localhost'],
      proxyAuthorization: 'Basic YW5uYTpodW50ZXIy',
    });
    const first = proxySettings();
    assert.equal(first.proxy, 'http://proxy.example:3128');
    assert.deepEqual(first.noProxy, ['*.internal.example', 'localhost']);
    assert.equal(first.authorization?.reveal(), 'Basic YW5uYTpodW50ZXIy');
    const way = findProxy(first);
    assert.equal(way('gitlab.example', 443)?.host, 'proxy.example');
    assert.equal(way('gitlab.internal.example', 443), undefined);

    await set({ proxy: 'https://other.example:8443', noProxy: [], proxyAuthorization: undefined });
    const second = proxySettings();
    assert.equal(second.authorization, undefined);
    const other = findProxy(second)('gitlab.internal.example', 443);
    assert.deepEqual([other?.host, other?.port, other?.secure], ['other.example', 8443, true]);

    await set({ proxySupport: 'off' });
    assert.equal(proxySettings().support, 'off');
    assert.equal(findProxy(proxySettings())('gitlab.example', 443), undefined);
  });

  it('say nothing about certificates: those are checked whatever is set', async () => {
    const before = proxySettings();
    await set({ proxyStrictSSL: false });
    assert.equal(vscode.workspace.getConfiguration('http').get('proxyStrictSSL'), false);
    assert.deepEqual(proxySettings(), before);
  });
});
