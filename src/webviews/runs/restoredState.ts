import * as z from 'zod';
import { type ExperimentId } from '../../model/ids';
import { type Opened } from './contract';

const place = z.object({
  project: z.string().max(1_000).optional(),
  experiments: z
    .array(
      z
        .string()
        .max(200)
        .transform((id) => id as ExperimentId),
    )
    .max(10_000)
    .optional(),
});

const schema = z.object({
  opened: z.object({ places: z.array(place).min(1).max(100), title: z.string().max(1_000) }),
  page: z.int().min(1).catch(1),
});

/** What a page of runs had kept, as far as the editor's end needs it; undefined when it is no such thing. */
export function restoredState(
  state: unknown,
): { readonly opened: Opened; readonly page: number } | undefined {
  const parsed = schema.safeParse(state);
  if (!parsed.success) return undefined;
  const { opened, page } = parsed.data;
  return {
    page,
    opened: {
      title: opened.title,
      places: opened.places.map(({ project, experiments }) => ({
        ...(project !== undefined && { project }),
        experiments,
      })),
    },
  };
}
