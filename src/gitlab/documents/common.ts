import * as z from 'zod';
import { maybe } from '../parse';

export const person = z
  .object({ username: z.string(), name: z.string() })
  .transform(({ username, name }) => ({ username, name }));

export const pageInfo = z.object({
  hasNextPage: z.boolean(),
  endCursor: maybe(z.string()),
});

/** Connections may hold nulls where the caller may not see something. */
export function nodes<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return maybe(z.array(item.nullable())).transform((list) =>
    (list ?? []).filter((entry) => entry !== null),
  );
}

/** How much of the server's budget for one query this one took. */
export const complexity = maybe(z.object({ score: z.number(), limit: z.number() }));

/** The number that ends a path such as `/g/p/-/ml/experiments/3`. */
export function lastNumber(path: string | undefined): number | undefined {
  const match = /\/(\d+)\/?$/.exec(path ?? '');
  return match ? Number(match[1]) : undefined;
}

export function lastSegment(path: string | undefined): string | undefined {
  const segment = path?.replace(/\/$/, '').split('/').at(-1);
  return segment === '' ? undefined : segment;
}
