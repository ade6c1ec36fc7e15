// @ts-check
/**
 * Measures what bench/*.bench.ts describes, prints a table, writes bench/results.json and docs/measured.md.
 * `npm run bench [name...]`.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureDependencies, ensurePackaged } from './lib/built.mjs';
import { root } from './lib/paths.mjs';
import { format, resolveConfig } from 'prettier';
import { measuredPage } from './lib/measuredPage.mjs';
import { sayWhy } from './lib/problem.mjs';
import { tell } from './lib/steps.mjs';
import { load } from './lib/typescript.mjs';

/** @typedef {import('../bench/entry').Entry & { ok: boolean, peers: Readonly<Record<string, number>> }} Result */

await ensureDependencies((message) => tell(`… ${message}`));
await ensurePackaged((message) => tell(`… ${message}`));
const chosen = process.argv.slice(2);
const folder = join(root, 'bench');
const files = (await readdir(folder)).filter((file) => file.endsWith('.bench.ts')).sort();
/** @type {Result[]} */
const results = [];
let broken = 0;
for (const file of files) {
  const name = basename(file, '.bench.ts');
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  tell(`measuring ${name}`);
  try {
    const bench = /** @type {import('../bench/entry').Bench} */ (await load(join(folder, file)));
    for (const entry of await bench.measure()) {
      const { value, budget, peers = {} } = entry;
      const rounded = Math.round(value * 1_000) / 1_000;
      results.push({
        ...entry,
        value: rounded,
        ok: budget === undefined || rounded <= budget,
        peers,
      });
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'BenchSkipped')
      tell(`  skipped – ${error.message}`);
    else {
      broken++;
      tell(`  failed – ${sayWhy(error)}`);
    }
  }
}
printTable(results);
// A part of the whole does not replace the record of the whole.
if (chosen.length === 0 && broken === 0) {
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  const page = measuredPage(results, new Date());
  await writeFile(
    join(root, 'docs/measured.md'),
    await format(page, {
      parser: 'markdown',
      ...(await resolveConfig(join(root, 'docs/measured.md'))),
    }),
  );
}
process.exit(broken > 0 || results.some(({ ok }) => !ok) ? 1 : 0);

/** @param {readonly Result[]} entries */
function printTable(entries) {
  const rows = entries.map(({ name, unit, value, budget, ok, peers }) => [
    name,
    `${value} ${unit}`,
    budget === undefined ? '' : `≤ ${budget} ${unit}`,
    budget === undefined ? '' : ok ? 'ok' : 'OVER',
    Object.entries(peers)
      .map(([peer, of]) => `${peer}: ${of} ${unit}`)
      .join(', '),
  ]);
  const all = [['what', 'value', 'budget', '', 'others'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  tell('');
  for (const row of all) {
    tell(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
