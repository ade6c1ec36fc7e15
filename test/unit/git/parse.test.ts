import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { checkedUrl, covers, gitEnvironment } from '../../../src/git/access';
import { classify } from '../../../src/git/classify';
import { checkedBranch } from '../../../src/git/names';
import {
  parseBranches,
  parseChanges,
  parseLog,
  parseProgress,
  parseStatus,
  parseVersion,
} from '../../../src/git/parse';
import { lineSplitter } from '../../../src/git/process';

describe('what git prints', () => {
  it('is read as a status with conflicts, renames and both sides of a change', () => {
    const oid = 'a'.repeat(40);
    const text = [
      `# branch.oid ${oid}`,
      '# branch.head feature/x y',
      '# branch.upstream origin/feature/x',
      '# branch.ab +2 -13',
      `1 MM N... 100644 100644 100644 ${oid} ${oid} with space.py`,
      `2 R. N... 100644 100644 100644 ${oid} ${oid} R100 new name.py`,
      'old name.py',
      `u UU N... 100644 100644 100644 100644 ${oid} ${oid} ${oid} both.py`,
      '? new\nline.py',
      '! ignored.py',
      '',
    ].join('\0');
    expect(parseStatus(text)).toEqual({
      branch: 'feature/x y',
      commit: oid,
      upstream: 'origin/feature/x',
      ahead: 2,
      behind: 13,
      entries: [
        { path: 'with space.py', staged: 'modified', unstaged: 'modified' },
        { path: 'new name.py', from: 'old name.py', staged: 'renamed', unstaged: undefined },
        { path: 'both.py', staged: 'unmerged', unstaged: 'unmerged' },
        { path: 'new\nline.py', staged: undefined, unstaged: 'untracked' },
      ],
    });
  });

  it('is read as branches with what they lack and what they have ahead', () => {
    const text =
      'main\0aaa\0*\0origin/main\0ahead 1, behind 2\n' + 'old\0bbb\0 \0origin/old\0gone\n';
    expect(parseBranches(text)).toEqual([
      {
        name: 'main',
        commit: 'aaa',
        current: true,
        upstream: 'origin/main',
        ahead: 1,
        behind: 2,
        upstreamGone: false,
      },
      {
        name: 'old',
        commit: 'bbb',
        current: false,
        upstream: 'origin/old',
        ahead: 0,
        behind: 0,
        upstreamGone: true,
      },
    ]);
  });

  it('is read as changes and as history, whatever the texts hold', () => {
    expect(parseChanges('M\0a\tb.py\0R087\0old.py\0new.py\0D\0gone\n.py\0')).toEqual([
      { kind: 'modified', path: 'a\tb.py' },
      { kind: 'renamed', path: 'new.py', from: 'old.py' },
      { kind: 'deleted', path: 'gone\n.py' },
    ]);
    expect(parseLog('c1\0p1 p2\0<b>\0a@b\x001700000000\0Subject\0Body\n\0\x1e\n')).toEqual([
      {
        id: 'c1',
        parents: ['p1', 'p2'],
        author: '<b>',
        email: 'a@b',
        at: 1_700_000_000_000,
        subject: 'Subject',
        body: 'Body',
      },
    ]);
  });

  it('is read as progress while it overwrites its own line', () => {
    const lines: string[] = [];
    const feed = lineSplitter((line) => lines.push(line));
    feed('Receiving objects:   4% (2/50)\rReceiving ob');
    feed('jects: 100% (50/50), done.\nremote: View merge request\n\n');
    expect(lines.map(parseProgress)).toEqual([
      { text: 'Receiving objects:   4% (2/50)', percent: 4 },
      { text: 'Receiving objects: 100% (50/50), done.', percent: 100 },
      { text: 'View merge request', percent: undefined },
    ]);
  });

  it('is read as a version, with the words that vendors add', () => {
    expect(parseVersion('git version 2.39.5 (Apple Git-154)\n')).toEqual({
      major: 2,
      minor: 39,
      text: '2.39.5',
    });
    expect(parseVersion('hub version 1')).toBeUndefined();
  });
});

describe('a failure of git', () => {
  it.each([
    ['fatal: unable to access: The requested URL returned error: 503', 'unreachable'],
    ['fatal: unable to access: Could not resolve host: gitlab.example', 'unreachable'],
    ['git@host: Permission denied (publickey).', 'signed-out'],
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'signed-out'],
    ['remote: GitLab: You cannot push that\n! [remote rejected]', 'forbidden'],
    ["fatal: detected dubious ownership in repository at '/srv/x'", 'forbidden'],
    ["fatal: destination path 'x' already exists and is not an empty directory.", 'conflict'],
    ["error: pathspec 'x' did not match any file(s) known to git", 'not-found'],
    ['fatal: something nobody has seen', 'remote'],
  ])('%j is of the kind %s', (text, kind) => {
    expect(classify('Cannot push', text, 128).kind).toBe(kind);
  });

  it('repeats the words of an unknown failure without secrets', () => {
    const error = classify('Cannot push', 'fatal: no way to https://a:secret@host/x', 128);
    expect(error.message).toBe('Cannot push: no way to https://a:[secret]@host/x');
  });
});

describe('names and addresses', () => {
  it.each(['-x', '', 'a..b', 'a b', 'a~1', 'x.lock', '.x', 'a/.b', 'a//b', 'x@{1}', 'a\u0007b'])(
    'refuses the branch %j',
    (name) => {
      expect(() => checkedBranch(name)).toThrow(/not a name/);
    },
  );

  it.each(['main', 'mlops-experiment-1', 'feature/ветка', 'a.b', '#1'])('takes %j', (name) => {
    expect(checkedBranch(name)).toBe(name);
  });

  it.each(['--upload-pack=x', 'ext::sh -c x', 'https://u:p@host/x.git'])(
    'refuses the address %j',
    (url) => {
      let thrown: unknown;
      try {
        checkedUrl(url);
      } catch (error) {
        thrown = error;
      }
      expect(isAppError(thrown, 'invalid')).toBe(true);
    },
  );

  it('matches an access by whole origin and path, not by a common beginning', () => {
    const access = { origin: 'https://gitlab.example/' };
    expect(covers(access, 'https://gitlab.example/a/b.git')).toBe(true);
    expect(covers(access, 'https://gitlab.example.evil/a/b.git')).toBe(false);
    expect(covers(access, 'http://gitlab.example/a/b.git')).toBe(false);
  });
});

describe('the environment of git', () => {
  it('carries the access for one origin and drops what would mislead', () => {
    const env = gitEnvironment(
      { PATH: '/bin', GIT_DIR: '/x', GIT_TRACE_CURL: '1', GIT_CONFIG_COUNT: '9' },
      { origin: 'https://gitlab.example', token: new Secret('t'), caFile: '/ca.pem' },
    );
    const pairs = Array.from({ length: Number(env['GIT_CONFIG_COUNT']) }, (_, index) => [
      env[`GIT_CONFIG_KEY_${index}`],
      env[`GIT_CONFIG_VALUE_${index}`],
    ]);
    expect(Object.fromEntries(pairs)).toEqual({
      'core.askPass': '',
      'core.quotePath': 'false',
      'color.ui': 'false',
      'advice.detachedHead': 'false',
      'http.https://gitlab.example/.sslCAInfo': '/ca.pem',
      'http.https://gitlab.example/.extraHeader': `Authorization: Basic ${btoa('oauth2:t')}`,
      'credential.helper': '',
    });
    expect([env['GIT_DIR'], env['GIT_TRACE_CURL'], env['PATH']]).toEqual([
      undefined,
      undefined,
      '/bin',
    ]);
  });
});
