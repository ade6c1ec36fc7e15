import { PricingVersionType, type Sku } from '@yandex-cloud/nodejs-sdk/billing-v1/sku';

export const billedServices = [
  { id: 'dn22pas77ftg9h3f2djj', name: 'compute', description: 'Compute Cloud' },
  { id: 'dn28okfvqh19eiue6l2m', name: 'network', description: 'Virtual Private Cloud' },
  { id: 'dn2g45ennmllm0knk0gi', name: 'managed-gitlab', description: 'Managed Service for GitLab' },
];
const [compute = '', vpc = '', gitlab = ''] = billedServices.map((service) => service.id);

type Unit = 'core*hour' | 'gbyte*hour' | 'fip*hour' | 'gpu*hour' | 'gbyte';

/** Prices in RUB with VAT as they were seen; `since` is when they came into force. */
interface Price {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly unit: Unit;
  readonly rub: number;
  readonly since: string;
  /** What it cost before, since long ago. */
  readonly before?: number;
  /** So much of it is free. */
  readonly freeUpTo?: number;
}

/** USD of the price list without VAT; MGL prices are known in USD only. */
const rubPerUsd = 122;
const fromUsd = (usd: number): number => Number((usd * rubPerUsd).toFixed(6));
/** A month of the price list has 720 hours. */
const perHour = (usdPerMonth: number): number => Number((fromUsd(usdPerMonth) / 720).toFixed(8));

const march = '2026-03-01';
const may = '2026-05-01';
const mgl = (id: string, name: string, unit: Unit, rub: number): Price => ({
  id,
  name,
  service: gitlab,
  unit,
  rub,
  since: '2025-05-01',
});

