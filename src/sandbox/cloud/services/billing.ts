import { type BillingAccount } from '@yandex-cloud/nodejs-sdk/billing-v1/billing_account';
import { BillingAccountServiceService } from '@yandex-cloud/nodejs-sdk/billing-v1/billing_account_service';
import { ServiceServiceService } from '@yandex-cloud/nodejs-sdk/billing-v1/service_service';
import { SkuServiceService } from '@yandex-cloud/nodejs-sdk/billing-v1/sku_service';
import { type CloudContext } from '../context';
import { billedServices, currencies, skus } from '../prices';
import { type BillingAccountRow } from '../rows';
import { page } from '../rules/paging';
import { type Call, implement, type Method } from '../wire/implement';
import { CloudError, invalid, notFound } from '../wire/status';
import { findById } from '../world';

export function billingServices({ access, world }: CloudContext): Method[] {
  const { billingAccounts } = world.tables;

  function find(call: Call, id: string): BillingAccountRow {
    const subject = access.authenticate(call);
    const row = findById(billingAccounts, id);
    if (!row) throw notFound('Billing account', id);
    access.require(subject, 'billing.accounts.get', { type: 'billing.account', id });
    return row;
  }

  return [
    ...implement(BillingAccountServiceService, {
      get: (request, call) => presentAccount(find(call, request.id)),
      list(request, call) {
        const subject = access.authenticate(call);
        // Without rights the list is empty, not refused.
        const seen = billingAccounts.filter((row) =>
          access.allows(subject, 'billing.accounts.get', { type: 'billing.account', id: row.id }),
        );
        const { items, nextPageToken } = page(seen, request);
        return { billingAccounts: items.map(presentAccount), nextPageToken };
      },
      listBillableObjectBindings(request, call) {
        const row = find(call, request.billingAccountId);
        const { items, nextPageToken } = page(row.clouds, request);
        return {
          billableObjectBindings: items.map((cloud) => ({
            effectiveTime: new Date(cloud.effectiveAt),
            billableObject: { id: cloud.id, type: 'cloud' },
          })),
          nextPageToken,
        };
      },
    }),
    ...implement(SkuServiceService, {
      get(request, call) {
        access.authenticate(call);
        checkCurrency(request.currency);
        const sku = skus(request.currency).find(({ id }) => id === request.id);
        if (!sku) throw new CloudError('NOT_FOUND', `Sku ${request.id} not found`);
        return sku;
      },
      list(request, call) {
        access.authenticate(call);
        checkCurrency(request.currency);
        const all = filterBy(skus(request.currency), request.filter, ['id', 'serviceId']);
        const { items, nextPageToken } = page(all, request);
        return { skus: items, nextPageToken };
      },
    }),
    ...implement(ServiceServiceService, {
      get(request, call) {
        access.authenticate(call);
        const service = findById(billedServices, request.id);
        if (!service) throw notFound('Service', request.id);
        return service;
      },
      list(request, call) {
        access.authenticate(call);
        const all = filterBy(billedServices, request.filter, ['id', 'name']);
        const { items, nextPageToken } = page(all, request);
        return { services: items, nextPageToken };
      },
    }),
  ];
}

function presentAccount(row: BillingAccountRow): BillingAccount {
  const { id, name, countryCode, currency, active, balance } = row;
  return { id, name, createdAt: new Date(row.createdAt), countryCode, currency, active, balance };
}

function checkCurrency(currency: string): void {
  if (!currencies.includes(currency)) {
    throw invalid('currency', `The allowed values are ${currencies.join(', ')}`);
  }
}

function filterBy<T, Field extends keyof T & string>(
  rows: readonly T[],
  filter: string,
  fields: readonly Field[],
): T[] {
  if (filter === '') return [...rows];
  const match = /^\s*(\w+)\s*=\s*"([^"]*)"\s*$/.exec(filter);
  const field = fields.find((name) => name === match?.[1]);
  if (!match || !field) throw invalid('filter', `Filter expression is invalid: ${filter}`);
  return rows.filter((row) => row[field] === match[2]);
}
