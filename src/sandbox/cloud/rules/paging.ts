import { invalid } from '../wire/status';

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextPageToken: string;
}

/** @param all in a stable order; the token says how many were read, in the manner of an opaque text */
export function page<T>(all: readonly T[], request: PageRequest, largest = 1000): Page<T> {
  if (request.pageSize < 0 || request.pageSize > largest) {
    throw invalid('page_size', `Value must be between 0 and ${largest}`);
  }
  const size = request.pageSize === 0 ? 100 : request.pageSize;
  const start = parseToken(request.pageToken);
  const items = all.slice(start, start + size);
  const end = start + items.length;
  return {
    items,
    nextPageToken: end < all.length ? Buffer.from(`after:${end}`).toString('base64url') : '',
  };
}

function parseToken(token: string): number {
  if (token === '') return 0;
  const match = /^after:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!match) throw invalid('page_token', 'Invalid page token');
  return Number(match[1]);
}

/** Rows that a list filter lets through. Only `name="x"` is understood, as in the real service. */
export function filtered<T extends { readonly name: string }>(
  rows: readonly T[],
  filter: string,
): T[] {
  if (filter === '') return [...rows];
  const match = /^\s*name\s*=\s*(?:"([^"]*)"|'([^']*)')\s*$/.exec(filter);
  if (!match) throw invalid('filter', `Filter expression is invalid: ${filter}`);
  const name = match[1] ?? match[2];
  return rows.filter((row) => row.name === name);
}
