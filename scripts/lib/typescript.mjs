// @ts-check
/** Loads a TypeScript module of this checkout in plain Node, whatever the Node's version. */
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

/** Bundles a module into out/loaded and answers where it is. Our own scripts and packages stay outside the bundle.
 * @param {string} file @returns {Promise<string>}
 */
export async function bundled(file) {
  const { build } = await import('esbuild');
  const outfile = join(root, 'out/loaded', `${basename(file).replace(/\.ts$/, '')}.mjs`);
  await mkdir(join(root, 'out/loaded'), { recursive: true });
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [
      {
        name: 'scripts-stay-outside',
        setup(setup) {
          setup.onResolve({ filter: /\.mjs$/ }, ({ path, resolveDir }) => ({
            path: pathToFileURL(join(resolveDir, path)).href,
            external: true,
          }));
        },
      },
    ],
  });
  return outfile;
}

/** @param {string} file @returns {Promise<unknown>} the module */
export async function load(file) {
  return import(`${pathToFileURL(await bundled(file)).href}?${Date.now()}`);
}
