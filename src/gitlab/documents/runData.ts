import { z } from 'zod';
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
  metrics: z.object({ nodes: nodes(metric), pageInfo }),
};
