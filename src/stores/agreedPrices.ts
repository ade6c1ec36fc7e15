import { isRecord } from '../base/record';
import { type Blueprint } from '../model/blueprint';
import { type AgreedPrices, type ItemRate } from '../model/environment';
import { type Plan } from '../model/plan';

/** Where the prices of a plan that was agreed to are kept. */
export function pricesKey({ folderId, stackId }: Blueprint): string {
  return `prices ${folderId} ${stackId}`;
}

export function pricesOf(plan: Plan): AgreedPrices {
  const of = (item: string): ItemRate | undefined => {
    const price = plan.items.find((one) => one.id === item)?.price;
    return price?.perHour === undefined
      ? undefined
      : { perHour: price.perHour, stoppedPerHour: price.stoppedPerHour };
  };
  const [gitlab, machine, address] = [of('gitlab'), of('machine'), of('address')];
  return { currency: plan.total.currency, gitlab, machine: together(machine, address) };
}

/** A reserved address is paid for with its machine. */
function together(
  machine: ItemRate | undefined,
  address: ItemRate | undefined,
): ItemRate | undefined {
  if (!machine || !address) return machine;
  const stopped =
    machine.stoppedPerHour === undefined || address.stoppedPerHour === undefined
      ? undefined
      : machine.stoppedPerHour + address.stoppedPerHour;
  return { perHour: machine.perHour + address.perHour, stoppedPerHour: stopped };
}

export function parsePrices(value: unknown): AgreedPrices | undefined {
  if (!isRecord(value) || typeof value['currency'] !== 'string') return undefined;
  return {
    currency: value['currency'],
    gitlab: parseRate(value['gitlab']),
    machine: parseRate(value['machine']),
  };
}

function parseRate(part: unknown): ItemRate | undefined {
  if (!isRecord(part) || typeof part['perHour'] !== 'number') return undefined;
  const stopped = part['stoppedPerHour'];
  return {
    perHour: part['perHour'],
    stoppedPerHour: typeof stopped === 'number' ? stopped : undefined,
  };
}
