import { GraphQLError } from 'graphql';

/** The most nodes of one page; larger wishes are cut down silently. */
export const maxPageSize = 100;

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** The column that orders a list, beside the id. */
export interface OrderColumn<Row> {
  readonly name: string;
  /** As it stands in cursors. */
  text(row: Row): string;
}

export interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly total: number;
}

/**
 * A page of rows that are in the order of the answer. A cursor names a row; when that row is gone, the page
 * begins behind where it would stand.
 * @param idOf the row's id, which cursors carry
 */
export function connect<Row>(
  rows: readonly Row[],
  args: PageArgs,
  idOf: (row: Row) => number,
  column?: OrderColumn<Row>,
): Connection<Row> {
  const { first, last } = args;
  if (isNumber(first) && isNumber(last)) {
    throw new GraphQLError('Can only provide either `first` or `last`, not both');
  }
  const after = placeOf(rows, args.after, idOf);
  const before = placeOf(rows, args.before, idOf);
  let start = after === undefined ? 0 : after + 1;
  let end = before ?? rows.length;
  let [cutFront, cutBack] = [false, false];
  if (isNumber(last)) {
    const size = Math.min(Math.max(last, 0), maxPageSize);
    cutFront = end - start > size;
    start = Math.max(start, end - size);
  } else {
    const size = Math.min(Math.max(first ?? maxPageSize, 0), maxPageSize);
    cutBack = end - start > size;
    end = Math.min(end, start + size);
  }
  const nodes = rows.slice(start, Math.max(start, end));
  const cursorOf = (row: Row): string => makeCursor(row, idOf, column);
  const [head, tail] = [nodes[0], nodes.at(-1)];
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ cursor: cursorOf(node), node }));
    },
    pageInfo: {
      hasNextPage: before !== undefined || cutBack,
      hasPreviousPage: after !== undefined || cutFront,
      startCursor: head === undefined ? null : cursorOf(head),
      endCursor: tail === undefined ? null : cursorOf(tail),
    },
    total: rows.length,
  };
}

/** `count(limit:)`: one more than the limit when there are more. */
export function limitedCount(total: number, limit: number | null | undefined): number {
  const most = limit ?? 1000;
  if (most <= 0) throw new GraphQLError('limit must be greater than 0');
  if (most > 1000) throw new GraphQLError('limit must be less than or equal to 1000');
  return Math.min(total, most + 1);
}

function makeCursor<Row>(
  row: Row,
  idOf: (row: Row) => number,
  column: OrderColumn<Row> | undefined,
): string {
  const place = {
    ...(column === undefined ? {} : { [column.name]: column.text(row) }),
    id: String(idOf(row)),
  };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Where the cursor's row stands. Lists by falling id are searched by halving. */
function placeOf<Row>(
  rows: readonly Row[],
  cursor: string | null | undefined,
  idOf: (row: Row) => number,
): number | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const id = parseCursor(cursor);
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && idOf(row) > id) low = middle + 1;
    else high = middle;
  }
  const found = rows[low];
  if (found !== undefined && idOf(found) === id) return low;
  const exact = rows.findIndex((row) => idOf(row) === id);
  // Its row is gone: the place where it would stand in a list by falling id.
  return exact === -1 ? low - 1 : exact;
}

function parseCursor(cursor: string): number {
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    const { id } = place as Record<string, unknown>;
    const number = Number(id);
    if (id !== undefined && Number.isSafeInteger(number)) return number;
  } catch {
    // Not a cursor of ours.
  }
  throw new GraphQLError('Please provide a valid cursor');
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
