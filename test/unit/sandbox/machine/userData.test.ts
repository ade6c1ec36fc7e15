import { describe, expect, it } from 'vitest';
import { consoleReport, fingerprintOf } from '../../../../src/sandbox/machine/hostKeys';
import { readSetup } from '../../../../src/sandbox/machine/userData';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAMKfzKbv5My8NAcOycSt6El30gUHL8zlHxufLQH62js anna';

describe('what metadata asks for', () => {
  it('is read from cloud-config', () => {
    const setup = readSetup({
      'user-data': `#cloud-config
users:
  - default
  - name: anna
    ssh_authorized_keys: ["${key}"]
  - name: root
packages: [git, [jq, "1.6"]]
write_files:
  - { path: /home/anna/a.sh, content: aGk=, encoding: b64, permissions: "0755" }
runcmd:
  - echo one
  - [echo, 2]
`,
    });
    expect(setup).toEqual({
      users: [
        { name: 'ubuntu', keys: [] },
        { name: 'anna', keys: [key] },
      ],
      files: [{ path: '/home/anna/a.sh', content: Buffer.from('hi'), mode: 0o755, append: false }],
      commands: ['echo one', ['echo', '2']],
      packages: ['git', 'jq', '1.6'],
      warnings: ['Invalid cloud-config provided: users'],
    });
  });

  it.each([
    ['ssh-keys alone, the first of them', { 'ssh-keys': `anna:${key}\nbob:${key}` }, ['anna']],
    [
      'user-data when both name users',
      { 'ssh-keys': `bob:${key}`, 'user-data': '#cloud-config\nusers: [{ name: anna }]' },
      ['anna'],
    ],
    [
      'ssh-keys when user-data names nobody',
      { 'ssh-keys': `bob:${key}`, 'user-data': '#cloud-config\nruncmd: []' },
      ['bob'],
    ],
    ['nobody without metadata', {}, []],
    ['nobody when the text is broken', { 'user-data': '#cloud-config\nusers: [' }, []],
    [
      'nobody with an impossible name',
      { 'user-data': '#cloud-config\nusers: [{ name: "../x" }]' },
      [],
    ],
  ])('takes %s', (_case, metadata, expected) => {
    const given = metadata as Record<string, string>;
    expect(readSetup(given).users.map((user) => user.name)).toEqual(expected);
  });
});

it('shows host keys on the console as cloud-init does', () => {
  const report = consoleReport(
    [{ type: 'ed25519', privateKey: '', publicLine: key }],
    'vm',
    'Nov 23 18:58:17',
  );
  const hash = fingerprintOf(key);
  expect(hash).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(report)
    .toBe(`<14>Nov 23 18:58:17 cloud-init: #############################################################
<14>Nov 23 18:58:17 cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----
<14>Nov 23 18:58:17 cloud-init: 256 ${hash} root@vm (ED25519)
<14>Nov 23 18:58:17 cloud-init: -----END SSH HOST KEY FINGERPRINTS-----
<14>Nov 23 18:58:17 cloud-init: #############################################################
-----BEGIN SSH HOST KEY KEYS-----
${key}
-----END SSH HOST KEY KEYS-----
`);
});
