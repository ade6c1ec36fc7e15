import { expect, it } from 'vitest';
import {
  billingUrl,
  consoleFrom,
  consolePath,
  publicConsole,
  quotasUrl,
  resourceUrl,
} from '../../../src/model/consoleLinks';
import { type CloudId, type FolderId } from '../../../src/model/ids';

it.each([
  ['network', '/vpc/network/x1/overview'],
  ['subnet', '/vpc/subnetwork/x1/overview'],
  ['security-group', '/vpc/security-group/x1/overview'],
  ['default-group', '/vpc/security-group/x1/overview'],
  ['address', '/vpc/addresses'],
  ['service-account', '/iam/service-account/x1/overview'],
  ['gitlab', '/managed-gitlab/instance/x1/overview'],
  ['instance', '/managed-gitlab/instance/x1/overview'],
  ['machine', '/compute/instance/x1/overview'],
  ['roles', ''],
])('leads to a %s in its folder', (kind, path) => {
  expect(consolePath(kind, 'x1', 'b1gfolder')).toBe(`/folders/b1gfolder${path}`);
  expect(resourceUrl(publicConsole, kind, 'x1', 'b1gfolder' as FolderId)).toBe(
    `https://console.yandex.cloud/folders/b1gfolder${path}`,
  );
});

it('leads to the quotas of a cloud', () => {
  expect(quotasUrl(publicConsole, 'b1gcloud' as CloudId)).toBe(
    'https://console.yandex.cloud/cloud/b1gcloud/quotas',
  );
});

it('leads to another console where another installation has one', () => {
  const console = consoleFrom(' https://console.example/cloud/ '.trim());
  expect(console).toBe('https://console.example/cloud');
  expect(resourceUrl(console, 'machine', 'x1', 'b1gfolder' as FolderId)).toBe(
    'https://console.example/cloud/folders/b1gfolder/compute/instance/x1/overview',
  );
  expect([billingUrl(console), billingUrl(publicConsole)]).toEqual([
    'https://console.example/cloud/billing',
    'https://center.yandex.cloud/billing/accounts',
  ]);
});

it.each(['', 'console.example', 'javascript:alert(1)', 'file:///etc/passwd'])(
  'takes %j for no console',
  (text) => {
    expect(consoleFrom(text)).toBe(publicConsole);
  },
);
