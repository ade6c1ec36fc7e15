// @ts-check
/** A git repository with the sample project in it. */
import { cp, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from './paths.mjs';
import { mustRun } from './processes.mjs';

/** @param {string} folder made unless it is already there @param {AbortSignal} [signal] */
export async function makeSampleRepository(folder, signal) {
  if (await stat(join(folder, '.git')).catch(() => undefined)) return;
  const left = new Set(['__pycache__', '.pytest_cache', 'runs', 'results']);
  await cp(join(root, 'sample'), folder, {
    recursive: true,
    filter: (source) => !left.has(basename(source)),
  });
  /** @param {readonly string[]} args */
  const git = (...args) =>
    mustRun('git', args, { cwd: folder, signal, what: `git ${args[0]} for the sample project` });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('config', 'user.name', 'Demo User');
  await git('config', 'user.email', 'demo@example.com');
  await git('config', 'commit.gpgsign', 'false');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Credit scoring sample');
}
