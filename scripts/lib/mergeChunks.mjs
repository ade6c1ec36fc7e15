// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { build } from 'esbuild';

/** @typedef {import('esbuild').Metafile['outputs']} Outputs */

/**
 * Puts the chunks that an entry loads at once into the entry: an editor asks a worker about each file that an extension
 * imports, so twenty small files take longer than one. What loads such a chunk later gets it from the entry. Chunks that
 * other entries reach stay files, for these must not load this entry.
 * @param {import('esbuild').BuildResult<{ metafile: true }>} result of a build with splitting
 * @param {string} entry @param {readonly string[]} others outputs, relative to `root`
 * @param {{ root: string, banner: string, external: string[] }} options
 */
export async function mergeChunks({ metafile: { outputs } }, entry, others, options) {
  const { root, banner, external } = options;
  const elsewhere = new Set(others.flatMap((other) => [...reached(outputs, other, true)]));
  const chunks = [...reached(outputs, entry, false)].filter(
    (path) => path !== entry && !elsewhere.has(path),
  );
  const merged = new Set([entry, ...chunks].map((path) => join(root, path)));
  const name = (/** @type {number} */ index, /** @type {string} */ of) => `m${index}_${of}`;
  const exportsOf = (/** @type {string} */ path) => outputs[path]?.exports ?? [];
  const lines = chunks.flatMap((path, index) =>
    exportsOf(path).length === 0
      ? []
      : [
          `export { ${exportsOf(path)
            .map((of) => `${of} as ${name(index, of)}`)
            .join(', ')} } from ${JSON.stringify(join(root, path))};`,
        ],
  );
  const folder = dirname(join(root, entry));
  const { outputFiles } = await build({
    stdin: {
      contents: [`export * from ${JSON.stringify(join(root, entry))};`, ...lines].join('\n'),
      resolveDir: folder,
    },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    external,
    banner: { js: banner },
    plugins: [
      {
        name: 'other-chunks-stay-outside',
        setup(setup) {
          setup.onResolve({ filter: /^\./ }, ({ path, importer }) => {
            const file = join(dirname(importer), path);
            if (merged.has(file)) return { path: file };
            return { path: `./${posix.join(...relativeTo(folder, file))}`, external: true };
          });
          // Each chunk has the banner already, and one is enough.
          setup.onLoad({ filter: /\.js$/ }, async ({ path }) => ({
            contents: (await readFile(path, 'utf8')).replace(banner, ''),
          }));
        },
      },
    ],
  });
  await writeFile(join(root, entry), outputFiles[0]?.text ?? '');
  for (const [index, path] of chunks.entries()) {
    const names = exportsOf(path).map((of) => `${name(index, of)} as ${of}`);
    const from = JSON.stringify(`../${basename(entry)}`);
    await writeFile(join(root, path), `export { ${names.join(', ')} } from ${from};\n`);
  }
}

/** Everything that an output loads: at once, or also later.
 * @param {Outputs} outputs @param {string} from @param {boolean} later @returns {Set<string>}
 */
function reached(outputs, from, later) {
  /** @type {Set<string>} */
  const found = new Set();
  const follow = (/** @type {string} */ path) => {
    if (found.has(path) || !outputs[path]) return;
    found.add(path);
    for (const next of outputs[path].imports) {
      if (next.external !== true && (later || next.kind !== 'dynamic-import')) follow(next.path);
    }
  };
  follow(from);
  return found;
}

/** @param {string} folder @param {string} file @returns {string[]} */
function relativeTo(folder, file) {
  return file.slice(folder.length + 1).split(/[\\/]/);
}
