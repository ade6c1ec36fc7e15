import { describe, expect, it } from 'vitest';
import { refused, retryAfter, serverWords } from '../../../src/gitlab/http/failures';
import { followable } from '../../../src/gitlab/http/redirects';

const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(body),
});
const at = { purpose: 'do it', server: 'gitlab.test' };

describe('what GitLab says when it refuses', () => {
  it.each([
    ['{"message":"404 Project Not Found"}', '404 Project Not Found'],
    [
      '{"message":{"name":["has already been taken","is odd"]}}',
      'name has already been taken; is odd',
    ],
    [
      '{"message":["Another open merge request already exists: !5"]}',
      'Another open merge request already exists: !5',
    ],
    ['{"error":"name is missing"}', 'name is missing'],
    ['{"error":"invalid_token","error_description":"Token was revoked."}', 'Token was revoked'],
    ['{"errors":[{"message":"Invalid token"}]}', 'Invalid token'],
    ['{"error_code":"INVALID_PARAMETER_VALUE","message":["a","b"]}', 'a; b'],
    ['{"error_code":"RESOURCE_DOES_NOT_EXIST"}', 'RESOURCE_DOES_NOT_EXIST'],
    ['Retry later\n', 'Retry later'],
    ['<!DOCTYPE html><html>…', ''],
    ['{"message":', '{"message":'],
    ['', ''],
  ])('%s is read as "%s"', (body, text) => {
    expect(serverWords(answer(400, body)).text).toBe(text);
  });

  it('is cut when it is long, and no token in it reaches the log', () => {
    const error = refused(answer(500, 'x'.repeat(5_000)), at);
    expect(error.message.length).toBeLessThan(700);
    const leaking = refused(answer(500, '{"message":"bad glpat-abcdefghij0123456789"}'), at);
    expect(leaking.detail).not.toContain('abcdefghij');
  });

  it('of 401 means a missing role on routes that answer so', () => {
    const body = '{"message":"401 Unauthorized"}';
    expect(refused(answer(401, body), at).kind).toBe('signed-out');
    const there = { ...at, unauthorizedMeansForbidden: true };
    expect(refused(answer(401, body), there)).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('Developer role') as string,
    });
    const expired = '{"error":"invalid_token","error_description":"Token is expired."}';
    expect(refused(answer(401, expired), there).kind).toBe('signed-out');
  });

  it('asks for a pause in seconds or with a date', () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    const after = (text: string) => retryAfter({ 'retry-after': text }, now);
    expect([
      after('5'),
      after('Tue, 01 Jan 2030 00:00:09 GMT'),
      after('Tue, 01 Jan 2020 00:00:00 GMT'),
      after('soon'),
      after(''),
    ]).toEqual([5_000, 9_000, 0, undefined, undefined]);
  });
});

describe('a redirect', () => {
  const from = { url: new URL('https://gitlab.test/api'), withToken: true, left: 5 };
  const follow = (location: string, method: 'GET' | 'POST' = 'GET') =>
    followable(from, 302, location, { method });

  it('keeps the token on its own server only', () => {
    expect(follow('/elsewhere')).toMatchObject({ withToken: true, left: 4 });
    expect(follow('https://storage.test/x')).toMatchObject({ withToken: false });
    expect(follow('https://gitlab.test:8443/x')).toMatchObject({ withToken: false });
  });

  it('does not lead to an open wire, another scheme or nowhere', () => {
    for (const location of [
      'http://gitlab.test/x',
      'http://127.0.0.1/x',
      'file:///x',
      'https://',
    ]) {
      expect(follow(location)).toBeUndefined();
    }
    expect(follow('/x', 'POST')).toBeUndefined();
    expect(followable({ ...from, left: 0 }, 302, '/x', { method: 'GET' })).toBeUndefined();
  });
});
