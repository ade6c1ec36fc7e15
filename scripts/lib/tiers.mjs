// @ts-check
/** The tiers of tests and how each is run. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensurePackaged } from './built.mjs';
import { runDesktopSuite } from './desktopTier.mjs';
import { newestEditor, oldestEditor } from './editor.mjs';
import { runHostSuite } from './hostTier.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { seconds, tell } from './steps.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: string[], problems: string[] }} Counts
 * `problems` are failures outside of tests: a crash, a file that cannot be loaded, a leak.
 *
 * @typedef {object} Tier
 * @property {string} name
 * @property {readonly string[]} [versions] of VS Code; the tier runs once for each
 * @property {() => Promise<unknown>} [prepare]
 * @property {(context: { env: NodeJS.ProcessEnv, version: string | undefined, filters: readonly string[],
 *   signal: AbortSignal }) => Promise<Counts>} run
 */

const versions = [oldestEditor, newestEditor];

/** @type {readonly Tier[]} */
export const tiers = [
  { name: 'unit', run: vitest('unit') },
  { name: 'wire', prepare: () => ensureBuilt(), run: vitest('wire') },
  { name: 'host', versions, prepare: () => ensureBuilt(), run: host },
  { name: 'browser', prepare: () => ensureBuilt(), run: vitest('browser') },
  { name: 'e2e', versions, prepare: () => ensurePackaged(), run: vitest('e2e') },
  { name: 'desktop', versions, prepare: () => ensureBuilt(), run: desktop },
];

/** What `npm test` runs; a desktop VS Code has to be asked for. */
export const usualTiers = ['unit', 'wire', 'host', 'browser', 'e2e'];

/** @param {string} project @returns {Tier['run']} */
function vitest(project) {
  return async ({ env, version, filters, signal }) => {
    const file = join(tmpdir(), `mlops-result-${randomUUID()}.json`);
    try {
      const program = join(root, 'node_modules/vitest/vitest.mjs');
      const args = [program, 'run', '--project', project, ...filters];
      const { code } = await run(process.execPath, args, {
        cwd: root,
        env: { ...env, MLOPS_TIER_RESULT: file, ...(version ? { MLOPS_VSCODE: version } : {}) },
        show: true,
        signal,
      });
      const text = await readFile(file, 'utf8').catch(() => undefined);
      /** @type {Counts} */
      const counts = text ? JSON.parse(text) : { passed: 0, failed: 0, skipped: [], problems: [] };
      const explained = counts.failed > 0 || counts.problems.length > 0;
      if (code !== 0 && !explained) {
        const untold = text === undefined ? ' before it had a result' : '';
        counts.problems.push(`vitest ended with exit code ${code}${untold}`);
      }
      return counts;
    } finally {
      await rm(file, { force: true });
    }
  };
}

/** @type {Tier['run']} */
async function host({ env, version = newestEditor, signal }) {
  const { outcomes, problem } = await runHostSuite({
    version,
    env,
    signal,
    progress: (message) => tell(`  … ${message}`),
    onOutcome: showOutcome,
  });
  return count(outcomes, problem);
}

/** @type {Tier['run']} */
async function desktop({ env, version = newestEditor, signal }) {
  const result = await runDesktopSuite({ version, env, signal, onOutcome: showOutcome });
  if ('unavailable' in result) {
    const why = `the suite in a desktop VS Code ${version}: ${result.unavailable}`;
    return { passed: 0, failed: 0, skipped: [why], problems: [] };
  }
  return count(result.outcomes, result.problem);
}

/** @param {import('./hostTier.mjs').Outcome} outcome */
function showOutcome({ state, title, ms, message }) {
  const sign = { passed: '✓', failed: '✗', skipped: '↓' }[state];
  tell(` ${sign} ${title} (${seconds(ms)})`);
  if (state === 'failed' && message) tell(message.replace(/^/gm, '     '));
}

/** @param {readonly import('./hostTier.mjs').Outcome[]} outcomes @param {string} [problem] @returns {Counts} */
function count(outcomes, problem) {
  /** @param {string} state */
  const having = (state) => outcomes.filter((outcome) => outcome.state === state);
  return {
    passed: having('passed').length,
    failed: having('failed').length,
    skipped: having('skipped').map(({ title, message }) => `${title}: ${message}`),
    problems: problem === undefined ? [] : [problem],
  };
}
