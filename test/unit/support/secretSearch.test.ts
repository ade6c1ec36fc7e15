import { expect, it } from 'vitest';
import { SecretSearch } from '../../support/secretSearch';

const search = new SecretSearch(['p@ss word']);

it.each([
  ['as it is', 'x p@ss word y'],
  ['in an address', 'https://anna:p%40ss%20word@example.com'],
  ['in base64', `Basic ${Buffer.from('p@ss word').toString('base64')}`],
  ['any token of GitLab', `PRIVATE-TOKEN: ${['glpat', 'abcdefghij0123456789'].join('-')}`],
  ['any token of the cloud', `Bearer t1.${'a'.repeat(30)}.${'b'.repeat(86)}`],
  [
    'any JWT',
    `{"jwt":"${['eyJhbGciOiJQUzI1NiJ9', 'eyJpc3MiOiJhamUifQ', 's'.repeat(40)].join('.')}"}`,
  ],
  ['any key of the cloud', ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')],
])('finds a secret: %s', (_how, text) => {
  expect(search.inText('there', text)).toEqual(['there']);
});

it('does not take other things for secrets', () => {
  expect(
    search.inText(
      'there',
      'password: [secret], glpat-short, t1.x.y, -----BEGIN OPENSSH PRIVATE KEY-----',
    ),
  ).toEqual([]);
});
