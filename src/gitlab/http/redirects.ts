import { isLoopback } from '../../model/serverAddress';
import { type HttpRequest } from './request';

export interface Hop {
  readonly url: URL;
  readonly withToken: boolean;
  /** Redirects that may still be followed. */
  readonly left: number;
}

/**
 * Where to go on after a redirect, or nothing when it is not to be followed: only reads are, the token stays
 * with its origin, and nothing goes from https to http.
 */
export function followable(
  from: Hop,
  status: number,
  location: string | undefined,
  request: Pick<HttpRequest, 'method'>,
): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (request.method !== 'GET' || from.left === 0) return undefined;
  if (!URL.canParse(location, from.url)) return undefined;
  const url = new URL(location, from.url);
  if (!isAllowed(url, from.url)) return undefined;
  return { url, withToken: from.withToken && url.origin === from.url.origin, left: from.left - 1 };
}

function isAllowed(to: URL, from: URL): boolean {
  if (to.protocol === 'https:') return true;
  return to.protocol === 'http:' && from.protocol === 'http:' && isLoopback(to.hostname);
}
