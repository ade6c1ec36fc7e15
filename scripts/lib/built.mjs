// @ts-check
/** Dependencies, build and package, made only when what they are made from has changed. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './paths.mjs';
import { mustRun, npm } from './processes.mjs';

/** @typedef {import('./steps.mjs').Progress} Progress */

const ignored = new Set(['__pycache__', '.git', 'node_modules']);

/** @param {Progress} [progress] @param {AbortSignal} [signal] @returns {Promise<string>} what was done */
export async function ensureDependencies(progress, signal) {
  return once('dependencies', ['package-lock.json'], ['node_modules/esbuild/package.json'], {
    signal,
    // An `npm ci` by hand leaves the same mark as ours: npm's own copy of the lock file.
    isDone: dependenciesMatch,
    make: async () => {
      progress?.('npm ci');
      // Install scripts would compile optional add-ons that nothing here needs.
      const [command, args] = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
      await mustRun(command, args, { cwd: root, what: 'Installing the dependencies', signal });
    },
  });
}

/** @param {Progress} [progress] @param {AbortSignal} [signal] */
export async function ensureBuilt(progress, signal) {
  const parts = ['workers', 'mergeChunks', 'commonJs', 'external'];
  const scripts = ['scripts/build.mjs', ...parts.map((name) => `scripts/lib/${name}.mjs`)];
  const inputs = ['src', 'package-lock.json', 'tsconfig.json', ...scripts];
  const outputs = ['dist/extension.js', 'dist/sandbox.js'];
  return once('build', inputs, outputs, {
    signal,
    make: async () => {
      progress?.('bundling');
      const args = [join(root, 'scripts/build.mjs')];
      await mustRun(process.execPath, args, { cwd: root, what: 'The build', signal });
    },
  });
}

/** The package of the current sources. */
export const packageFile = join(root, 'out/gitlab-mlops.vsix');

/** @param {Progress} [progress] @param {AbortSignal} [signal] */
export async function ensurePackaged(progress, signal) {
  await ensureBuilt(progress, signal);
  const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'package.json'];
  const inputs = ['dist', 'media', 'sample', ...documents, 'scripts/package.mjs'];
  return once('package', inputs, ['out/gitlab-mlops.vsix'], {
    signal,
    make: async () => {
      progress?.('packaging');
      const args = [join(root, 'scripts/package.mjs')];
      await mustRun(process.execPath, args, { cwd: root, what: 'Packaging', signal });
    },
  });
}

/**
 * @param {string} name @param {readonly string[]} inputs @param {readonly string[]} outputs
 * @param {{ make: () => Promise<void>, isDone?: () => Promise<boolean>, signal?: AbortSignal | undefined }} work
 */
async function once(name, inputs, outputs, { make, isDone, signal }) {
  const stamp = join(root, 'out/stamps', name);
  const fresh = async () => {
    const wanted = await digest(inputs);
    const present = await Promise.all(outputs.map((path) => stat(join(root, path)).catch(() => 0)));
    if (!present.every(Boolean)) return { wanted, done: false };
    if (await isDone?.()) return { wanted, done: true };
    return { wanted, done: (await readFile(stamp, 'utf8').catch(() => '')) === wanted };
  };
  if ((await fresh()).done) return 'up to date';
  return withLock(
    `${stamp}.lock`,
    async () => {
      const { done } = await fresh();
      if (done) return 'up to date';
      await make();
      const { wanted } = await fresh();
      await mkdir(dirname(stamp), { recursive: true });
      await writeFile(stamp, wanted);
      return 'done';
    },
    { signal },
  );
}

/** @returns {Promise<boolean>} */
async function dependenciesMatch() {
  /** @param {string} file @returns {Promise<Record<string, { version?: string, optional?: boolean }>>} */
  const packages = async (file) =>
    JSON.parse(await readFile(join(root, file), 'utf8').catch(() => '{}')).packages ?? {};
  const installed = await packages('node_modules/.package-lock.json');
  const wanted = await packages('package-lock.json');
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || optional || installed[path]?.version === version,
  );
}

/** Names and content of everything below these paths. @param {readonly string[]} paths */
async function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesBelow(path)) {
      hash
        .update(file)
        .update('\0')
        .update(await readFile(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {Promise<string[]>} */
async function filesBelow(path) {
  const found = await stat(join(root, path)).catch(() => undefined);
  if (!found) return [];
  if (found.isFile()) return [path];
  const names = (await readdir(join(root, path))).filter((name) => !ignored.has(name)).sort();
  return (await Promise.all(names.map((name) => filesBelow(`${path}/${name}`)))).flat();
}
