// @ts-check
/** An installed desktop VS Code, with folders of its own so that the user's are not touched. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';
import { mustRun, run } from './processes.mjs';
import { quietSettings, writeSettings } from './server.mjs';

/** @returns {string} the `code` program */
export function findDesktop() {
  const windows = process.platform === 'win32';
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    process.env.MLOPS_CODE,
    ...folders.map((folder) => join(folder, windows ? 'code.cmd' : 'code')),
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Problem(
    'No installed VS Code was found: there is no "code" on the path. Install it, set MLOPS_CODE to its ' +
      '"code" program, or leave --desktop out.',
  );
}

/**
 * @param {{ home: string, workspace: string, vsix: string, settings: Record<string, unknown>, env: NodeJS.ProcessEnv,
 *   signal: AbortSignal }} options
 * @returns {Promise<{ closed: Promise<unknown> }>} `closed` settles when its window is closed
 */
export async function openDesktop({ home, workspace, vsix, settings, env, signal }) {
  const code = findDesktop();
  const data = join(home, 'data');
  const folders = ['--user-data-dir', data, '--extensions-dir', join(home, 'extensions')];
  await writeSettings(home, { ...quietSettings, ...settings });
  const install = ['--install-extension', vsix, '--force', ...folders];
  const script = /\.cmd$/i.test(code);
  // Windows refuses to start a .cmd file without its command interpreter.
  const [command, before] = script ? ['cmd.exe', ['/d', '/c', code]] : [code, []];
  await mustRun(command, [...before, ...install], {
    what: 'Installing the extension',
    env,
    signal,
  });
  const sandboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const open = ['--new-window', '--wait', ...folders, ...sandboxed, workspace];
  return { closed: run(command, [...before, ...open], { env, signal }) };
}
