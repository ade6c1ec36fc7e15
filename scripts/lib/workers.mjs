// @ts-check
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** `import { source } from 'worker:./worker.ts'` gives a bundled module as text. Views may load no further scripts.
 * @param {Pick<import('esbuild').BuildOptions, 'minify' | 'target' | 'absWorkingDir'>} options
 * @returns {import('esbuild').Plugin}
 */
export function workers(options) {
  return {
    name: 'workers',
    setup(setup) {
      setup.onResolve({ filter: /^worker:/ }, ({ path, importer }) => ({
        path: join(dirname(importer), path.slice('worker:'.length)),
        namespace: 'worker',
      }));
      setup.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
        const { outputFiles, metafile } = await build({
          ...options,
          entryPoints: [path],
          bundle: true,
          write: false,
          metafile: true,
          platform: 'browser',
          format: 'iife',
          legalComments: 'none',
          logLevel: 'warning',
        });
        const root = options.absWorkingDir ?? '.';
        return {
          contents: `export const source = ${JSON.stringify(outputFiles[0]?.text ?? '')};`,
          watchFiles: Object.keys(metafile.inputs).map((file) => join(root, file)),
        };
      });
    },
  };
}