/** Those of the 50 % and 20 % shares were not seen; here they are in proportion. */
const prices: readonly Price[] = [
  {
    id: 'dn2k3vqlk9snp1jv351u',
    name: 'compute.vm.cpu.c100.v3',
    service: compute,
    unit: 'core*hour',
    rub: 1.1529,
    since: march,
    before: 1.0764,
  },
  {
    id: 'dn2f0q0d6gtpcom4b1p6',
    name: 'compute.vm.cpu.c50.v3',
    service: compute,
    unit: 'core*hour',
    rub: 0.6918,
    since: march,
  },
  {
    id: 'dn2r8aklo79bmpkd87l3',
    name: 'compute.vm.cpu.c20.v3',
    service: compute,
    unit: 'core*hour',
    rub: 0.4612,
    since: march,
  },
  {
    id: 'dn2ilq72mjc3bej6j74p',
    name: 'compute.vm.ram.v3',
    service: compute,
    unit: 'gbyte*hour',
    rub: 0.3074,
    since: march,
  },
  {
    id: 'dn2e2fphfupugm21k4hv',
    name: 'compute.vm.cpu.c100.preemptible.v3',
    service: compute,
    unit: 'core*hour',
    rub: 0.3184,
    since: march,
  },
  {
    id: 'dn26ur5frjbgdek2a0g5',
    name: 'compute.vm.ram.preemptible.v3',
    service: compute,
    unit: 'gbyte*hour',
    rub: 0.0768,
    since: march,
  },
  {
    id: 'dn27ajm6m8mnfcshbi61',
    name: 'nbs.network-nvme.allocated',
    service: compute,
    unit: 'gbyte*hour',
    rub: 0.0199,
    since: may,
    before: 0.0178,
  },
  {
    id: 'dn2al287u6jr3a710u8g',
    name: 'nbs.network-hdd.allocated',
    service: compute,
    unit: 'gbyte*hour',
    rub: 0.004453,
    since: march,
  },
  {
    id: 'dn20ml8ifdps6m7048an',
    name: 'compute.vm.gpu.t4',
    service: compute,
    unit: 'gpu*hour',
    rub: 70.27,
    since: may,
  },
  {
    id: 'dn2cpk4mc82b1vib72e5',
    name: 'compute.vm.gpu.t4.preemptible',
    service: compute,
    unit: 'gpu*hour',
    rub: 17.56,
    since: may,
  },
  {
    id: 'dn2hql9evci880d8jq7i',
    name: 'compute.vm.gpu.t4i',
    service: compute,
    unit: 'gpu*hour',
    rub: 158.11,
    since: may,
  },
  {
    id: 'dn2qlml2u48bng4jgilh',
    name: 'compute.vm.gpu.t4i.preemptible',
    service: compute,
    unit: 'gpu*hour',
    rub: 21.09,
    since: '2026-07-01',
  },
  {
    id: 'dn229q5mnmp58t58tfel',
    name: 'network.public_fips',
    service: vpc,
    unit: 'fip*hour',
    rub: 0.26352,
    since: '2026-01-01',
  },
  {
    id: 'dn2nqa0nqffbhihsq2n5',
    name: 'network.public_fips.deallocated',
    service: vpc,
    unit: 'fip*hour',
    rub: 0.34038,
    since: '2026-01-01',
  },
  {
    id: 'dn28ml7sjbb5v98jkuj3',
    name: 'network.egress.inet',
    service: vpc,
    unit: 'gbyte',
    rub: 1.42,
    since: '2026-09-01',
    freeUpTo: 100,
  },
  mgl('dn2glfreecpu00000001', 'gitlab.instance.free.cpu', 'core*hour', fromUsd(0.01344)),
  mgl('dn2glfreeram00000001', 'gitlab.instance.free.ram', 'gbyte*hour', fromUsd(0.0036)),
  mgl('dn2glstdcpu000000001', 'gitlab.instance.standard.cpu', 'core*hour', fromUsd(0.0188)),
  mgl('dn2glstdram000000001', 'gitlab.instance.standard.ram', 'gbyte*hour', fromUsd(0.00504)),
  mgl('dn2gladvcpu000000001', 'gitlab.instance.advanced.cpu', 'core*hour', fromUsd(0.02688)),
  mgl('dn2gladvram000000001', 'gitlab.instance.advanced.ram', 'gbyte*hour', fromUsd(0.0072)),
  mgl('dn2gldisk00000000001', 'gitlab.instance.disk', 'gbyte*hour', perHour(0.10408)),
  mgl('dn2glbackup000000001', 'gitlab.backup', 'gbyte*hour', perHour(0.01536)),
];

export const currencies = ['RUB', 'USD', 'KZT'];

/** All SKUs with their prices in one currency. The newest version may be announced and not in force yet. */
export function skus(currency: string): Sku[] {
  return prices.map((price) => ({
    id: price.id,
    name: price.name,
    description: '',
    serviceId: price.service,
    pricingUnit: price.unit,
    pricingVersions: [
      ...(price.before === undefined ? [] : [version(price, price.before, '2024-01-01', currency)]),
      version(price, price.rub, price.since, currency),
      // Announced for later: a reader has to look at the time.
      version(price, price.rub * 1.1, '2030-01-01', currency),
    ],
  }));
}

function version(
  price: Price,
  rub: number,
  since: string,
  currency: string,
): Sku['pricingVersions'][number] {
  const rate = (from: number, amount: number) => ({
    startPricingQuantity: String(from),
    unitPrice: convert(amount, currency),
    currency,
  });
  return {
    type: PricingVersionType.STREET_PRICE,
    effectiveTime: new Date(`${since}T00:00:00+03:00`),
    pricingExpressions: [
      {
        rates:
          price.freeUpTo === undefined ? [rate(0, rub)] : [rate(0, 0), rate(price.freeUpTo, rub)],
      },
    ],
  };
}

function convert(rub: number, currency: string): string {
  const factor = currency === 'USD' ? 1 / rubPerUsd : currency === 'KZT' ? 6.2 : 1;
  return (rub * factor).toFixed(10).replace(/\.?0+$/, '') || '0';
}
