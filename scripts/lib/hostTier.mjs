// @ts-check
/** Runs test/host inside the extension host of a real VS Code that a browser has opened. */
import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveToReaper } from './reaper.mjs';
import { root } from './paths.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensureEditor } from './editor.mjs';
import { isEditorNoise } from './editorNoise.mjs';
import { external } from './external.mjs';
import { startServer } from './server.mjs';

/**
 * @typedef {{ state: 'passed' | 'failed' | 'skipped', title: string, ms: number, message?: string }} Outcome
 */

/** Builds out/host: an index and one file per test file. CommonJS, because that is what VS Code loads tests as. */
export async function buildHostSuite() {
  const { build } = await import('esbuild');
  const outdir = join(root, 'out/host');
  await rm(outdir, { recursive: true, force: true });
  const suite = join(root, 'test/host/suite');
  const files = await readdir(suite, { recursive: true });
  const shared = /** @type {const} */ ({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    logLevel: 'warning',
    absWorkingDir: root,
  });
  await build({
    ...shared,
    entryPoints: { index: 'test/host/index.ts' },
    outdir,
    external: ['vscode', 'mocha'],
  });
  await build({
    ...shared,
    entryPoints: files.filter((name) => name.endsWith('.test.ts')).map((name) => join(suite, name)),
    outbase: suite,
    outdir: join(outdir, 'suite'),
    external,
    alias: { mocha: join(root, 'test/host/mochaGlobals.ts') },
  });
  return join(outdir, 'index.cjs');
}

/**
 * Opens a workbench on a fresh profile and lets `tests.run()` settle inside its extension host.
 * @param {{ version: string, tests: string, extension?: string, workspace?: string, env?: NodeJS.ProcessEnv | undefined,
 *   settings?: Record<string, unknown> | undefined, timeoutMs?: number, progress?: ((message: string) => void) | undefined,
 *   onLog?: (type: string, args: unknown[]) => void, signal?: AbortSignal | undefined }} options
 * @returns {Promise<{ code: number | 'timeout', log: string[] }>}
 */
export async function runInHost(options) {
  const { version, tests, extension = root, timeoutMs = 180_000, progress, signal } = options;
  const [editor, browser, { chromium }] = await Promise.all([
    ensureEditor(version, { progress, signal }),
    ensureBrowser({ progress, signal }),
    import('playwright-core'),
  ]);
  const home = await mkdtemp(join(tmpdir(), 'mlops-host-'));
  const release = leaveToReaper({ folder: home });
  const workspace = options.workspace ?? join(home, 'workspace');
  await mkdir(workspace, { recursive: true });
  /** @type {string[]} */
  const log = [];
  try {
    const { env, settings } = options;
    const server = await startServer({ editor, home, env, settings, testDriver: true, signal });
    try {
      const running = await chromium.launch(browser);
      try {
        const page = await running.newPage();
        /** @type {Promise<number>} */
        const finished = new Promise((resolve) => {
          void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) =>
            resolve(code),
          );
        });
        await page.exposeFunction(
          'codeAutomationLog',
          (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
            log.push(`${type} ${args.map(String).join(' ')}`);
            options.onLog?.(type, args);
          },
        );
        await page.goto(
          server.url(workspace, [
            ['extensionDevelopmentPath', server.remotePath(extension)],
            ['extensionTestsPath', server.remotePath(tests)],
            ['skipWelcome', 'true'],
          ]),
        );
        const code = await withDeadline(finished, timeoutMs);
        return { code, log };
      } finally {
        await running.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    release();
  }
}

/** @template T @param {Promise<T>} work @param {number} ms @returns {Promise<T | 'timeout'>} */
async function withDeadline(work, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<'timeout'>} */
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve('timeout'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Omit<Parameters<typeof runInHost>[0], 'tests' | 'onLog'> & { onOutcome?: (outcome: Outcome) => void }} options
 * @returns {Promise<{ outcomes: Outcome[], problem?: string }>}
 */
export async function runHostSuite({ onOutcome, ...options }) {
  const tests = await buildHostSuite();
  /** @type {Outcome[]} */
  const outcomes = [];
  const { code, log } = await runInHost({
    ...options,
    tests,
    onLog: (_type, args) => {
      const at = args.findIndex((arg) => arg === 'mlops-test-outcome');
      if (at === -1) return;
      const outcome = /** @type {Outcome} */ (JSON.parse(String(args[at + 1])));
      outcomes.push(outcome);
      onOutcome?.(outcome);
    },
  });
  if (code === 0 && outcomes.length > 0) return { outcomes };
  if (code !== 'timeout' && outcomes.some(({ state }) => state === 'failed')) return { outcomes };
  const errors = log.filter((line) => line.startsWith('error') && !isEditorNoise(line)).slice(-8);
  const what =
    code === 'timeout' ? 'the test run did not end in time' : `the test run ended with ${code}`;
  const counted = outcomes.length === 0 ? ' and no test reported a result' : '';
  return { outcomes, problem: [`${what}${counted}`, ...errors].join('\n') };
}
