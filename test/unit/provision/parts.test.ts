import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { securityRules } from '../../../src/model/blueprint';
import { cloudConfig } from '../../../src/provision/cloudConfig';
import { checkGraph } from '../../../src/provision/graph';
import { parseHostKeys } from '../../../src/provision/hostKeys';
import { rulesDiffer } from '../../../src/provision/rules';
import { blueprint } from './samples';

describe('host keys on a serial console', () => {
  const print = (letter: string): string => `SHA256:${letter.repeat(43)}`;
  const block = (letter: string, prefix = ''): string =>
    [
      '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
      `256 ${print(letter)} root@vm-mlops (ECDSA)`,
      `256 ${print('e')} root@vm-mlops (ED25519)`,
      '-----END SSH HOST KEY FINGERPRINTS-----',
    ]
      .map((line) => prefix + line)
      .join('\r\n');

  it('are read with and without the prefix of a log', () => {
    const keys = [
      { type: 'ECDSA', fingerprint: print('a') },
      { type: 'ED25519', fingerprint: print('e') },
    ];
    expect(parseHostKeys(`boot\n${block('a')}\nlogin:`)).toEqual(keys);
    expect(parseHostKeys(block('a', '[   12.3] cloud-init[99]: <14>Aug 1 00:00:01 ec2: '))).toEqual(
      keys,
    );
  });

  it('are those of the last start', () => {
    expect(parseHostKeys(`${block('a')}\n${block('b')}`)?.[0]?.fingerprint).toBe(print('b'));
  });

  it('are not there before the block is complete', () => {
    expect(parseHostKeys('')).toBeUndefined();
    expect(parseHostKeys(block('a').slice(0, -5))).toBeUndefined();
    expect(
      parseHostKeys(`${block('a')}\n-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256`),
    ).toHaveLength(2);
  });
});

describe('the first start of a machine', () => {
  const schema = z.object({
    ssh_pwauth: z.literal(false),
    packages: z.array(z.string()).optional(),
    users: z.array(
      z.object({ name: z.string(), ssh_authorized_keys: z.array(z.string()), sudo: z.string() }),
    ),
  });

  it('makes the user with the key, and brings what training needs', () => {
    const text = cloudConfig(blueprint.machine);
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    const config = schema.parse(parse(text));
    expect(config.users).toEqual([
      expect.objectContaining({
        name: 'anna',
        ssh_authorized_keys: [blueprint.machine.sshPublicKey],
      }),
    ]);
    expect(config.packages).toContain('python3-venv');
  });

  it('keeps a hostile comment of a key a text', () => {
    const sshPublicKey = 'ssh-ed25519 AAAA x": [\n- name: "root';
    const config = schema.parse(parse(cloudConfig({ ...blueprint.machine, sshPublicKey })));
    expect(config.users[0]?.ssh_authorized_keys).toEqual([sshPublicKey]);
  });

  it('leaves the packages of the Data Science VM alone', () => {
    const text = cloudConfig({ ...blueprint.machine, image: { kind: 'dsvm' } });
    expect(schema.parse(parse(text)).packages).toBeUndefined();
  });
});

it('compares rules by what they say, not by order or words', () => {
  const wanted = securityRules(['198.51.100.7/32', '203.0.113.0/24']);
  const there = wanted.map((rule, at) => ({ ...rule, id: `r${at}`, description: '' })).reverse();
  const turned = there.map((rule) =>
    rule.peer.kind === 'cidrs'
      ? { ...rule, peer: { ...rule.peer, cidrs: [...rule.peer.cidrs].reverse() } }
      : rule,
  );
  expect(rulesDiffer(turned, wanted)).toBe(false);
  expect(rulesDiffer(turned.slice(1), wanted)).toBe(true);
  expect(rulesDiffer(turned, securityRules(['198.51.100.7/32']))).toBe(true);
});

it('refuses a graph that cannot be run', () => {
  const step = (id: string, ...after: string[]) => ({ id, after });
  expect(() => checkGraph([step('a'), step('b', 'a'), step('c', 'a', 'b')])).not.toThrow();
  expect(() => checkGraph([step('a', 'c'), step('b', 'a'), step('c', 'b')])).toThrow(
    /a → c → b → a/,
  );
  expect(() => checkGraph([step('a', 'x')])).toThrow(/"x", which is not there/);
  expect(() => checkGraph([step('a'), step('a')])).toThrow(/same id/);
});
