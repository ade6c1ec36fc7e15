// @ts-check
/**
 * Kills a process at every journal write and every call of creating, repairing, setting up and destroying, and resumes:
 * `node scripts/crash.mjs [--every k] [--from n] [--stages n] [--filter text]`. The last line has the totals.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/built.mjs';
import { external } from './lib/external.mjs';
import { root } from './lib/paths.mjs';
import { tell } from './lib/steps.mjs';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    stages: { type: 'string', default: '2' },
    filter: { type: 'string' },
  },
});

await ensureDependencies((message) => tell(`… ${message}`));
const folder = join(root, 'out/crash');
await mkdir(folder, { recursive: true });
const { build } = await import('esbuild');
await build({
  entryPoints: {
    main: join(root, 'test/crash/main.ts'),
    cloud: join(root, 'test/crash/cloudProcess.ts'),
    setUp: join(root, 'test/crash/setUpProcess.ts'),
    gitlabRunner: join(root, 'src/sandbox/runner/main.ts'),
    window: join(root, 'test/crash/windowProcess.ts'),
  },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  absWorkingDir: root,
  external,
  // As the product is built: the requester is ours.
  alias: { '@gitbeaker/rest': '@gitbeaker/core' },
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
      "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
    ].join(''),
  },
});
const { runCrashTest } = /** @type {typeof import('../test/crash/main')} */ (
  await import(pathToFileURL(join(folder, 'main.mjs')).href)
);
const code = await runCrashTest({
  programs: {
    cloud: join(folder, 'cloud.mjs'),
    setUp: join(folder, 'setUp.mjs'),
    window: join(folder, 'window.mjs'),
    gitlabRunner: join(folder, 'gitlabRunner.mjs'),
  },
  every: Number(values.every),
  from: Number(values.from),
  stages: Number(values.stages),
  filter: values.filter,
  say: (line) => tell(line),
});
process.exit(code);
