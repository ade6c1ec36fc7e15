import * as z from 'zod';
import { maybe } from '../parse';
import { nodes, pageInfo } from './common';

const named = z.object({ name: z.string(), value: z.string() });

/** JSON has no NaN: servers send null, or the word. */
const value = z
  .union([z.number(), z.string(), z.null()])
  .transform((raw) => (raw === null ? Number.NaN : Number(raw)));

const metric = z.object({ id: z.string(), name: z.string(), value, step: z.number() });

/** The three lists of a run, each a page. */
export const runData = {
  params: z.object({ nodes: nodes(named), pageInfo }),
  metadata: z.object({ nodes: nodes(named), pageInfo }),
  metrics: z
    .object({ nodes: maybe(z.array(metric.nullable())), pageInfo })
    .transform(({ nodes: list = [], pageInfo: info }) => ({
      nodes: list.filter((point) => point !== null),
      /** A point with a value that GraphQL cannot say is missing. */
      lost: list.includes(null),
      pageInfo: info,
    })),
};

export type RunData = { readonly [K in keyof typeof runData]: z.infer<(typeof runData)[K]> };
