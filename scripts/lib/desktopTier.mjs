// @ts-check
/** The host suite in a downloaded desktop VS Code. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHostSuite } from './hostTier.mjs';
import { cacheFolder, root } from './paths.mjs';
import { run } from './processes.mjs';
import { leaveToReaper } from './reaper.mjs';
import { quietSettings, writeSettings } from './server.mjs';

/** @typedef {import('./hostTier.mjs').Outcome} Outcome */

/**
 * @param {{ version: string, env: NodeJS.ProcessEnv, signal: AbortSignal, onOutcome: (outcome: Outcome) => void }} options
 * @returns {Promise<{ unavailable: string } | { outcomes: Outcome[], problem?: string }>}
 */
export async function runDesktopSuite({ version, env, signal, onOutcome }) {
  const display = await findDisplay();
  if ('unavailable' in display) return display;
  const program = await download(version);
  if ('unavailable' in program) return program;
  const tests = await buildHostSuite();
  const home = await mkdtemp(join(tmpdir(), 'mlops-desktop-'));
  const release = leaveToReaper({ folder: home });
  try {
    const file = join(home, 'outcomes');
    const workspace = join(home, 'workspace');
    await mkdir(workspace);
    await writeSettings(home, quietSettings);
    const args = [
      ...display.before.slice(1),
      ...(display.before.length > 0 ? [program.path] : []),
      workspace,
      `--extensionDevelopmentPath=${root}`,
      `--extensionTestsPath=${tests}`,
      ...['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')],
      ...['--skip-welcome', '--skip-release-notes', '--disable-workspace-trust', '--disable-gpu'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    const { ELECTRON_RUN_AS_NODE: _node, ...plain } = env;
    const { code, output } = await run(display.before[0] ?? program.path, args, {
      env: { ...plain, MLOPS_HOST_OUTCOMES: file },
      signal,
    });
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const outcomes = lines.map((line) => /** @type {Outcome} */ (JSON.parse(line)));
    outcomes.forEach(onOutcome);
    const failed = outcomes.some(({ state }) => state === 'failed');
    if (outcomes.length > 0 && (code === 0 || failed)) return { outcomes };
    const tail = output.trim().split('\n').slice(-10).join('\n');
    return { outcomes, problem: `VS Code ended with exit code ${code}\n${tail}` };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    release();
  }
}

/** @param {string} version @returns {Promise<{ path: string } | { unavailable: string }>} */
async function download(version) {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  try {
    const cachePath = join(cacheFolder(), 'desktop');
    const reporter = new SilentReporter();
    return {
      path: await downloadAndUnzipVSCode({ version, cachePath, reporter, timeout: 60_000 }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { unavailable: `it could not be downloaded (${reason})` };
  }
}

/** @returns {Promise<{ before: readonly string[] } | { unavailable: string }>} what to put before the program */
async function findDisplay() {
  const { platform, env } = process;
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return { before: [] };
  const { code } = await run('xvfb-run', ['--help']).catch(() => ({ code: 1 }));
  if (code === 0) return { before: ['xvfb-run', '--auto-servernum'] };
  return { unavailable: 'there is no display, and xvfb-run is not installed' };
}
