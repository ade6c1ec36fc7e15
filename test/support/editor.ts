import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { ensureBrowser } from '../../scripts/lib/browser.mjs';
import { ensureEditor, newestEditor } from '../../scripts/lib/editor.mjs';
import { leaveToReaper } from '../../scripts/lib/reaper.mjs';
import {
  installExtension,
  startServer,
  writeKeys,
  writeMachineSettings,
} from '../../scripts/lib/server.mjs';

export interface EditorOptions {
  /** `1.139.1` or `1.106.3`; without it what the runner asks for, else the newest. */
  readonly version?: string;
  /** Folder to open; without it an empty one that goes away with the editor. */
  readonly workspace?: string;
  /** User settings, beside those that keep a fresh editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings that VS Code takes from the machine alone, such as paths of programs. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** An extension loaded from its folder... */
  readonly extensionDevelopmentPath?: string;
  /** ...or installed from a package. */
  readonly vsix?: string;
  /** Keeps user data and extensions in this folder, for a second start. Without it they go away with the editor. */
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Commands by their keys, as in the user's keybindings.json. */
  readonly keys?: Readonly<Record<string, string>>;
}

export interface RunningEditor extends AsyncDisposable {
  readonly version: string;
  readonly workspace: string;
  readonly home: string;
  readonly pid: number;
  /** Opens the workspace, with the extension under development when there is one. */
  readonly url: string;
  readonly origin: string;
  /** Opens another folder in the same profile. */
  urlOf(workspace: string): string;
  /** What the server printed so far. */
  log(): string;
}

/** The version a tier runs on: `MLOPS_VSCODE` or the newest. */
export function editorVersion(): string {
  return process.env.MLOPS_VSCODE ?? newestEditor;
}

/** A real VS Code on loopback; its processes and folders are gone after disposal, even when this process is killed. */
export async function startEditor(options: EditorOptions = {}): Promise<RunningEditor> {
  const editor = await ensureEditor(options.version ?? editorVersion());
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'mlops-editor-')));
  const release = options.home === undefined ? leaveToReaper({ folder: home }) : () => undefined;
  const removeHome = async (): Promise<void> => {
    if (options.home !== undefined) return;
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    release();
  };
  try {
    const workspace = options.workspace ?? join(home, 'workspace');
    await mkdir(workspace, { recursive: true });
    if (options.vsix !== undefined) await installExtension(editor, home, options.vsix);
    if (options.machineSettings !== undefined) {
      await writeMachineSettings(home, options.machineSettings);
    }
    if (options.keys !== undefined) await writeKeys(home, options.keys);
    const server = await startServer({
      editor,
      home,
      settings: { 'terminal.integrated.gpuAcceleration': 'off', ...options.settings },
      // Only the test driver's page loads extensions from a folder; it also keeps notifications out of sight.
      testDriver: options.extensionDevelopmentPath !== undefined,
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const development = options.extensionDevelopmentPath;
    const payload: (readonly [string, string])[] = [['skipWelcome', 'true']];
    if (development !== undefined) {
      payload.push(['extensionDevelopmentPath', server.remotePath(development)]);
    }
    return {
      version: editor.version,
      workspace,
      home,
      pid: server.pid,
      url: server.url(workspace, payload),
      urlOf: (folder) => server.url(folder, payload),
      origin: server.origin,
      log: server.log,
      [Symbol.asyncDispose]: async () => {
        await server.stop();
        await removeHome();
      },
    };
  } catch (error) {
    await removeHome();
    throw error;
  }
}

/** Chromium, headless unless `MLOPS_HEADED` is set. */
export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({
    ...(await ensureBrowser()),
    headless: process.env.MLOPS_HEADED === undefined,
  });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}
