// @ts-check
/**
 * Measures what bench/*.bench.ts describes, prints a table, writes bench/results.json and docs/measured.md.
 * `npm run bench [name...]`.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureDependencies, ensurePackaged } from './lib/built.mjs';
import { root } from './lib/paths.mjs';
import { format, resolveConfig } from 'prettier';
import { measuredPage } from './lib/measuredPage.mjs';
import { sayWhy } from './lib/problem.mjs';
import { tell } from './lib/steps.mjs';
import { load } from './lib/typescript.mjs';

/** @typedef {import('./lib/measuredPage.mjs').Result} Result */

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
        bench: name,
        at: new Date().toISOString().slice(0, 10),
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
await record(results);
process.exit(broken > 0 || results.some(({ ok }) => !ok) ? 1 : 0);

/** What was measured now takes the place of what the same files had found before.
 * @param {readonly Result[]} found
 */
async function record(found) {
  const path = join(folder, 'results.json');
  const names = files.map((file) => basename(file, '.bench.ts'));
  const now = new Set(found.map(({ bench }) => bench));
  const before = /** @type {Result[]} */ (JSON.parse(await readFile(path, 'utf8')));
  const all = [...before.filter(({ bench }) => !now.has(bench)), ...found]
    .filter(({ bench }) => names.includes(bench))
    .sort((a, b) => names.indexOf(a.bench) - names.indexOf(b.bench));
  await writeFile(path, `${JSON.stringify(all, null, 2)}\n`);
  const page = join(root, 'docs/measured.md');
  const options = { parser: 'markdown', ...(await resolveConfig(page)) };
  await writeFile(page, await format(measuredPage(all), options));
}

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
