import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprint, hostKeyOf, type HostKey, parsePublicLine } from '../../../src/ssh/hostKey';
import { hostKeysFromSerial } from '../../../src/ssh/hostKeysFromSerial';
import { forgetHost, hostToken, pinHost, pinnedKeys } from '../../../src/ssh/knownHosts';
import { offeredAlgorithms } from '../../../src/ssh/target';

/** A key of the right form; nobody has the private half. */
function key(type: string, seed: number): HostKey {
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const blob = Buffer.concat([field(Buffer.from(type)), field(Buffer.alloc(32, seed))]);
  return { type, blob: blob.toString('base64') };
}

const ed = key('ssh-ed25519', 1);
const ecdsa = key('ecdsa-sha2-nistp256', 2);
const other = key('ssh-ed25519', 3);
const line = (of: HostKey): string => `${of.type} ${of.blob}`;

describe('a host key', () => {
  it('has the fingerprint that ssh-keygen prints', () => {
    const known = parsePublicLine(
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f test',
    );
    expect(known && fingerprint(known)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(fingerprint(ed)).not.toBe(fingerprint(other));
  });

  it.each(['', 'ssh-ed25519', `ssh-rsa ${ed.blob}`, 'ssh-ed25519 ???', 'ssh-ed25519 AAAA'])(
    'is not read from %j',
    (text) => expect(parsePublicLine(text)).toBeUndefined(),
  );

  it('is not read from bytes whose length lies', () => {
    expect(hostKeyOf(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2]))).toBeUndefined();
    expect(hostKeyOf(Buffer.alloc(2))).toBeUndefined();
  });
});

describe('the serial console', () => {
  const boot = (keys: readonly HostKey[], prefix: string): string[] => [
    'Ubuntu 22.04.3 LTS vm-mlops ttyS0',
    `${prefix}#############################################################`,
    `${prefix}-----BEGIN SSH HOST KEY FINGERPRINTS-----`,
    ...keys.map((one) => `${prefix}256 ${fingerprint(one)} root@vm-mlops (ED25519)`),
    `${prefix}-----END SSH HOST KEY FINGERPRINTS-----`,
    `${prefix}#############################################################`,
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys.map((one) => `${line(one)} root@vm-mlops`),
    '-----END SSH HOST KEY KEYS-----',
  ];

  it.each([
    '',
    'ec2: ',
    '<14>Sep  1 10:00:00 cloud-init: ',
    '\u001b[0;32m[   24.1] cloud-init[612]: ',
  ])('tells keys and fingerprints behind the prefix %j', (prefix) => {
    const output = `${boot([ed, ecdsa], prefix).join('\r\n')}\r\nlogin: `;
    expect(hostKeysFromSerial(output)).toEqual({
      keys: [ed, ecdsa],
      fingerprints: [fingerprint(ed), fingerprint(ecdsa)],
    });
  });

  it('tells the keys of the last whole boot', () => {
    const output = [...boot([ed], 'ec2: '), ...boot([other], 'ec2: ')];
    expect(hostKeysFromSerial(output.join('\n'))?.keys).toEqual([other]);
    expect(hostKeysFromSerial(output.slice(0, -1).join('\n'))?.keys).toEqual([ed]);
  });

  it('tells fingerprints where the keys are kept off the console', () => {
    const output = boot([ed], 'ec2: ').slice(0, 6).join('\n');
    expect(hostKeysFromSerial(output)).toEqual({ keys: [], fingerprints: [fingerprint(ed)] });
  });

  it('tells nothing before the first boot has ended, or of what is no key', () => {
    expect(hostKeysFromSerial('')).toBeUndefined();
    expect(hostKeysFromSerial(boot([ed], '').slice(0, 4).join('\n'))).toBeUndefined();
    expect(
      hostKeysFromSerial(
        '-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 x\n-----END SSH HOST KEY KEYS-----',
      ),
    ).toBeUndefined();
  });
});

describe('known hosts', () => {
  it('names a host with its port only where that is not 22', () => {
    expect([hostToken('VM.example', 22), hostToken('::1', 2222)]).toEqual([
      'vm.example',
      '[::1]:2222',
    ]);
  });

  it('pins, finds and forgets by address and port', () => {
    const text = pinHost(pinHost('# mine\n', '10.0.0.1', 22, [ed]), '10.0.0.1', 2222, [other]);
    expect(text).toBe(`# mine\n10.0.0.1 ${line(ed)}\n[10.0.0.1]:2222 ${line(other)}\n`);
    expect(pinnedKeys(text, '10.0.0.1', 22)).toEqual([ed]);
    expect(pinnedKeys(text, '10.0.0.1', 2222)).toEqual([other]);
    expect(pinnedKeys(text, '10.0.0.11', 22)).toEqual([]);
    expect(forgetHost(text, '10.0.0.1', 22)).toBe(`# mine\n[10.0.0.1]:2222 ${line(other)}\n`);
  });

  it('changes nothing for a pinned key, and takes a further one beside it', () => {
    const text = pinHost('', 'vm', 22, [ed]);
    expect(pinHost(text, 'vm', 22, [ed])).toBe(text);
    expect(pinnedKeys(pinHost(text, 'vm', 22, [ed, ecdsa]), 'vm', 22)).toEqual([ed, ecdsa]);
  });

  it('refuses another key and explains', () => {
    const text = pinHost('', 'vm', 22, [ed]);
    let error: unknown;
    try {
      pinHost(text, 'vm', 22, [other]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind: 'conflict', code: 'host-key-changed' });
    expect(String(error)).toContain(fingerprint(ed));
    expect(String(error)).toContain(fingerprint(other));
    const after = pinHost(forgetHost(text, 'vm', 22), 'vm', 22, [other]);
    expect(pinnedKeys(after, 'vm', 22)).toEqual([other]);
  });

  it('reads what OpenSSH writes: hashes, lists, marks, missing newline', () => {
    const salt = Buffer.alloc(20, 7).toString('base64');
    const hash = createHmac('sha1', Buffer.from(salt, 'base64')).update('vm').digest('base64');
    const text = [
      `|1|${salt}|${hash} ${line(ed)}`,
      `a,VM ${line(ecdsa)} comment`,
      `@revoked vm ${line(other)}`,
      `@cert-authority *.corp ${line(other)}`,
      'vm ssh-ed25519 broken',
    ].join('\n');
    expect(pinnedKeys(text, 'vm', 22)).toEqual([ed, ecdsa]);
    expect(pinHost(text, 'new', 22, [ed]).startsWith(`${text}\nnew `)).toBe(true);
  });

  it('offers the server only what can be compared', () => {
    const rsa = key('ssh-rsa', 4);
    expect(offeredAlgorithms({ kind: 'keys', keys: [ed, rsa] })).toEqual([
      'ssh-ed25519',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ]);
    expect(offeredAlgorithms({ kind: 'fingerprints', fingerprints: [] })).toBeUndefined();
  });
});
