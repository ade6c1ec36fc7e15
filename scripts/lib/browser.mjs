// @ts-check
/** A Chromium: what is there, else Debian's package, else Playwright's own download. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { installPackages } from './debian.mjs';
import { cacheFolder, root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run } from './processes.mjs';

/** @typedef {{ executablePath: string, args: string[] }} Browser */

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const usual = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * @param {{ progress?: import('./cache.mjs').Progress | undefined, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<Browser>}
 */
export async function ensureBrowser({ progress, signal } = {}) {
  const there = await firstThatRuns();
  if (there) return describe(there);
  progress?.('installing the package chromium');
  const debian = await installPackages(['chromium'], signal);
  const installed = await firstThatRuns();
  if (installed) return describe(installed);
  const downloaded = await playwrightDownload(progress, signal);
  if (downloaded.path) return describe(downloaded.path);
  throw new Problem(
    `No Chromium was found and none could be fetched (${debian}; ${downloaded.reason}). ` +
      'Install Chrome or Chromium, or set CHROME_PATH to its program.',
  );
}

/** A program that is there but cannot start (missing libraries, half an installation) counts as absent. */
async function firstThatRuns() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    process.env.CHROME_PATH,
    process.env.CHROME_BIN,
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...usual,
  ];
  for (const path of candidates) {
    if (path && existsSync(path) && (await runs(path))) return path;
  }
  return undefined;
}

/** @param {string} path */
async function runs(path) {
  if (process.platform === 'win32') return true; // chrome.exe --version opens a window there
  const { code } = await run(path, ['--version']).catch(() => ({ code: 1 }));
  return code === 0;
}

/** @param {string} executablePath @returns {Browser} */
function describe(executablePath) {
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Containers and root have no user namespaces for Chromium's own sandbox.
  if (process.platform === 'linux') args.push('--no-sandbox', '--disable-dev-shm-usage');
  return { executablePath, args };
}

/** @param {import('./cache.mjs').Progress} [progress] @param {AbortSignal} [signal] */
async function playwrightDownload(progress, signal) {
  process.env.PLAYWRIGHT_BROWSERS_PATH ??= join(cacheFolder(), 'playwright');
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  if (existsSync(path) && (await runs(path))) return { path, reason: '' };
  progress?.('downloading Chromium');
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core')), 'cli.js');
  // `--force` replaces what a broken download left behind.
  const args = [cli, 'install', '--force', '--no-shell', 'chromium'];
  const { code, output } = await run(process.execPath, args, { cwd: root, signal });
  if (code === 0 && (await runs(path))) return { path, reason: '' };
  const reason = output.trim().split('\n').at(-1) ?? `exit code ${code}`;
  return { path: undefined, reason: `Playwright's download failed: ${reason}` };
}
