import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { findProxy, type ProxySettings } from '../../../src/model/proxy';
import { proxyForPrograms } from '../../../src/model/proxyForPrograms';

const settings = (some: Partial<ProxySettings>): ProxySettings => ({
  support: 'override',
  proxy: '',
  noProxy: [],
  authorization: undefined,
  environment: {},
  ...some,
});
const told = (some: Partial<ProxySettings>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(proxyForPrograms(settings(some)).variables).map(([name, value]) => [
      name,
      value.reveal(),
    ]),
  );

describe('what a program is told about proxies', () => {
  it.each<[Partial<ProxySettings>, Record<string, string>]>([
    [{}, {}],
    [{ support: 'off', proxy: 'http://p', environment: { HTTPS_PROXY: 'http://e' } }, {}],
    [{ proxy: 'p:3128' }, { HTTPS_PROXY: 'http://p:3128', HTTP_PROXY: 'http://p:3128' }],
    [
      {
        environment: { HTTPS_PROXY: 'http://e:1', http_proxy: 'http://e:2', no_proxy: ' A.net ,' },
      },
      { HTTPS_PROXY: 'http://e:1', HTTP_PROXY: 'http://e:2', NO_PROXY: 'a.net' },
    ],
    // The same fallback that we have ourselves.
    [{ environment: { http_proxy: 'e' } }, { HTTPS_PROXY: 'http://e', HTTP_PROXY: 'e' }],
    [
      {
        environment: { HTTPS_PROXY: 'http://e' },
        noProxy: ['*.a.net', '.b.net', '*', '10.0.0.0/8'],
      },
      { HTTPS_PROXY: 'http://e', NO_PROXY: 'a.net,b.net,*,10.0.0.0/8' },
    ],
    // What we cannot use ourselves, others may.
    [{ proxy: 'socks5://p:1' }, { HTTPS_PROXY: 'socks5://p:1', HTTP_PROXY: 'socks5://p:1' }],
  ])('with %j is %j', (some, expected) => {
    expect(told(some)).toEqual(expected);
  });

  it('is the login of the header, as far as an address can hold it', () => {
    const header = (text: string) => ({ authorization: new Secret(text), proxy: 'http://x:y@p:1' });
    const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
    expect(told(header(basic('anna:p@s:пароль')))['HTTPS_PROXY']).toBe(
      `http://anna:p%40s%3A${encodeURIComponent('пароль')}@p:1`,
    );
    expect(told(header('Negotiate abc'))['HTTPS_PROXY']).toBe('http://x:y@p:1');
    expect(told(header('Basic !'))['HTTPS_PROXY']).toBe('http://x:y@p:1');
  });

  it('names every form of the login, so that none is repeated, and shows none', () => {
    const proxy = proxyForPrograms(settings({ proxy: 'http://anna:p%40ssword@p' }));
    expect(new Set(proxy.login.map((one) => one.reveal()))).toEqual(
      new Set([
        'anna:p%40ssword',
        'anna:p@ssword',
        btoa('anna:p@ssword'),
        'p%40ssword',
        'p@ssword',
      ]),
    );
    expect(inspect(proxy, { depth: 5 })).not.toContain('ssword');
  });
});

it('a password of other letters than Latin ones is a login, too', () => {
  const proxy = findProxy(settings({ proxy: 'http://анна:пароль@p' }))('a.net', 443);
  expect(proxy?.authorization?.reveal()).toBe(
    `Basic ${Buffer.from('анна:пароль').toString('base64')}`,
  );
});
