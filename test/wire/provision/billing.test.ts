import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Payer } from '../../../src/model/cloudRequests';
import { type Plan } from '../../../src/model/plan';
import { readFound } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { blueprintFor } from './support';

async function planIn(cloud: SimulatedCloud): Promise<{ plan: Plan; asked: Payer[] }> {
  const client = cloud.client();
  const asked: Payer[] = [];
  const seen = {
    ...client,
    skus: (service: string, payer: Payer, signal: AbortSignal) => {
      asked.push(payer);
      return client.skus(service, payer, signal);
    },
  };
  const blueprint = blueprintFor(cloud);
  const found = await readFound(seen, blueprint, 'RUB', Date.now, never);
  return { plan: makePlan(blueprint, found, 'RUB'), asked };
}
const titles = ({ notes }: Plan): string[] => notes.map(({ title }) => title);

it.each(['USD', 'KZT'])('shows prices in the currency of the account: %s', async (currency) => {
  await using cloud = await simulatedCloud();
  const [account] = cloud.server.world.tables.billingAccounts;
  account!.currency = currency;
  const { plan, asked } = await planIn(cloud);
  expect(plan.total.currency).toBe(currency);
  expect(plan.total.perHour).toBeGreaterThan(0);
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked.map((payer) => JSON.stringify(payer)))).toEqual(
    new Set([JSON.stringify({ currency, account: account!.id })]),
  );
  expect(titles(plan)).toContain('Billing account is active.');
});

it('keeps to roubles where the account’s currency has no price list', async () => {
  await using cloud = await simulatedCloud();
  cloud.server.world.tables.billingAccounts[0]!.currency = 'EUR';
  const { plan } = await planIn(cloud);
  expect(plan.total).toMatchObject({ currency: 'RUB' });
  expect(plan.total.perHour).toBeGreaterThan(0);
});

it.each([
  ['no account is shown', undefined],
  ['looking is refused', 'PERMISSION_DENIED'],
] as const)('says that billing could not be checked when %s', async (_why, status) => {
  await using cloud = await simulatedCloud();
  if (status === undefined) cloud.server.world.tables.billingAccounts.length = 0;
  else
    cloud.server.faults.add({
      service: 'cloud',
      match: 'BillingAccountService/List',
      fault: { kind: 'status', status },
    });
  const { plan, asked } = await planIn(cloud);
  expect(titles(plan)).toContain('Billing account could not be checked.');
  expect(plan.billing.kind).toBe('unknown');
  expect(asked.every((payer) => payer.account === undefined && payer.currency === 'RUB')).toBe(
    true,
  );
});
