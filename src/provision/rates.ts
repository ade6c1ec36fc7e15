import { type Sku, type SkuPrice } from '../model/cloudRequests';
import { hoursPerMonth, type Rate } from '../model/price';

/** Ids of the services in the price list. */
export const serviceIds = {
  compute: 'dn22pas77ftg9h3f2djj',
  vpc: 'dn28okfvqh19eiue6l2m',
  gitlab: 'dn2g45ennmllm0knk0gi',
} as const;

/** What is priced: per core, GB, address or GPU and hour. */
export type RateName =
  | 'core'
  | 'core50'
  | 'core20'
  | 'corePreemptible'
  | 'memory'
  | 'memoryPreemptible'
  | 'ssd'
  | 'hdd'
  | 'address'
  | 'addressIdle'
  | 't4'
  | 't4Preemptible'
  | 't4CorePreemptible'
  | 't4MemoryPreemptible'
  | 't4i'
  | 't4iPreemptible'
  | 'gitlabCore'
  | 'gitlabMemory'
  | 'gitlabDisk'
  | 'gitlabBackup';

interface Listing {
  /** Id or name in the price list; undefined: neither is known. */
  readonly sku?: string;
  /** A figure seen in RUB, for when the list cannot be read, and the day it held from. */
  readonly seen?: { readonly perHour: number; readonly asOf: string };
}

/** Ice Lake (standard-v3). Prices of managed GitLab in RUB are only in the list. */
function listings(gitlabTier: GitLabTier): Readonly<Record<RateName, Listing>> {
  return {
    core: { sku: 'dn2k3vqlk9snp1jv351u', seen: { perHour: 1.1529, asOf: '2026-03-01' } },
    core50: { sku: 'dn2f0q0d6gtpcom4b1p6' },
    core20: { sku: 'dn2r8aklo79bmpkd87l3' },
    corePreemptible: { sku: 'dn2e2fphfupugm21k4hv' },
    memory: { sku: 'dn2ilq72mjc3bej6j74p', seen: { perHour: 0.3074, asOf: '2026-03-01' } },
    memoryPreemptible: { sku: 'dn26ur5frjbgdek2a0g5' },
    ssd: { sku: 'dn27ajm6m8mnfcshbi61', seen: { perHour: 0.0199, asOf: '2026-05-01' } },
    hdd: { sku: 'dn2al287u6jr3a710u8g', seen: { perHour: 0.004453, asOf: '2026-03-01' } },
    address: { sku: 'dn229q5mnmp58t58tfel', seen: { perHour: 0.26352, asOf: '2026-01-01' } },
    addressIdle: { sku: 'dn2nqa0nqffbhihsq2n5', seen: { perHour: 0.34038, asOf: '2026-01-01' } },
    t4: { sku: 'dn20ml8ifdps6m7048an', seen: { perHour: 70.27, asOf: '2026-05-01' } },
    t4Preemptible: { sku: 'dn2cpk4mc82b1vib72e5', seen: { perHour: 17.56, asOf: '2026-05-01' } },
    t4CorePreemptible: { seen: { perHour: 0.3184, asOf: '2026-05-01' } },
    t4MemoryPreemptible: { seen: { perHour: 0.0768, asOf: '2026-05-01' } },
    t4i: { sku: 'dn2hql9evci880d8jq7i', seen: { perHour: 158.11, asOf: '2026-05-01' } },
    t4iPreemptible: { sku: 'dn2qlml2u48bng4jgilh', seen: { perHour: 21.09, asOf: '2026-07-01' } },
    gitlabCore: { sku: `gitlab.instance.${gitlabTier}.cpu` },
    gitlabMemory: { sku: `gitlab.instance.${gitlabTier}.ram` },
    gitlabDisk: { sku: 'gitlab.instance.disk' },
    gitlabBackup: { sku: 'gitlab.backup' },
  };
}

/** No rules and basic rules cost the same. */
export type GitLabTier = 'free' | 'standard' | 'advanced';

export type Rates = Readonly<Record<RateName, Rate | undefined>>;

/** The prices in force at `at`, from the list where it has them. @param at ms since 1970 */
export function ratesFrom(
  skus: readonly Sku[],
  tier: GitLabTier,
  currency: string,
  at: number,
): Rates {
  const entries = Object.entries(listings(tier)).map(([name, listing]) => [
    name,
    listed(skus, listing.sku, currency, at) ?? seen(listing, currency),
  ]);
  return Object.fromEntries(entries) as Rates;
}

function listed(
  skus: readonly Sku[],
  name: string | undefined,
  currency: string,
  at: number,
): Rate | undefined {
  if (name === undefined) return undefined;
  const sku = skus.find((candidate) => candidate.id === name || candidate.name === name);
  const price = sku?.prices
    .filter((candidate) => candidate.from <= at && candidate.kind !== 'unknown')
    .sort((a, b) => b.from - a.from || rank(b) - rank(a))
    .at(0);
  const tier = price?.tiers.find((candidate) => candidate.startQuantity === 0);
  const hours = sku === undefined ? undefined : hoursOf(sku.unit);
  if (!sku || !price || tier?.currency !== currency || hours === undefined) return undefined;
  return {
    perHour: tier.price / hours,
    source: 'sku',
    asOf: new Date(price.from).toISOString().slice(0, 10),
    sku: sku.id,
  };
}

/** Of two prices of one day, the one agreed with the customer counts. */
function rank(price: SkuPrice): number {
  return price.kind === 'contract' ? 1 : 0;
}

const unitHours: Readonly<Record<string, number>> = {
  hour: 1,
  day: 24,
  month: hoursPerMonth,
  second: 1 / 3600,
};

/** Hours in the time part of a unit such as `core*hour`; undefined for units that are not understood. */
function hoursOf(unit: string): number | undefined {
  return unitHours[/\*\s*([a-z]+)$/.exec(unit)?.[1] ?? ''];
}

function seen(listing: Listing, currency: string): Rate | undefined {
  if (listing.seen === undefined || currency !== 'RUB') return undefined;
  return { ...listing.seen, source: 'documented', sku: listing.sku };
}
