// @ts-check
/** Writes package.json's `contributes` from the command table. With `--check` it only says whether it is the same. */
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const { outputFiles } = await build({
  entryPoints: [join(root, 'src/commands/contributes.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
/** @type {{ contributes: () => object }} */
const { contributes } = await import(`data:text/javascript;base64,${code}`);

const file = join(root, 'package.json');
const manifest = JSON.parse(await readFile(file, 'utf8'));
const wanted = JSON.stringify(contributes());
if (JSON.stringify(manifest.contributes) !== wanted) {
  if (process.argv.includes('--check')) {
    console.error('package.json differs from the command table. Run: npm run contributes');
    process.exit(1);
  }
  manifest.contributes = contributes();
  await writeFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
