import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../scripts/lib/paths.mjs';
import { BenchSkipped, type Entry } from './entry';

const journeySchema = z.object({
  version: z.string(),
  steps: z.array(z.object({ name: z.string(), ms: z.number(), requests: z.number() })),
});

/** What the last journey of the e2e tier wrote down. */
export async function measure(): Promise<readonly Entry[]> {
  const file = join(root, 'out/e2e/journey.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new BenchSkipped('no journey was recorded; run: npm run test:e2e');
  const { steps } = journeySchema.parse(JSON.parse(text));
  const total = steps.reduce((sum, step) => sum + step.ms, 0);
  return [
    { name: 'journey: whole', unit: 's', value: total / 1_000 },
    ...steps.flatMap(({ name, ms, requests }): Entry[] => [
      { name: `journey: ${name}`, unit: 's', value: ms / 1_000 },
      { name: `journey: ${name}, calls to services`, unit: 'requests', value: requests },
    ]),
  ];
}
