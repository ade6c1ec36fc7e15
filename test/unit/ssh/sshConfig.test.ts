import { describe, expect, it } from 'vitest';
import {
  hostAliases,
  type SshHost,
  withHost,
  withHostName,
  withInclude,
  withoutHost,
  withoutInclude,
} from '../../../src/ssh/sshConfig';

const ours = '/home/a b/.ssh/gitlab-mlops/config';

const nasty: Record<string, string> = {
  'nothing at all': '',
  'no newline at the end': 'Host a\n  HostName b',
  'a Match block first': 'Match host *.corp exec "test -f /tmp/x"\n  ProxyJump bastion\n',
  'Windows line ends': 'Host a\r\n  Port 22\r\n',
  'mixed line ends': 'Host a\r\n  Port 22\nHost b\r\n',
  'an Include of the user': 'Include ~/.ssh/work/*.conf\nInclude config.d/*\n\nHost *\n  User me\n',
  'comments and blank lines at both ends': '\n\n# my hosts\n\nHost a\n\n\n',
  'our marks inside a comment of the user': '#  # >>> GitLab MLOps >>>\nHost a\n',
  'only spaces': '   \n\t\n',
  'bytes that are no UTF-8, read as Latin-1': '# caf\u00e9 \u00ff\nHost a\n',
};

describe('the block in the configuration of the user', () => {
  it.each(Object.entries(nasty))('comes and goes without a trace: %s', (_name, config) => {
    const once = withInclude(config, ours);
    expect(once.endsWith(config)).toBe(true);
    expect(once).toMatch(
      /^# >>> GitLab MLOps >>>\r?\nInclude "\/home\/a b\/.ssh\/gitlab-mlops\/config"/,
    );
    expect(withInclude(once, ours)).toBe(once);
    expect(withoutInclude(once)).toBe(config);
  });

  it('uses the line ends it finds', () => {
    expect(withInclude('Host a\r\n', ours).replace(/\r\n/g, '')).not.toContain('\n');
    expect(withInclude('Host a\n', ours)).not.toContain('\r');
  });

  it('moves to the top again when something was written above it', () => {
    const moved = `Host first\n  Port 1\n${withInclude('Host second\n', '/old/place')}`;
    const mended = withInclude(moved, ours);
    expect(mended.match(/>>> GitLab MLOps >>>/g)).toHaveLength(1);
    expect(mended).not.toContain('/old/place');
    expect(withoutInclude(mended)).toBe('Host first\n  Port 1\nHost second\n');
  });

  it('leaves a beginning without an end alone', () => {
    const torn = '# >>> GitLab MLOps >>>\nHost a\n';
    expect(withoutInclude(torn)).toBe(torn);
  });
});

const host: SshHost = {
  alias: 'vm-mlops',
  hostName: '203.0.113.7',
  port: 22,
  user: 'mlops',
  identityFile: String.raw`C:\Users\Анна\100%\id_ed25519`,
  knownHostsFile: '/home/a b/.ssh/gitlab-mlops/known_hosts',
};

describe('our own file of hosts', () => {
  it('gives every host all it needs', async () => {
    const text = withHost(withHost('', host), { ...host, alias: 'second', port: 2022 });
    await expect(text).toMatchFileSnapshot('../../fixtures/ssh/hosts.txt');
    expect(hostAliases(text)).toEqual(['vm-mlops', 'second']);
  });

  it('move to another address, alone and with everything else as it was', () => {
    const both = withHost(withHost('', host), { ...host, alias: 'vm-mlops-2' });
    const moved = withHostName(both, host.alias, '203.0.113.99');
    expect(withHostName(moved, host.alias, host.hostName)).toBe(both);
    expect(moved.match(/HostName .*/g)).toEqual([
      'HostName 203.0.113.99',
      `HostName ${host.hostName}`,
    ]);
    expect(withHostName(both, 'nobody', '203.0.113.99')).toBe(both);
    expect(() => withHostName(both, host.alias, 'a b')).toThrow(/cannot/);
  });

  it('replaces a host whose address changed and is empty after the last', () => {
    const both = withHost(withHost('', host), { ...host, alias: 'vm-mlops-2' });
    const changed = withHost(both, { ...host, hostName: '203.0.113.9' });
    expect(hostAliases(changed)).toEqual(['vm-mlops-2', 'vm-mlops']);
    expect(changed.match(/203\.0\.113\.9/g)).toHaveLength(1);
    expect(withoutHost(withoutHost(changed, 'vm-mlops'), 'vm-mlops-2')).toBe('');
  });

  it.each([
    { alias: 'a b' },
    { alias: '*' },
    { alias: 'x\nHost *' },
    { hostName: 'h\n  ProxyCommand x' },
    { user: '-oProxyCommand=x' },
    { identityFile: 'a"b' },
    { knownHostsFile: 'a\nb' },
  ])('takes nothing that would say more than it should: %j', (change) => {
    expect(() => withHost('', { ...host, ...change })).toThrow(/cannot/);
  });
});
