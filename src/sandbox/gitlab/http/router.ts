import { type Route } from '../exchange';
import { badParameter } from './refusals';

export type Match =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Record<string, string> }
  | { readonly kind: 'other-method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds routes by path. Fixed segments win over parameters, parameters over `*rest`. */
export class Router {
  readonly #routes: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes
      .map((route) => ({ route, segments: route.path.split('/').slice(1) }))
      .sort(bySpecificity);
  }

  /** @param path as it was sent, still encoded. HEAD finds GET. */
  match(method: string, path: string): Match {
    const segments = path.split('/').slice(1);
    const allow: string[] = [];
    for (const { route, segments: pattern } of this.#routes) {
      if (!fits(pattern, segments)) continue;
      if (route.method === method || (method === 'HEAD' && route.method === 'GET')) {
        return { kind: 'found', route, params: read(pattern, segments) };
      }
      allow.push(route.method);
    }
    return allow.length > 0 ? { kind: 'other-method', allow } : { kind: 'none' };
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  const rest = pattern.at(-1)?.startsWith('*') === true;
  if (rest ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((part, at) => {
    const segment = segments[at] ?? '';
    return part.startsWith('*') || (part.startsWith(':') ? segment !== '' : part === segment);
  });
}

function read(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  pattern.forEach((part, at) => {
    if (part.startsWith('*')) {
      params[part.slice(1)] = segments.slice(at).map(decode).join('/');
    } else if (part.startsWith(':')) {
      params[part.slice(1)] = decode(segments[at] ?? '');
    }
  });
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badParameter('Bad Request');
  }
}

function bySpecificity(a: Compiled, b: Compiled): number {
  for (let at = 0; at < Math.max(a.segments.length, b.segments.length); at++) {
    const difference = rank(a.segments[at]) - rank(b.segments[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (segment.startsWith('*')) return 2;
  return segment.startsWith(':') ? 1 : 0;
}
