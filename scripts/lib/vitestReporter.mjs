// @ts-check
/** Writes what the runner of all tiers adds up: counts, and the skipped tests with their reasons. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export default class TierReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message: string }[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.MLOPS_TIER_RESULT;
    if (!file) return;
    const result = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
    /** @type {string[]} */
    const problems = unhandledErrors.map((error) => `outside a test: ${error.message}`);
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') result.passed++;
        else if (state === 'failed') result.failed++;
        else result.skipped.push(`${test.fullName}: ${reasonOf(test)}`);
      }
      const errors = module.errors();
      // A file that cannot be loaded has no tests to count.
      problems.push(...errors.map((error) => `${module.relativeModuleId}: ${error.message}`));
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...result, problems }));
  }
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  if (note !== undefined) return note;
  // Otherwise the name of the test or of its group says why.
  const [, afterDash, inBrackets] = / – (.+)$|\(skipped: (.+?)\)/.exec(test.fullName) ?? [];
  return afterDash ?? inBrackets ?? 'no reason given';
}
