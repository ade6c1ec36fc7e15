import * as vscode from 'vscode';
import { type Event } from '../base/event';
import { consoleFrom, publicConsole } from '../model/consoleLinks';

/** What the user set, checked; a value of the wrong type counts as not set. */
export interface Settings {
  /** `host:port` of the cloud's endpoint directory. */
  readonly cloudEndpoint: string;
  /** Address of the cloud's web console, without a slash at the end. */
  readonly consoleUrl: string;
  /** Extra certificate authority, PEM file; empty for none. */
  readonly caFile: string;
  readonly gitlabUrl: string;
  readonly gitlabProject: string;
  readonly sshPort: number;
  readonly importUrl: string;
  readonly trainJob: string;
  readonly keyMetric: string;
  readonly oauthClientId: string;
  /** Page that tells this computer's address; empty: none is asked. */
  readonly ownAddressUrl: string;
  /** Path or name of `terraform` or `tofu`; empty: found in the PATH. */
  readonly terraformPath: string;
  /** Everything below `mlops.blueprint`, nested, not read yet. */
  readonly blueprint: unknown;
}

export interface SettingsSource {
  readonly current: Settings;
  readonly onDidChange: Event<void>;
}

export function createSettings(): SettingsSource {
  return {
    get current() {
      const section = vscode.workspace.getConfiguration('mlops');
      const text = (key: string, otherwise = ''): string => {
        const value: unknown = section.get(key);
        return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
      };
      const port: unknown = section.get('ssh.port');
      return {
        cloudEndpoint: text('cloud.endpoint', 'api.cloud.yandex.net:443'),
        consoleUrl: consoleFrom(text('cloud.consoleUrl', publicConsole)),
        caFile: text('tls.caFile'),
        gitlabUrl: text('gitlab.url').replace(/\/+$/, ''),
        gitlabProject: text('gitlab.project'),
        sshPort: typeof port === 'number' && port > 0 && port < 65_536 ? Math.floor(port) : 22,
        importUrl: text('project.importUrl'),
        trainJob: text('project.trainJob', 'trigger_train'),
        keyMetric: text('experiments.keyMetric', 'AUC'),
        oauthClientId: text('gitlab.oauthClientId'),
        ownAddressUrl: text('network.ownAddressUrl'),
        terraformPath: text('terraform.path'),
        blueprint: section.get<unknown>('blueprint'),
      };
    },
    onDidChange: (listener) =>
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mlops')) listener();
      }),
  };
}
