import { type Exchange, type Reply } from '../exchange';
import { badParameter } from './refusals';

export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** Page size 20, at most 100; pages count from 1. */
export function pageRequest(query: URLSearchParams): PageRequest {
  return {
    page: Math.max(1, positive(query, 'page') ?? 1),
    perPage: Math.min(100, positive(query, 'per_page') ?? 20),
  };
}

/** A page of a list by number, with GitLab's headers. */
export function paged<T>(
  exchange: Exchange,
  externalUrl: string,
  all: readonly T[],
  present: (item: T) => unknown,
): Reply {
  const { page, perPage } = pageRequest(exchange.query);
  const pages = Math.ceil(all.length / perPage);
  const items = all.slice((page - 1) * perPage, page * perPage);
  const link = (to: number, rel: string): string =>
    `<${urlWith(exchange, externalUrl, { page: String(to), per_page: String(perPage) })}>; rel="${rel}"`;
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < pages ? [link(page + 1, 'next')] : []),
    link(1, 'first'),
    link(Math.max(1, pages), 'last'),
  ];
  // GitLab leaves the totals out above 10,000 rows.
  const totals =
    all.length > 10_000 ? {} : { 'X-Total': String(all.length), 'X-Total-Pages': String(pages) };
  return {
    status: 200,
    json: items.map(present),
    headers: {
      'X-Page': String(page),
      'X-Per-Page': String(perPage),
      'X-Next-Page': page < pages ? String(page + 1) : '',
      'X-Prev-Page': page > 1 ? String(page - 1) : '',
      ...totals,
      Link: links.join(', '),
    },
  };
}

/**
 * A page after a mark, for `pagination=keyset`: the next page is known by its `Link` only.
 * @param all in the order of the answer
 * @param mark what identifies an item in the link, such as its id
 * @param parameter the query parameter that carries the mark
 */
export function keyset<T>(
  exchange: Exchange,
  externalUrl: string,
  all: readonly T[],
  mark: (item: T) => string,
  present: (item: T) => unknown,
  parameter = 'cursor',
): Reply {
  const { perPage } = pageRequest(exchange.query);
  const after = exchange.query.get(parameter);
  const start = after === null ? 0 : all.findIndex((item) => mark(item) === after) + 1;
  const items = all.slice(start, start + perPage);
  const last = items.at(-1);
  const more = start + perPage < all.length && last !== undefined;
  const headers = more
    ? { Link: `<${urlWith(exchange, externalUrl, { [parameter]: mark(last) })}>; rel="next"` }
    : undefined;
  const reply: Reply = { status: 200, json: items.map(present) };
  return headers === undefined ? reply : { ...reply, headers };
}

function urlWith(exchange: Exchange, externalUrl: string, set: Record<string, string>): string {
  const url = new URL(exchange.request.url ?? '/', externalUrl);
  url.searchParams.delete('private_token');
  for (const [name, value] of Object.entries(set)) url.searchParams.set(name, value);
  return url.toString();
}

function positive(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw badParameter(`${name} is invalid`);
  return value === 0 ? undefined : value;
}
