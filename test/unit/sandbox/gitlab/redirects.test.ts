import { describe, expect, it } from 'vitest';
import {
  redirectMatches,
  redirectProblem,
} from '../../../../src/sandbox/gitlab/oauth/applications';
import { html } from '../../../../src/sandbox/gitlab/web/html';
import { type Application } from '../../../../src/sandbox/gitlab/world';

const application = (...redirectUris: string[]): Application => ({
  id: 1,
  clientId: 'c',
  name: 'n',
  redirectUris,
  scopes: [],
  confidential: false,
});

describe('redirect addresses', () => {
  it.each([
    ['http://127.0.0.1:47829/cb', 'http://127.0.0.1:5000/cb', true],
    ['http://127.0.0.1:47829/cb', 'http://127.0.0.1:5000/other', false],
    ['http://localhost:1/cb', 'http://localhost:2/cb', false],
    ['vscode://a.b/cb', 'vscode://a.b/cb', true],
    ['https://a.example/cb', 'https://a.example.evil/cb', false],
  ])('%s lets %s in: %s', (registered, asked, expected) => {
    expect(redirectMatches(application(registered), asked)).toBe(expected);
  });

  it('cannot be scripts, relative, or carry a fragment', () => {
    expect(
      ['javascript:alert(1)', '/cb', 'https://a/#x', 'https://a/x'].map(redirectProblem),
    ).toEqual([
      'Redirect URI is forbidden by the server.',
      'Redirect URI must be an absolute URI.',
      'Redirect URI cannot contain a fragment.',
      undefined,
    ]);
  });
});

describe('html', () => {
  it('escapes text and keeps markup', () => {
    const name = '<img src=x onerror="a(\'b\')">&';
    expect(html`<p title="${name}">${[html`<b>${1}</b>`, undefined, 'x<']}</p>`.text).toBe(
      '<p title="&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;"><b>1</b>x&lt;</p>',
    );
  });
});
