import {
  BillingAccountServiceService,
  ListBillableObjectBindingsRequest,
  ListBillingAccountsRequest,
} from '@yandex-cloud/nodejs-sdk/billing-v1/billing_account_service';
import {
  PricingVersionType,
  type PricingVersion,
  type Sku as WireSku,
} from '@yandex-cloud/nodejs-sdk/billing-v1/sku';
import {
  ListSkusRequest,
  SkuServiceService,
} from '@yandex-cloud/nodejs-sdk/billing-v1/sku_service';
import {
  ListQuotaLimitsRequest,
  QuotaLimitServiceService,
} from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_limit_service';
import { type BillingAccount, type Quota } from '../model/cloud';
import { type Payer, type Sku, type SkuPrice } from '../model/cloudRequests';
import { type CloudId } from '../model/ids';
import { type Calls } from './calls';

/** What may be used and what it costs. */
export interface BillingClient {
  quotas(cloud: CloudId, service: string, signal: AbortSignal): Promise<Quota[]>;
  billingOf(cloud: CloudId, signal: AbortSignal): Promise<BillingAccount | undefined>;
  /** With an account, its contract prices too. */
  skus(serviceId: string, payer: Payer, signal: AbortSignal): Promise<Sku[]>;
}

export function billingClient(calls: Calls): BillingClient {
  return {
    async quotas(cloud, service, signal) {
      const where = calls.cloud(cloud);
      const found = await calls.pages(
        QuotaLimitServiceService.list,
        ListQuotaLimitsRequest.fromPartial({
          resource: { id: cloud, type: 'resource-manager.cloud' },
          service,
        }),
        (page) => page.quotaLimits,
        { doing: `read the ${service} quotas of ${where}`, role: 'quota-manager.viewer', where },
        signal,
      );
      return found.map(({ quotaId, limit, usage }) => ({ id: quotaId, limit, usage }));
    },

    async billingOf(cloud, signal) {
      const accounts = await calls.pages(
        BillingAccountServiceService.list,
        ListBillingAccountsRequest.fromPartial({}),
        (page) => page.billingAccounts,
        { doing: 'list the billing accounts', role: 'billing.accounts.viewer' },
        signal,
      );
      for (const { id, name, active, currency } of accounts) {
        const bound = await calls.pages(
          BillingAccountServiceService.listBillableObjectBindings,
          ListBillableObjectBindingsRequest.fromPartial({ billingAccountId: id }),
          (page) => page.billableObjectBindings,
          { doing: `look at billing account “${name}”`, role: 'billing.accounts.viewer' },
          signal,
        );
        if (bound.some(({ billableObject: o }) => o?.type === 'cloud' && o.id === cloud)) {
          return { id, name, active, currency };
        }
      }
      return undefined;
    },

    async skus(serviceId, { currency, account }, signal) {
      const found = await calls.pages(
        SkuServiceService.list,
        ListSkusRequest.fromPartial({
          currency,
          filter: `serviceId="${serviceId}"`,
          ...(account !== undefined && { billingAccountId: account }),
        }),
        (page) => page.skus,
        {
          doing: 'read the price list',
          // The list prices are for everybody.
          role: account === undefined ? undefined : 'billing.accounts.viewer',
        },
        signal,
      );
      return found.map(toSku);
    },
  };
}

function toSku(sku: WireSku): Sku {
  return {
    id: sku.id,
    name: sku.name,
    unit: sku.pricingUnit,
    prices: sku.pricingVersions.flatMap(toPrice),
  };
}

function toPrice(version: PricingVersion): SkuPrice[] {
  const from = version.effectiveTime?.getTime();
  if (from === undefined) return [];
  const tiers = version.pricingExpressions
    .flatMap((expression) => expression.rates)
    .map((rate) => ({
      startQuantity: Number(rate.startPricingQuantity),
      price: rate.unitPrice === '' ? Number.NaN : Number(rate.unitPrice),
      currency: rate.currency,
    }));
  // A price that is not a number is no price.
  if (tiers.some((tier) => !Number.isFinite(tier.price))) return [];
  return [{ kind: priceKind(version.type), from, tiers }];
}

function priceKind(type: PricingVersionType): SkuPrice['kind'] {
  if (type === PricingVersionType.STREET_PRICE) return 'street';
  return type === PricingVersionType.CONTRACT_PRICE ? 'contract' : 'unknown';
}
