import * as z from 'zod';
import { columnGroups, emptyLayout, looks, shownParts } from '../model/columnLayout';
import { type FieldKey } from '../model/query/query';

const key = z
  .string()
  .min(1)
  .max(1_100)
  .transform((text) => text as FieldKey);
const keys = z.array(key).max(5_000).readonly();

/** How the user arranged the columns, as it is kept; a part that cannot be read is as at the start. */
export const columnLayoutSchema = z.object({
  widths: z.record(z.string().max(1_100), z.number().min(20).max(2_000)).catch(emptyLayout.widths),
  without: z.array(z.enum(columnGroups)).max(columnGroups.length).readonly().catch([]),
  hidden: keys.catch([]),
  shown: keys.catch([]),
  pinned: keys.catch([]),
  moves: z
    .array(z.object({ key, behind: key.optional() }))
    .max(5_000)
    .readonly()
    .catch([]),
  parts: z.record(z.string().max(1_100), z.enum(shownParts)).catch({}),
  looks: z.record(z.string().max(1_100), z.enum(looks)).catch({}),
  differing: z.boolean().catch(false),
  groupBy: key.optional().catch(undefined),
});
