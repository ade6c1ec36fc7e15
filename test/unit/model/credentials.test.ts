import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import {
  type CloudCredential,
  cloudCredentialName,
  packCloudCredential,
  unpackCloudCredential,
} from '../../../src/model/cloudCredential';
import {
  type GitLabCredential,
  packGitLabCredential,
  unpackGitLabCredential,
} from '../../../src/model/gitlabCredential';

const secret = new Secret('very-secret');

describe('kept credentials of GitLab', () => {
  it.each<GitLabCredential>([
    { kind: 'token', token: secret },
    {
      kind: 'oauth',
      clientId: 'app',
      tokens: { access: secret, refresh: secret, issuedAt: 2, expiresAt: 5 },
    },
    {
      kind: 'oauth',
      clientId: 'app',
      tokens: { access: secret, refresh: undefined, issuedAt: 2, expiresAt: 5 },
    },
  ])('come back as they were: %j', (credential) => {
    const packed = packGitLabCredential(credential);
    expect(inspect(packed)).not.toContain('very-secret');
    expect(reveal(unpackGitLabCredential(packed))).toEqual(reveal(credential));
  });

  it.each([
    '',
    'glpat-raw',
    'null',
    '[]',
    '{}',
    '{"kind":"token"}',
    '{"kind":"token","token":5}',
    '{"kind":"oauth","clientId":"a","access":"b"}',
    '{"kind":"oauth","access":"b","expiresAt":5}',
  ])('count as none when odd: %s', (text) => {
    expect(unpackGitLabCredential(new Secret(text))).toBeUndefined();
  });
});

describe('kept credentials of the cloud', () => {
  const all: [CloudCredential, string][] = [
    [{ kind: 'iam-token', token: secret }, 'IAM token'],
    [
      { kind: 'authorized-key', file: secret, serviceAccountId: 'ajerobot' },
      'authorized key of ajerobot',
    ],
    [{ kind: 'cli', profile: 'work' }, 'yc profile work'],
    [{ kind: 'cli', profile: undefined }, 'yc profile in use'],
    [{ kind: 'metadata' }, 'service account of this machine'],
    [
      {
        kind: 'impersonation',
        serviceAccountId: 'ajerobot',
        through: { kind: 'cli', profile: 'work' },
      },
      'ajerobot by yc profile work',
    ],
    [
      {
        kind: 'impersonation',
        serviceAccountId: 'ajerobot',
        through: { kind: 'iam-token', token: secret },
      },
      'ajerobot by IAM token',
    ],
  ];
  it.each(all)('come back as they were and have a name: %j', (credential, name) => {
    const packed = packCloudCredential(credential);
    expect(reveal(unpackCloudCredential(packed))).toEqual(reveal(credential));
    expect(cloudCredentialName(credential)).toBe(name);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"kind":"iam-token"}',
    '{"kind":"root","secret":"x"}',
    '{"kind":"authorized-key","secret":"x"}',
    '{"kind":"impersonation","serviceAccountId":"x"}',
    '{"kind":"impersonation","serviceAccountId":"x","through":{"kind":"impersonation"}}',
  ])('count as none when odd: %s', (text) =>
    expect(unpackCloudCredential(new Secret(text))).toBeUndefined(),
  );
});

/** With the secrets written out, to compare. */
function reveal(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reveal(one)]));
}
