import * as z from 'zod';
import { groups, sections } from '../model/comparison/lines';

/** How the page that compares is arranged; a part that cannot be read is as at the start. */
export const compareLayoutSchema = z.object({
  onlyDiffering: z.boolean().catch(true),
  regressionsFirst: z.boolean().catch(true),
  /** Sections that show what is equal although only differences are shown, or the other way round. */
  turned: z.array(z.enum(sections)).max(sections.length).readonly().catch([]),
  collapsed: z
    .array(z.enum([...sections, ...groups]))
    .max(sections.length + groups.length)
    .readonly()
    .catch([]),
  /** What curves are drawn along. */
  along: z
    .union([
      z.object({ kind: z.enum(['step', 'time', 'relative']) }),
      z.object({ kind: z.literal('metric'), name: z.string().max(1_000) }),
    ])
    .catch({ kind: 'step' }),
  logX: z.boolean().catch(false),
  logY: z.boolean().catch(false),
});
export type CompareLayout = Readonly<z.infer<typeof compareLayoutSchema>>;
