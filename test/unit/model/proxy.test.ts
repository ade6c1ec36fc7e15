import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { findProxy, type ProxySettings } from '../../../src/model/proxy';

const settings = (some: Partial<ProxySettings>): ProxySettings => ({
  support: 'override',
  proxy: '',
  noProxy: [],
  authorization: undefined,
  environment: {},
  ...some,
});
const way = (some: Partial<ProxySettings>, host = 'gitlab.example.com', port = 443): string => {
  const proxy = findProxy(settings(some))(host, port);
  return proxy ? `${proxy.secure ? 'https' : 'http'} ${proxy.host} ${proxy.port}` : 'direct';
};

describe('the way to a server', () => {
  it.each<[string, Partial<ProxySettings>]>([
    ['direct', {}],
    ['http proxy.corp 3128', { proxy: 'http://proxy.corp:3128' }],
    ['http proxy.corp 3128', { proxy: 'proxy.corp:3128' }],
    ['https proxy.corp 443', { proxy: 'https://proxy.corp/' }],
    ['http ::1 80', { proxy: 'http://[::1]' }],
    ['direct', { proxy: 'http://proxy.corp:3128', support: 'off' }],
    ['http env.corp 8080', { environment: { HTTPS_PROXY: 'http://env.corp:8080' } }],
    [
      'http proxy.corp 3128',
      { proxy: 'http://proxy.corp:3128', environment: { https_proxy: 'http://env.corp' } },
    ],
    ['http env.corp 80', { environment: { https_proxy: '', http_proxy: 'env.corp' } }],
    ['direct', { environment: { https_proxy: 'env.corp', no_proxy: 'other.net, example.com' } }],
    [
      'http proxy.corp 80',
      { proxy: 'proxy.corp', noProxy: ['other.net'], environment: { no_proxy: '*' } },
    ],
  ])('is %s with %j', (expected, some) => {
    expect(way(some)).toBe(expected);
  });

  it.each([
    ['*', 'a.net', 443, true],
    ['a.net', 'a.net', 443, true],
    ['a.net', 'x.a.net', 443, true],
    ['a.net', 'xa.net', 443, false],
    ['.a.net', 'x.a.net', 443, true],
    ['*.a.net', 'X.A.net', 443, true],
    ['a.net:8443', 'a.net', 443, false],
    ['a.net:8443', 'a.net', 8443, true],
    ['10.0.0.0/8', '10.200.1.1', 443, true],
    ['10.0.0.0/8', '11.0.0.1', 443, false],
    ['10.0.0.0/8', 'a.net', 443, false],
    ['192.168.1.0/24', '192.168.1.255', 443, true],
    ['nonsense/99', '10.0.0.1', 443, false],
    ['', 'a.net', 443, false],
  ])('with the exemption “%s” leads to %s:%i past the proxy: %s', (entry, host, port, direct) => {
    const found = findProxy(settings({ proxy: 'proxy.corp', noProxy: [entry] }))(host, port);
    expect(found === undefined).toBe(direct);
  });

  it('never leads to loopback by way of a proxy, and to nothing that only looks like it', () => {
    const hosts = ['localhost', '127.0.0.1', '::1', '[::1]', 'localhost.evil.net'];
    expect(hosts.map((host) => way({ proxy: 'p' }, host))).toEqual([
      'direct',
      'direct',
      'direct',
      'direct',
      'http p 80',
    ]);
  });

  it('has the login of the address, or the header of the settings, and shows neither', () => {
    const login = (some: Partial<ProxySettings>) =>
      findProxy(settings(some))('a.net', 443)?.authorization;
    const own = login({ proxy: 'http://anna:p%40ss@proxy.corp' });
    expect(own?.reveal()).toBe(`Basic ${btoa('anna:p@ss')}`);
    expect(inspect(own)).not.toContain('p@ss');
    const header = new Secret('Negotiate abc');
    expect(login({ proxy: 'http://anna:x@proxy.corp', authorization: header })).toBe(header);
    expect(login({ proxy: 'proxy.corp' })).toBeUndefined();
  });

  it.each(['socks5://proxy.corp:1080', 'http://', 'ht tp://x'])(
    'is refused with words when the proxy is %s',
    (proxy) => {
      expect(() => way({ proxy })).toThrow(
        expect.objectContaining({ kind: 'invalid', fix: 'open-proxy-settings' }),
      );
    },
  );

  it('says plainly what kinds it does not know', () => {
    for (const proxy of ['socks5://proxy.corp:1080', 'pac+https://proxy.corp/proxy.pac']) {
      expect(() => way({ proxy })).toThrow('no SOCKS, no automatic configuration (PAC)');
    }
  });
});
