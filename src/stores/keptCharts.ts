import * as z from 'zod';
import { bandKinds } from '../model/charts/group';

const column = z.string().max(1_010);
const name = z.string().max(1_000);

/** One chart beside the table, as the user arranged it. Parts that a kind does not use are kept for when it does. */
export const chartSchema = z.object({
  id: z.string().min(1).max(60),
  kind: z.enum(['line', 'parallel', 'scatter', 'bars', 'importance', 'correlation']),
  /** Name of the metric; empty: the key metric. */
  metric: name.default(''),
  along: z
    .union([
      z.object({ kind: z.enum(['step', 'time', 'relative']) }),
      z.object({ kind: z.literal('metric'), name }),
    ])
    .default({ kind: 'step' }),
  logX: z.boolean().default(false),
  logY: z.boolean().default(false),
  group: column.optional(),
  band: z.enum(bandKinds).default('range'),
  x: column.optional(),
  y: column.optional(),
  color: column.optional(),
  /** Of parallel coordinates, from left to right; undefined: chosen by what differs. */
  axes: z
    .array(
      z.object({ key: column, flip: z.boolean().default(false), log: z.boolean().default(false) }),
    )
    .max(24)
    .optional(),
  /** px */
  height: z.number().min(100).max(1_200).default(200),
  /** Over the whole width of the grid. */
  wide: z.boolean().default(false),
});
export type KeptChart = Readonly<z.infer<typeof chartSchema>>;
export const keptChartsSchema = z.array(chartSchema).max(60);
