import { existsSync, fstatSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorText } from '../base/errors';
import { parseFlags, readFaults } from './flags';
import { startSandbox } from './sandbox';

/** Prints one line of JSON when ready and runs until its owner goes: the whole contract of this process. */
async function main(): Promise<void> {
  const { faults, ...flags } = parseFlags(process.argv.slice(2));
  const sandbox = await startSandbox({
    ...flags,
    faults: await readFaults(faults),
    runnerProgram: bundledRunner(),
  });
  const ended = ownerGone();
  process.stdout.write(`${JSON.stringify(sandbox.address)}\n`);
  await ended;
  await sandbox[Symbol.asyncDispose]();
  for (const crash of sandbox.cloud.crashes) {
    process.stderr.write(`A bug of the sandbox: ${errorText(crash)}\n`);
  }
}

/** Built beside this program; not there when the sources run by themselves. */
function bundledRunner(): string | undefined {
  const path = fileURLToPath(new URL('./gitlabRunner.js', import.meta.url));
  return existsSync(path) ? path : undefined;
}

/** A signal, the end of a piped standard input, or a parent that is no more. */
function ownerGone(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
    // Whoever reads the ready line may close its end; that alone is no reason to stop.
    process.stdout.on('error', () => undefined);
    if (isPiped()) {
      process.stdin.once('end', () => resolve()).once('error', () => resolve());
      process.stdin.resume();
    }
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve();
    }, 1_000);
    watch.unref();
  });
}

/** A terminal or /dev/null as standard input says nothing about the owner. */
function isPiped(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The sandbox cannot start: ${errorText(error)}\n`);
    process.exit(1);
  },
);
