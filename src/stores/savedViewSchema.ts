import * as z from 'zod';
import { columnParts } from '../model/frame/frame';
import { type FieldKey } from '../model/query/query';
import { columnLayoutSchema } from './columnLayoutSchema';

const sortSchema = z.object({
  key: z
    .string()
    .min(1)
    .max(1_100)
    .transform((text) => text as FieldKey),
  part: z.enum(columnParts).catch('last'),
  descending: z.boolean().catch(false),
});
export const sortsSchema = z.array(sortSchema).max(20).readonly();

/** A query with a name, and how the table is arranged for it where the view says so. */
export const savedViewSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(100),
  query: z.string().max(10_000),
  /** What the table is sorted by, the most important first; undefined: the view leaves that as it is. */
  sort: sortsSchema.optional(),
  /** With the column that rows are grouped by; undefined: the view leaves them as they are. */
  columns: columnLayoutSchema.optional(),
});
export type SavedView = Readonly<z.infer<typeof savedViewSchema>>;
