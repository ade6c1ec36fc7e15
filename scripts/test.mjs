// @ts-check
/** Runs tiers of tests: `node scripts/test.mjs [tier...] [-- filter...]`. The last line has the totals. */
import { ensureDependencies } from './lib/built.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureEditor } from './lib/editor.mjs';
import { watchForLeaks } from './lib/leaks.mjs';
import { untilTold } from './lib/lifetime.mjs';
import { Problem, sayWhy } from './lib/problem.mjs';
import { seconds, strong, tell } from './lib/steps.mjs';

/** @typedef {import('./lib/tiers.mjs').Tier} Tier */
/** @typedef {import('./lib/tiers.mjs').Counts} Counts */

async function main() {
  const signal = untilTold();
  await ensureDependencies((message) => tell(`  … ${message}`), signal);
  const { tiers, usualTiers } = await import('./lib/tiers.mjs');
  const [names, filters] = readArguments(usualTiers);
  const chosen = names.map((name) => {
    const tier = tiers.find((one) => one.name === name);
    if (tier) return tier;
    const known = tiers.map((one) => one.name).join(', ');
    throw new Problem(`There is no tier "${name}"; there are ${known}.`);
  });
  const fetched = fetchAhead(chosen, signal);
  /** @type {(Counts & { title: string, ms: number })[]} */
  const results = [];
  for (const tier of chosen) {
    for (const version of tier.versions ?? [undefined]) {
      if (signal.aborted) break;
      const title = version ? `${tier.name} on VS Code ${version}` : tier.name;
      const from = performance.now();
      const counts = await runTier(tier, { title, version, filters, signal });
      results.push({ title, ms: performance.now() - from, ...counts });
    }
  }
  await fetched;
  return summarise(results, signal);
}

/** @param {readonly string[]} usual @returns {[readonly string[], readonly string[]]} */
function readArguments(usual) {
  const all = process.argv.slice(2);
  const dashes = all.indexOf('--');
  const names = dashes === -1 ? all : all.slice(0, dashes);
  return [names.length > 0 ? names : usual, dashes === -1 ? [] : all.slice(dashes + 1)];
}

/**
 * Downloads run beside the first tiers. A failure is reported by the tier that needs the thing.
 * @param {readonly Tier[]} chosen @param {AbortSignal} signal
 */
async function fetchAhead(chosen, signal) {
  const served = chosen.filter(({ name }) => name === 'host' || name === 'e2e');
  const versions = new Set(served.flatMap((tier) => tier.versions ?? []));
  const browser = served.length > 0 || chosen.some(({ name }) => name === 'browser');
  await Promise.allSettled([
    ...[...versions].map((version) => ensureEditor(version, { signal })),
    ...(browser ? [ensureBrowser({ signal })] : []),
  ]);
}

/**
 * @param {Tier} tier
 * @param {{ title: string, version: string | undefined, filters: readonly string[], signal: AbortSignal }} options
 * @returns {Promise<Counts>}
 */
async function runTier(tier, { title, version, filters, signal }) {
  tell(`\n${strong(`── ${title}`)}`);
  /** @type {Counts} */
  let counts = { passed: 0, failed: 0, skipped: [], problems: [] };
  const watched = await watchForLeaks();
  try {
    await tier.prepare?.();
    counts = await tier.run({ env: watched.env, version, filters, signal });
  } catch (error) {
    counts.problems.push(sayWhy(error));
  }
  const leaks = await watched.leaks();
  if (leaks.length > 0) counts.problems.push(`left behind:\n${leaks.join('\n')}`);
  const { passed, failed, skipped, problems } = counts;
  if (passed + failed + skipped.length + problems.length === 0) {
    problems.push('there was no test to run');
  }
  for (const skip of skipped) tell(`  skipped – ${skip}`);
  for (const problem of problems) tell(`  FAILED ${title}: ${problem.replaceAll('\n', '\n    ')}`);
  return counts;
}

/** @param {readonly (Counts & { title: string, ms: number })[]} results @param {AbortSignal} signal */
function summarise(results, signal) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  tell('');
  for (const { title, ms, passed, failed, skipped, problems } of results) {
    const bad = failed + problems.length;
    tell(
      `${bad > 0 ? '✗' : '✓'} ${title.padEnd(28)} ${words(passed, bad, skipped.length)}  (${seconds(ms)})`,
    );
    total.passed += passed;
    total.failed += bad;
    total.skipped += skipped.length;
  }
  if (signal.aborted) {
    tell('Ended before all tiers were run.');
    total.failed++;
  }
  tell(words(total.passed, total.failed, total.skipped));
  return total.failed > 0 || results.length === 0 ? 1 : 0;
}

/** @param {number} passed @param {number} failed @param {number} skipped */
function words(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(sayWhy(error));
  tell(words(0, 1, 0));
  process.exitCode = 1;
}
process.exit();
