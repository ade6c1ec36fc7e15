/** What one thing costs. Unknown is `undefined`, never 0. A month is 720 hours, as in the price lists. */
export const hoursPerMonth = 720;

export interface Rate {
  readonly perHour: number;
  /** `sku`: asked from the billing service; `documented`: a figure of the documentation or of users. */
  readonly source: 'sku' | 'documented';
  /** Day on which the price took effect or was seen, `2026-05-01`. */
  readonly asOf: string;
  readonly sku: string | undefined;
}

export interface PricePart {
  /** `vCPU`, `memory`, `disk`, `public IP`, `backups`. */
  readonly name: string;
  readonly quantity: number;
  /** Of the whole quantity. */
  readonly perHour: number | undefined;
  readonly source: Rate['source'] | undefined;
  readonly asOf: string | undefined;
}

export interface ItemPrice {
  readonly parts: readonly PricePart[];
  /** Undefined when any part is unknown. */
  readonly perHour: number | undefined;
  /** While the machine is stopped; undefined when unknown. */
  readonly stoppedPerHour: number | undefined;
}

export interface PriceTotal {
  readonly currency: string;
  /** Of all items with a known price. */
  readonly perHour: number;
  readonly perMonth: number;
  /** False: some item has no known price, the total is a lower bound. */
  readonly complete: boolean;
  /** Oldest and newest day of the prices in it. */
  readonly asOf: { readonly from: string; readonly to: string } | undefined;
  readonly documented: boolean;
}

export function itemPrice(
  parts: readonly PricePart[],
  keptWhenStopped: readonly string[],
  /** What comes on top while it is stopped. */
  onlyStopped: readonly PricePart[] = [],
): ItemPrice {
  return {
    parts,
    perHour: sum(parts),
    stoppedPerHour: sum([
      ...parts.filter((part) => keptWhenStopped.includes(part.name)),
      ...onlyStopped,
    ]),
  };
}

export function pricePart(name: string, quantity: number, rate: Rate | undefined): PricePart {
  return {
    name,
    quantity,
    perHour: rate === undefined ? undefined : rate.perHour * quantity,
    source: rate?.source,
    asOf: rate?.asOf,
  };
}

export function totalPrice(items: readonly ItemPrice[], currency: string): PriceTotal {
  const parts = items.flatMap((item) => item.parts);
  const perHour = parts.reduce((total, part) => total + (part.perHour ?? 0), 0);
  const days = parts.flatMap((part) => (part.asOf === undefined ? [] : [part.asOf])).sort();
  const from = days.at(0);
  const to = days.at(-1);
  return {
    currency,
    perHour,
    perMonth: perHour * hoursPerMonth,
    complete: parts.every((part) => part.perHour !== undefined),
    asOf: from === undefined || to === undefined ? undefined : { from, to },
    documented: parts.some((part) => part.source === 'documented'),
  };
}

function sum(parts: readonly PricePart[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part.perHour === undefined) return undefined;
    total += part.perHour;
  }
  return total;
}
