// @ts-check
/** Starts a VS Code server on loopback with folders of its own. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from './problem.mjs';
import { eachLine, endGroup, mustRun } from './processes.mjs';
import { leaveToReaper } from './reaper.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {import('./editor.mjs').Editor} editor
 * @property {string} home folder for user data, extensions and the server's own files
 * @property {Record<string, unknown> | undefined} [settings] user settings beside the quiet ones
 * @property {number | undefined} [port] 0 for any
 * @property {string | undefined} [token] without one, whoever reaches the port may use it: for tests only
 * @property {boolean | undefined} [testDriver] lets the page load extensions under development and run test suites
 * @property {NodeJS.ProcessEnv | undefined} [env]
 * @property {AbortSignal | undefined} [signal] ends the wait for the start
 *
 * @typedef {object} Server
 * @property {string} origin `http://localhost:PORT`
 * @property {number} port
 * @property {number} pid
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} url
 * @property {(path: string) => string} remotePath a path on this machine, as the workbench names it
 * @property {() => string} log
 * @property {Promise<number>} exited
 * @property {() => Promise<void>} stop
 */

/** Settings of a fresh editor that asks nothing and looks nothing up. @type {Record<string, unknown>} */
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'workbench.colorTheme': 'Default Dark Modern',
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
};

/** @param {string} home */
function folders(home) {
  return {
    data: join(home, 'data'),
    server: join(home, 'server'),
    extensions: join(home, 'extensions'),
  };
}

/** @param {string} home */
function folderArguments(home) {
  const { data, server, extensions } = folders(home);
  return ['--user-data-dir', data, '--server-data-dir', server, '--extensions-dir', extensions];
}

/** @param {string} home @param {Record<string, unknown>} settings */
export async function writeSettings(home, settings) {
  await writeSettingsOf('User', home, settings);
}

/** Settings that belong to the machine of the server, such as paths. @param {string} home @param {Record<string, unknown>} settings */
export async function writeMachineSettings(home, settings) {
  await writeSettingsOf('Machine', home, settings);
}

/** @param {'User' | 'Machine'} whose @param {string} home @param {Record<string, unknown>} settings */
async function writeSettingsOf(whose, home, settings) {
  const folder = join(folders(home).data, whose);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

/** @param {string} home @param {Readonly<Record<string, string>>} keys commands by their keys, such as `ctrl+alt+m a` */
export async function writeKeys(home, keys) {
  const user = join(folders(home).data, 'User');
  await mkdir(user, { recursive: true });
  const bindings = Object.entries(keys).map(([key, command]) => ({ key, command }));
  await writeFile(join(user, 'keybindings.json'), `${JSON.stringify(bindings, null, 2)}\n`);
}

/** @param {import('./editor.mjs').Editor} editor @param {string} home @param {string} vsix @param {AbortSignal} [signal] */
export async function installExtension(editor, home, vsix, signal) {
  const args = [
    editor.serverMain,
    '--install-extension',
    vsix,
    '--force',
    ...folderArguments(home),
  ];
  const said = await mustRun(editor.node, args, { what: `Installing ${vsix}`, signal });
  if (!/successfully installed/i.test(said)) {
    throw new Problem(`VS Code did not install ${vsix}:\n${said.trim()}`);
  }
}

/** @param {ServerOptions} options @returns {Promise<Server>} */
export async function startServer({ editor, home, settings = {}, port = 0, token, ...options }) {
  await writeSettings(home, { ...quietSettings, ...settings });
  const secretKey = new URL('./secretKey.mjs', import.meta.url);
  const args = [
    ...['--import', secretKey.href],
    editor.serverMain,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...folderArguments(home),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(editor.node, args, {
    env: {
      ...process.env,
      MLOPS_SECRET_KEY_FILE: join(home, 'secret-key'),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const release = child.pid === undefined ? () => undefined : leaveToReaper({ group: child.pid });
  /** @type {string[]} */
  const log = [];
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const stop = async () => {
    await endGroup(child.pid);
    await exited.catch(() => undefined);
    release();
  };
  try {
    const actual = await new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        eachLine(stream, (line) => {
          log.push(line);
          const listening = /Extension host agent listening on (\d+)/.exec(line);
          if (listening) resolve(Number(listening[1]));
        });
      }
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      const tail = () => log.slice(-12).join('\n');
      exited.then(
        (code) => reject(new Problem(`VS Code ended with code ${code} while starting.\n${tail()}`)),
        (cause) => reject(new Problem(`VS Code could not be started: ${String(cause)}`, cause)),
      );
    });
    const origin = `http://localhost:${actual}`;
    const remotePath = (/** @type {string} */ path) =>
      `vscode-remote://localhost:${actual}${asUriPath(path)}`;
    return {
      origin,
      port: actual,
      pid: Number(child.pid),
      url: (folder, payload) => {
        const query = new URLSearchParams({
          ...(token ? { tkn: token } : {}),
          folder: asUriPath(folder),
          ...(payload ? { payload: JSON.stringify(payload) } : {}),
        });
        return `${origin}/?${query}`;
      },
      remotePath,
      log: () => log.join('\n'),
      exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} path */
function asUriPath(path) {
  const slashes = path.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}
