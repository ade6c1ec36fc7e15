import { expect, it } from 'vitest';
import { addressFor, hostAndPort, splitAddress } from '../../../src/yandex/endpoints';

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

it.each([
  ['api.example.net:443', { host: 'api.example.net', port: 443 }],
  ['[::1]:8443', { host: '::1', port: 8443 }],
])('takes “%s” apart', (address, parts) => {
  expect(splitAddress(address)).toEqual(parts);
});
