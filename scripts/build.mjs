// @ts-check
/** Bundles the extension, the sandbox and the webviews into dist/. `--watch` keeps going, `--dev` keeps names. */
import { build, context } from 'esbuild';
import { cp, mkdir, rm, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toCommonJs } from './lib/commonJs.mjs';
import { external } from './lib/external.mjs';
import { mergeChunks } from './lib/mergeChunks.mjs';
import { workers } from './lib/workers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dev = process.argv.includes('--dev');
const watch = process.argv.includes('--watch');

/** CommonJS packages inside our modules ask for `require`. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('');

const nodeEntries = {
  extension: 'src/extension.ts',
  sandbox: 'src/sandbox/main.ts',
  gitlabRunner: 'src/sandbox/runner/main.ts',
};

/** @returns {Promise<import('esbuild').BuildOptions[]>} */
async function bundles() {
  const shared = /** @type {const} */ ({
    bundle: true,
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: root,
  });
  const entries = Object.fromEntries(
    Object.entries(nodeEntries).filter(([, file]) => existsSync(join(root, file))),
  );
  const apps = (await readdir(join(root, 'src/webviews')))
    .map((name) => /** @type {const} */ ([name, `src/webviews/${name}/app/main.tsx`]))
    .filter(([, file]) => existsSync(join(root, file)));
  return [
    {
      ...shared,
      entryPoints: entries,
      outdir: 'dist',
      platform: 'node',
      target: 'node20',
      format: 'esm',
      splitting: true,
      keepNames: dev,
      chunkNames: 'chunks/[name]-[hash]',
      external,
      // The requester is ours, so the one that comes with the REST package is dead weight.
      alias: { '@gitbeaker/rest': '@gitbeaker/core' },
      banner: { js: banner },
    },
    ...(apps.length === 0
      ? []
      : [
          {
            ...shared,
            entryPoints: Object.fromEntries(apps.map(([name, file]) => [`webviews/${name}`, file])),
            outdir: 'dist',
            platform: /** @type {const} */ ('browser'),
            target: 'chrome130',
            format: /** @type {const} */ ('iife'),
            jsx: /** @type {const} */ ('automatic'),
            jsxImportSource: 'preact',
            loader: /** @type {const} */ ({ '.ttf': 'file', '.svg': 'text' }),
            define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
            plugins: [workers({ minify: !dev, target: 'chrome130', absWorkingDir: root })],
          },
        ]),
  ];
}

async function copyAssets() {
  await mkdir(join(root, 'dist/webviews'), { recursive: true });
  const icons = join(root, 'node_modules/@vscode/codicons/dist');
  await cp(join(icons, 'codicon.css'), join(root, 'dist/webviews/codicon.css'));
  await cp(join(icons, 'codicon.ttf'), join(root, 'dist/webviews/codicon.ttf'));
}

/** @param {import('esbuild').BuildResult<{ metafile: true }>} result of the bundles that run in Node.js */
async function finish(result) {
  const [own = '', ...others] = Object.keys(nodeEntries).map((name) => `dist/${name}.js`);
  await mergeChunks(result, own, others, { root, banner, external });
  const files = Object.keys(result.metafile.outputs).filter((file) => file.endsWith('.js'));
  await toCommonJs(files, { root, banner });
  await writeFile(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
}

/** With names kept, and while watching, the parts stay where and as they were written. */
const asWritten = dev || watch;
/** Editors take what is called so for CommonJS, whatever the package says of its own files. */
const entry = asWritten
  ? ["exports.activate = async (context) => (await import('./extension.js')).activate(context);"]
  : ["module.exports = require('./extension.js');"];

await rm(join(root, 'dist'), { recursive: true, force: true });
await copyAssets();
await writeFile(join(root, 'dist/extension.cjs'), `${entry.join('\n')}\n`);
const options = await bundles();
if (watch) {
  for (const option of options) await (await context(option)).watch();
} else {
  const results = await Promise.all(
    options.map((option) => build({ ...option, metafile: /** @type {const} */ (true) })),
  );
  const [node] = results;
  if (node && !asWritten) await finish(node);
  await mkdir(join(root, 'out'), { recursive: true });
  await writeFile(
    join(root, 'out/metafile.json'),
    JSON.stringify(results.map((result) => result.metafile)),
  );
}
