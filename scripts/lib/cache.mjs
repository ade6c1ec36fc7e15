// @ts-check
/** Things fetched once: complete or not there at all. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './processes.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder } from './paths.mjs';

/** @typedef {(message: string) => void} Progress */

/**
 * The folder `name` of the cache, made by `make` into an empty folder when it is missing, was made by another recipe,
 * or is no longer as it was left (half a download, a deleted or shortened file).
 * @param {{ name: string, recipe: string, make: (folder: string) => Promise<void>,
 *   cache?: string | undefined, progress?: Progress | undefined, signal?: AbortSignal | undefined }} thing
 * @returns {Promise<string>}
 */
export async function cached({ name, recipe, make, cache = cacheFolder(), progress, signal }) {
  const folder = join(cache, name);
  if (await isSound(folder, recipe)) return folder;
  const onWait = () => progress?.(`another start is fetching ${name}, waiting for it`);
  return withLock(
    join(cache, `${name}.lock`),
    async () => {
      const state = await soundness(folder, recipe);
      if (state === 'sound') return folder;
      if (state === 'damaged') progress?.(`${name} is damaged or half-finished, fetching it again`);
      await removeLeftovers(cache, name);
      const fresh = join(cache, `${name}.part-${process.pid}`);
      try {
        await mkdir(fresh, { recursive: true });
        await make(fresh);
        await writeFile(stampOf(fresh), JSON.stringify({ recipe, ...(await measure(fresh)) }));
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
        await rename(fresh, folder);
      } finally {
        await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
      }
      return folder;
    },
    { onWait, signal },
  );
}

/** @param {string} folder @param {string} recipe */
async function isSound(folder, recipe) {
  return (await soundness(folder, recipe)) === 'sound';
}

/** @param {string} folder @param {string} recipe @returns {Promise<'sound' | 'absent' | 'outdated' | 'damaged'>} */
async function soundness(folder, recipe) {
  if (!(await stat(folder).catch(() => undefined))) return 'absent';
  const text = await readFile(stampOf(folder), 'utf8').catch(() => '{}');
  /** @type {{ recipe?: unknown, files?: unknown, digest?: unknown }} */
  let stamp;
  try {
    stamp = Object(JSON.parse(text));
  } catch {
    return 'damaged';
  }
  if (stamp.recipe !== undefined && stamp.recipe !== recipe) return 'outdated';
  const found = await measure(folder);
  return stamp.recipe === recipe && stamp.digest === found.digest ? 'sound' : 'damaged';
}

/** @param {string} folder */
function stampOf(folder) {
  return join(folder, '.stamp.json');
}

/**
 * Names and sizes of all files; reading 700 MB at each start would cost more than it tells.
 * @param {string} folder
 */
async function measure(folder) {
  /** @type {string[]} */
  const lines = [];
  let bytes = 0;
  /** @param {string} relative */
  const walk = async (relative) => {
    const entries = await readdir(join(folder, relative), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (entry.isDirectory()) await walk(path);
        else if (entry.isFile() && path !== '.stamp.json') {
          const { size } = await stat(join(folder, path));
          bytes += size;
          lines.push(`${path} ${size}`);
        }
      }),
    );
  };
  await walk('');
  const digest = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  return { files: lines.length, bytes, digest };
}

/** What a killed start left behind. @param {string} cache @param {string} name */
async function removeLeftovers(cache, name) {
  const prefix = `${name}.part-`;
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue;
    await rm(join(cache, entry), { recursive: true, force: true, maxRetries: 3 });
  }
}
