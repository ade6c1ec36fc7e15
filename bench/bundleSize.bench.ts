import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFile } from '../scripts/lib/built.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { type Entry } from './entry';

const importSchema = z.object({ path: z.string(), kind: z.string() });
const outputSchema = z.object({ bytes: z.number(), imports: z.array(importSchema) });
/** What the bundler wrote about each bundle. */
const metafilesSchema = z.array(z.object({ outputs: z.record(z.string(), outputSchema) }));

/** What VS Code loads before it can call `activate`: the entry and the chunks it imports statically. */
export async function measure(): Promise<readonly Entry[]> {
  const text = await readFile(join(root, 'out/metafile.json'), 'utf8');
  const files = metafilesSchema.parse(JSON.parse(text));
  const outputs = new Map(files.flatMap((file) => Object.entries(file.outputs)));
  const { size } = await stat(packageFile);
  return [
    {
      name: 'host bundle, loaded at activation',
      unit: 'KB',
      value: staticSize(outputs, 'dist/extension.js') / 1_000,
      budget: 150,
    },
    { name: 'package (.vsix)', unit: 'MB', value: size / 1_000_000, budget: 2.5 },
  ];
}

function staticSize(
  outputs: ReadonlyMap<string, z.infer<typeof outputSchema>>,
  entry: string,
): number {
  const seen = new Set<string>();
  const add = (path: string): number => {
    const output = outputs.get(path);
    if (!output || seen.has(path)) return 0;
    seen.add(path);
    const followed = output.imports.filter(({ kind }) => kind === 'import-statement');
    return followed.reduce((sum, next) => sum + add(next.path), output.bytes);
  };
  return add(entry);
}
