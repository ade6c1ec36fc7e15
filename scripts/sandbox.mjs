// @ts-check
/** Runs the sandbox on its own: builds it when something is newer than the last build, passes flags and signals on. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist/sandbox.js');

if (isStale()) {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    // The ready line has standard output to itself.
    stdio: ['ignore', 2, 2],
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const child = spawn(process.execPath, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));

function isStale() {
  const built = modified(bundle);
  return built === undefined || newest(join(root, 'src')) > built;
}

/** @param {string} path @returns {number | undefined} */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** @param {string} folder @returns {number} */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile())
      latest = Math.max(latest, modified(join(entry.parentPath, entry.name)) ?? 0);
  }
  return latest;
}
