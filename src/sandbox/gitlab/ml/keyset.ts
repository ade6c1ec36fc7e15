import { badParameter } from '../http/refusals';

/** An order by one column and then by id, newest first. */
export interface KeysetOrder<Row> {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  value(row: Row): string | number;
  id(row: Row): number;
}

export interface KeysetPage<Row> {
  readonly rows: readonly Row[];
  /** For the next page; null on the last one. */
  readonly token: string | null;
}

/** A page in the manner of Rails keyset pagination: the token holds the last row's place, not a number of rows. */
export function keysetPage<Row>(
  all: readonly Row[],
  order: KeysetOrder<Row>,
  size: number,
  token: string | undefined,
): KeysetPage<Row> {
  const sign = order.direction === 'asc' ? 1 : -1;
  const compare = (a: Place, b: Place): number =>
    sign * compareValues(a.value, b.value) || b.id - a.id;
  const placed = all
    .map((row) => ({ row, value: order.value(row), id: order.id(row) }))
    .sort(compare);
  const after = token ? parseToken(token, order.column) : undefined;
  const start = after ? placed.findIndex((entry) => compare(entry, after) > 0) : 0;
  const page = start === -1 ? [] : placed.slice(start, start + size);
  const last = page.at(-1);
  const more = last !== undefined && start + size < placed.length;
  return {
    rows: page.map((entry) => entry.row),
    token: more ? makeToken(order.column, last) : null,
  };
}

interface Place {
  readonly value: string | number;
  readonly id: number;
}

function makeToken(column: string, place: Place): string {
  const cursor = { [column]: place.value, id: String(place.id), _kd: 'n' };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function parseToken(token: string, column: string): Place {
  try {
    const cursor = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
    const { [column]: value, id } = cursor as Record<string, unknown>;
    const usable = typeof value === 'string' || typeof value === 'number';
    if (usable && Number.isSafeInteger(Number(id))) return { value, id: Number(id) };
  } catch {
    // Falls through to the refusal: it is not a token of ours.
  }
  throw badParameter('page_token is invalid');
}

function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
