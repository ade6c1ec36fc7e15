import { expect, it } from 'vitest';
import { addressFor, hostAndPort, isLoopback } from '../../../src/yandex/endpoints';
import { trustedRoots } from '../../../src/yandex/trust';

const listed = new Map([
  ['vpc', 'vpc.example.net:443'],
  ['managed-gitlab', 'gitlab.example.net:443'],
]);

it.each([
  ['/yandex.cloud.vpc.v1.NetworkService/List', 'vpc.example.net:443'],
  ['/yandex.cloud.gitlab.v1.InstanceService/Get', 'gitlab.example.net:443'],
  ['/yandex.cloud.endpoint.ApiEndpointService/List', 'api.example.net:443'],
  ['/yandex.cloud.quotamanager.v1.QuotaLimitService/List', 'quota-manager.api.example.net:443'],
])('%s is served at %s', (path, address) => {
  expect(addressFor(path, listed, 'api.example.net:443')).toBe(address);
});

it.each([
  ['api.example.net', 'api.example.net:443'],
  ['https://api.example.net:8443/x', 'api.example.net:8443'],
  [' localhost:1 ', 'localhost:1'],
])('“%s” means %s', (text, address) => {
  expect(hostAndPort(text)).toBe(address);
});

it('keeps loopback away from a proxy, and only loopback', () => {
  expect(['localhost:1', '127.0.0.1:1', '[::1]:1', 'localhost.evil.net:1'].map(isLoopback)).toEqual(
    [true, true, true, false],
  );
});

it('adds a private CA to the roots that are trusted anyway', () => {
  const ca = '-----BEGIN CERTIFICATE-----\nprivate\n-----END CERTIFICATE-----';
  const own = trustedRoots(ca).toString();
  const without = trustedRoots(undefined).toString();
  expect(own).toContain(ca);
  expect(own.startsWith(without)).toBe(true);
  expect(without.match(/BEGIN CERTIFICATE/g)!.length).toBeGreaterThan(50);
});
