import { expect, it } from 'vitest';
import { type WizardParts, wizardNeeds } from '../../../src/app/wizardNeeds';
import { never } from '../../../src/base/wait';
import { askBlueprint } from '../../../src/commands/environmentWizard';
import { type Settings } from '../../../src/host/settings';
import { type CloudTarget } from '../../../src/model/environment';
import { type CloudId } from '../../../src/model/ids';
import { choose, ScriptedUi, type } from '../../support/scriptedUi';
import { blueprint, folderId } from '../provision/samples';

const taken = 'Somebody has mlops-anna.gitlab.yandexcloud.net already. Choose another name.';
const publicEndpoint = 'api.cloud.yandex.net:443';
const target: CloudTarget = {
  cloudName: 'cloud-anna',
  folder: { id: folderId, cloudId: 'b1gcloud' as CloudId, name: 'ml', state: 'active' },
};

/** The product's own wiring, with a network in which somebody has the name mlops-anna. */
function wired(settings: Partial<Settings>, answer?: () => Promise<Response>) {
  const ui = new ScriptedUi();
  const looked: string[] = [];
  const fetched: string[] = [];
  const asked: string[] = [];
  const reported: unknown[] = [];
  const parts = {
    host: {
      ui,
      userName: 'Anna.Petrova',
      settings: { current: { cloudEndpoint: publicEndpoint, ownAddressUrl: '', ...settings } },
    },
    adapters: {
      machineAccess: () =>
        Promise.resolve({ publicKey: () => Promise.resolve(blueprint.machine.sshPublicKey) }),
    },
    cloud: {
      target,
      client: () =>
        Promise.resolve({
          gitlabInstances: (folder: string) => {
            asked.push(folder);
            return Promise.resolve([]);
          },
        }),
    },
    report: (error: unknown) => void reported.push(error),
  };
  const needs = wizardNeeds(parts as unknown as WizardParts, {
    fetch: (url) => {
      fetched.push(url as string);
      return answer?.() ?? Promise.reject(new TypeError('fetch failed'));
    },
    lookup: (host) => {
      looked.push(host);
      return host.startsWith('mlops-anna.')
        ? Promise.resolve(['192.0.2.1'])
        : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    },
  });
  return { ui, needs, looked, fetched, asked, reported };
}

it('asks the public DNS for a name, and the chosen folder whether it is one’s own', async () => {
  const { needs, looked, asked } = wired({});
  expect(await needs.domainTaken('mlops-anna', never)).toBe(taken);
  expect(asked).toEqual([folderId]);
  expect(await needs.domainTaken('other', never)).toBeUndefined();
  expect(looked).toContain('other.gitlab.yandexcloud.net');
});

it('does not ask the public DNS for names of an installation of one’s own', async () => {
  const { needs, looked } = wired({ cloudEndpoint: 'api.cloud.example.com:443' });
  expect(await needs.domainTaken('mlops-anna', never)).toBeUndefined();
  expect(looked).toEqual([]);
});

it('asks nobody for the own address unless a page for it is set', async () => {
  const { needs, fetched, reported } = wired({});
  expect(await needs.ownAddress(never)).toBeUndefined();
  expect([fetched, reported]).toEqual([[], []]);
});

it.each([
  ['does not answer', undefined, 'unreachable'],
  ['answers with an error', () => Promise.resolve(new Response('', { status: 503 })), 'remote'],
  ['names no address', () => Promise.resolve(new Response('hello')), 'remote'],
])('lets the address be typed when the page %s, and says why', async (_how, answer, kind) => {
  const page = 'https://ip.example.com';
  const { ui, needs, fetched, reported } = wired({ ownAddressUrl: page }, answer);
  ui.will(
    ['1/4: Name', type('mlops-free')],
    ['2/4: E-mail', type('anna@example.com')],
    ['3/4: Who may connect', type('203.0.113.7')],
    ['4/4: Review', choose('Show the plan')],
  );
  const made = await askBlueprint(needs, target);
  expect(made?.securityGroup.allowedCidrs).toEqual(['203.0.113.7/32']);
  expect([ui.unused, fetched, reported]).toMatchObject([[], [page], [{ kind }]]);
});

it('suggests the address that the page tells', async () => {
  const answer = (): Promise<Response> => Promise.resolve(new Response('198.51.100.9\n'));
  const { needs, reported } = wired({ ownAddressUrl: 'https://ip.example.com' }, answer);
  expect(await needs.ownAddress(never)).toBe('198.51.100.9');
  expect(reported).toEqual([]);
});

it.each([
  ['Anna.Petrova', 'annapetrova'],
  ['root', 'mlops'],
  ['Анна', 'mlops'],
  ['7up', 'mlops'],
])('makes of the user name %s the login %s', (userName, login) => {
  const parts = { host: { userName, settings: {} } } as unknown as WizardParts;
  expect(wizardNeeds(parts).login()).toBe(login);
});
