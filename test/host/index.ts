import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Runnable, type Test } from 'mocha';

/** What the runner outside reads from the extension host's console, one line per finished test. */
interface Outcome {
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly title: string;
  readonly ms: number;
  readonly message?: string;
}

/** Entry of the extension host's test run; VS Code calls it and waits. Rejects when a test failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const silent = class extends Mocha.reporters.Base {};
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: silent });
  const suite = join(__dirname, 'suite');
  const names = readdirSync(suite, { recursive: true, encoding: 'utf8' }).sort();
  // Who builds the product by hand comes before the editor does: a command can be registered once.
  const early = names.filter((name) => name.startsWith('inactive'));
  for (const name of [...early, ...names.filter((one) => !early.includes(one))]) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(suite, name));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => tell(test, 'passed'));
    runner.on('pending', (test) => tell(test, 'skipped', reasonOf(test)));
    runner.on('fail', (test, error: unknown) => tell(test, 'failed', describe(error)));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

function tell(test: Runnable, state: Outcome['state'], message?: string): void {
  const outcome: Outcome = {
    state,
    title: test.fullTitle(),
    ms: test.duration ?? 0,
    ...(message === undefined ? {} : { message }),
  };
  const line = JSON.stringify(outcome);
  console.info('mlops-test-outcome', line);
  // A desktop editor's console is not ours to read.
  const file = process.env.MLOPS_HOST_OUTCOMES;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}

/** A skipped test says why at the end of its title, after a dash. */
function reasonOf(test: Test): string {
  return / – (.+)$/.exec(test.title)?.[1] ?? 'no reason given';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
