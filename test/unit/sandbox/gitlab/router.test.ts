import { describe, expect, it } from 'vitest';
import { type Route } from '../../../../src/sandbox/gitlab/exchange';
import { Router } from '../../../../src/sandbox/gitlab/http/router';

const route = (method: string, path: string): Route => ({
  method,
  path,
  handle: async () => undefined,
});

const router = new Router([
  route('GET', '/p/:id/:job'),
  route('GET', '/p/:id/latest'),
  route('PUT', '/p/:id/latest'),
  route('GET', '/p/:id/files/:path/raw'),
  route('GET', '/p/:id/m/*path'),
]);

function found(method: string, path: string): string {
  const match = router.match(method, path);
  if (match.kind !== 'found') return match.kind;
  return `${match.route.path} ${JSON.stringify(match.params)}`;
}

describe('Router', () => {
  it.each([
    ['GET', '/p/a%2Fb/latest', '/p/:id/latest {"id":"a/b"}'],
    ['HEAD', '/p/1/latest', '/p/:id/latest {"id":"1"}'],
    ['GET', '/p/1/7', '/p/:id/:job {"id":"1","job":"7"}'],
    ['GET', '/p/1/files/src%2Fa.py/raw', '/p/:id/files/:path/raw {"id":"1","path":"src/a.py"}'],
    ['GET', '/p/1/m/a/b%20c', '/p/:id/m/*path {"id":"1","path":"a/b c"}'],
    ['POST', '/p/1/latest', 'other-method'],
    ['GET', '/p//latest', 'none'],
    ['GET', '/q', 'none'],
  ])('%s %s finds %s', (method, path, expected) => {
    expect(found(method, path)).toBe(expected);
  });

  it('refuses a broken escape', () => {
    expect(() => router.match('GET', '/p/%zz/latest')).toThrow('refused with 400');
  });
});
