import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { type ProxySettings } from '../model/proxy';
import { type Memory } from '../stores/memory';
import { type AccountSource, type AuthenticationSpec, registerAccounts } from './authentication';
import { createConstantLens } from './constantLens';
import { createLiveLogs } from './liveLogs';
import { createLog, type LogChannel } from './log';
import { proxySettings } from './networkSettings';
import { createSandboxProcess, type SandboxProcess } from './sandboxProcess';
import { createVault, type Vault } from './secrets';
import { createSettings, type Settings, type SettingsSource } from './settings';
import { type Ui } from './ui';
import { createUi } from './vscodeUi';
import { createWorkspace, type Workspace } from './workspace';

/** The editor and this machine, as the rest of the product sees them. */
export interface Host extends Disposable {
  readonly ui: Ui;
  /** What a button of a message tried and could not do. */
  readonly onDidFail: Event<unknown>;
  readonly log: LogChannel;
  readonly settings: SettingsSource;
  proxySettings(): ProxySettings;
  /** The address under which the user's browser reaches an address of this machine. */
  externalUrl(url: string): Promise<string>;
  readonly vault: Vault;
  readonly workspace: Workspace;
  /** Of this workspace. */
  readonly memory: Memory;
  readonly liveLogs: ReturnType<typeof createLiveLogs>;
  readonly sandbox: SandboxProcess;
  readonly extensionUri: vscode.Uri;
  /** Where journals and other files of ours lie. */
  readonly storage: string;
  readonly home: string;
  readonly userName: string;
  setContext(key: string, value: boolean): void;
  /** Calls for each tab of a page of ours that the editor brings back, with what the page had kept. */
  restorePages(
    name: string,
    restore: (panel: vscode.WebviewPanel, state: unknown) => Promise<void>,
  ): Disposable;
  registerAccounts(spec: AuthenticationSpec, source: AccountSource): Disposable;
  changeSettings(values: Partial<Record<SettingKey, string | number | undefined>>): Promise<void>;
}

export type SettingKey =
  'cloud.endpoint' | 'tls.caFile' | 'gitlab.url' | 'gitlab.oauthClientId' | 'ssh.port';
export type { Settings };

export function createHost(context: vscode.ExtensionContext): Host {
  const owned = new DisposableStore();
  const failures = owned.add(new Emitter<unknown>());
  const path = (...parts: string[]): string => join(context.extensionPath, ...parts);
  owned.add(createConstantLens());
  const log = owned.add(createLog());
  return {
    ui: createUi((error) => failures.fire(error)),
    onDidFail: failures.event,
    log,
    settings: createSettings(),
    proxySettings,
    externalUrl: async (url) =>
      (await vscode.env.asExternalUri(vscode.Uri.parse(url, true))).toString(true),
    vault: owned.add(createVault(context.secrets)),
    workspace: owned.add(createWorkspace()),
    memory: {
      get: (key) => context.workspaceState.get(key),
      set: async (key, value) => context.workspaceState.update(key, value),
    },
    liveLogs: owned.add(createLiveLogs()),
    sandbox: owned.add(createSandboxProcess(path('dist', 'sandbox.js'), path('sample'))),
    extensionUri: context.extensionUri,
    storage: context.globalStorageUri.fsPath,
    home: homedir(),
    userName: userInfo().username,
    setContext: (key, value) => void vscode.commands.executeCommand('setContext', key, value),
    restorePages: (name, restore) =>
      vscode.window.registerWebviewPanelSerializer(`mlops.${name}`, {
        deserializeWebviewPanel: restore,
      }),
    registerAccounts: (spec, source) => registerAccounts(spec, source, (text) => log.info(text)),
    async changeSettings(values) {
      const section = vscode.workspace.getConfiguration('mlops');
      const target = vscode.workspace.workspaceFolders
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
      for (const [key, value] of Object.entries(values)) await section.update(key, value, target);
    },
    dispose: () => owned.dispose(),
  };
}
