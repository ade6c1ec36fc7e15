// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

/**
 * Turns bundles that were split as ES modules into CommonJS, where they are. An editor asks a worker for each thing that
 * an ES module imports, its own built-in modules too, and waits for every answer; `require` asks nobody.
 * @param {readonly string[]} files outputs, relative to `root`
 * @param {{ root: string, banner: string }} options
 */
export async function toCommonJs(files, { root, banner }) {
  await Promise.all(
    files.map(async (file) => {
      const path = join(root, file);
      // What the banner makes up for is there.
      const code = (await readFile(path, 'utf8')).replace(banner, '');
      const target = /** @type {const} */ ({ platform: 'node', target: 'node20' });
      const { code: converted } = await transform(code, {
        ...target,
        format: 'cjs',
        supported: { 'dynamic-import': false },
        define: { 'import.meta.url': '__moduleUrl' },
      });
      const url = converted.includes('__moduleUrl')
        ? 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;\n'
        : '';
      // Nobody imports a default of the editor's module, so none of its hundreds of names has to be wrapped.
      const direct = converted.replaceAll('__toESM(require("vscode"))', 'require("vscode")');
      const { code: small } = await transform(`${url}${direct}`, {
        ...target,
        minify: true,
        legalComments: 'none',
      });
      await writeFile(path, small);
    }),
  );
}
