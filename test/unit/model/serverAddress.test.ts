import { describe, expect, it } from 'vitest';
import { newTokenUrl, parseServerAddress } from '../../../src/model/serverAddress';

describe('the address of a GitLab', () => {
  it.each([
    ['https://gitlab.com', 'https://gitlab.com'],
    ['  gitlab.example.com/ ', 'https://gitlab.example.com'],
    ['GITLAB.Example.com:8443/git//', 'https://gitlab.example.com:8443/git'],
    ['https://host:443/x?y=1#z', 'https://host/x'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    ['http://gitlab.localhost', 'http://gitlab.localhost'],
    ['localhost:3000', 'https://localhost:3000'],
  ])('%s is %s', (text, url) => {
    expect(parseServerAddress(text)).toEqual({ kind: 'ok', url });
  });

  it.each([
    ['', /^Type the address/],
    ['a b', /is not an address/],
    ['https://', /is not an address/],
    ['ftp://gitlab.com', /starts with https/],
    ['javascript://alert(1)', /starts with https/],
    ['http://gitlab.com', /everybody on the way/],
    ['http://127.0.0.1.example.com', /everybody on the way/],
    ['http://localhost.example.com', /everybody on the way/],
    ['https://anna:pass@gitlab.com', /user name and password/],
    ['https://anna@gitlab.com', /user name and password/],
  ])('%s is refused', (text, message) => {
    expect(parseServerAddress(text)).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(message) as string,
    });
  });

  it('leads to a page for a new token that is filled in', () => {
    expect(newTokenUrl('https://host/git')).toBe(
      'https://host/git/-/user_settings/personal_access_tokens?name=GitLab+MLOps+for+VS+Code&scopes=api%2Cread_user',
    );
  });
});
