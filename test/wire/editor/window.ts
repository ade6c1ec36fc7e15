import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdapters } from '../../../src/app/adapters';
import { betweenWindows } from '../../../src/app/betweenWindows';
import { followAddress } from '../../../src/app/followAddress';
import { createForget } from '../../../src/app/forget';
import { createHandlers, type HandlersNeeds } from '../../../src/app/handlers';
import { attachTerraform, createTerraformDrive } from '../../../src/app/terraform';
import { createWork } from '../../../src/app/work';
import { never } from '../../../src/base/wait';
import { tellEnd } from '../../../src/commands/environmentCommands';
import { cancelWork } from '../../../src/commands/terraformDriveCommands';
import { DestroyController } from '../../../src/webviews/destroy/controller';
import { PlanController } from '../../../src/webviews/plan/controller';
import { type Windows } from '../../../src/app/windows';
import { cancelled } from '../../../src/base/errors';
import { Emitter } from '../../../src/base/event';
import { type Commands } from '../../../src/commands/handlers';
import { type Settings } from '../../../src/host/settings';
import { type TerminalSpec } from '../../../src/host/ui';
import { type ChangedFile } from '../../../src/host/workspace';
import { type CommandId } from '../../../src/model/commandIds';
import { type RunView } from '../../../src/model/journal';
import { type Plan } from '../../../src/model/plan';
import { type ProxySettings } from '../../../src/model/proxy';
import { type StepPace } from '../../../src/provision/steps/tools';
import { AddedPlaces } from '../../../src/stores/addedPlaces';
import { CloudSessionStore } from '../../../src/stores/cloudSessionStore';
import { EnvironmentStore } from '../../../src/stores/environmentStore';
import { GitLabAccounts } from '../../../src/stores/gitlabAccounts';
import { GitLabSessionStore } from '../../../src/stores/gitlabSessionStore';
import { KeptAccounts } from '../../../src/stores/keptAccounts';
import { ProjectStores } from '../../../src/stores/projectStores';
import { type TerraformDrive } from '../../../src/stores/terraformDrive';
import { ScriptedUi } from '../../support/scriptedUi';
import { TestVault } from './testVault';

export interface WindowOptions {
  /** Shared by the windows of one editor. */
  readonly vault?: TestVault;
  readonly settings?: Partial<Settings>;
  readonly proxy?: ProxySettings;
  /** What the workspace remembers from before a reload. */
  readonly memory?: Map<string, unknown>;
  /** The open folder. */
  readonly folder?: string;
  /** Home folder of the user and storage of the extension. */
  readonly home: string;
  readonly pace?: Partial<StepPace>;
}

/** The product without the editor: everything real but the window in which it shows itself. */
export interface TestWindow extends Disposable {
  readonly ui: ScriptedUi;
  readonly host: HandlersNeeds['host'];
  readonly commands: Commands;
  readonly vault: TestVault;
  readonly memory: Map<string, unknown>;
  readonly settings: Settings;
  readonly cloud: CloudSessionStore;
  readonly accounts: GitLabAccounts;
  readonly gitlab: GitLabSessionStore;
  readonly environment: EnvironmentStore;
  readonly project: ProjectStores;
  readonly places: AddedPlaces;
  readonly terraform: () => Promise<TerraformDrive>;
  readonly adapters: ReturnType<typeof createAdapters>;
  /** Errors at the outer boundary. */
  readonly reported: unknown[];
  /** Commands of the editor and windows that were opened, in words. */
  readonly shown: string[];
  /** Lines of the log. */
  readonly logged: string[];
  readonly terminals: TerminalSpec[];
  /** Files of diffs that were opened. */
  readonly changes: ShownChange[];
  readonly logs: Map<string, TestLog>;
  /** What stands behind the page with the preview of a destruction, once it was shown. */
  readonly pages: { readonly destroy?: DestroyController; plan?: Plan };
  /** What stands behind the page with plan and progress. */
  planPage(): PlanController;
  change(settings: Partial<Settings>): void;
}

/** One file of a diff; `right` is a path when it is a file on disk. */
export interface ShownChange {
  readonly title: string;
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface TestLog {
  text: string;
  followed: boolean;
  readonly controller: AbortController;
}

const pace: StepPace = {
  lookMs: 10,
  busyMs: 10,
  busyForMs: 10_000,
  hostKeyMs: 20_000,
  answerMs: 1_000,
};
const noProxy: ProxySettings = {
  support: 'off',
  proxy: '',
  noProxy: [],
  authorization: undefined,
  environment: {},
};

const defaults: Settings = {
  cloudEndpoint: 'localhost:1',
  consoleUrl: 'https://console.yandex.cloud',
  caFile: '',
  gitlabUrl: '',
  gitlabProject: '',
  sshPort: 22,
  importUrl: '',
  trainJob: 'trigger_train',
  keyMetric: 'AUC',
  oauthClientId: '',
  ownAddressUrl: '',
  terraformPath: '',
  blueprint: undefined,
};

export function openWindow(options: WindowOptions): TestWindow {
  const ui = new ScriptedUi();
  const vault = options.vault ?? new TestVault();
  const memory = options.memory ?? new Map<string, unknown>();
  const settingsChanged = new Emitter<void>();
  let settings: Settings = { ...defaults, ...options.settings };
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  const shown: string[] = [];
  const logged: string[] = [];
  const terminals: TerminalSpec[] = [];
  const changes: ShownChange[] = [];
  const logs = new Map<string, TestLog>();
  const remember = {
    get: (key: string) => memory.get(key),
    set: (key: string, value: unknown) => {
      // As the editor does: what is remembered goes through JSON.
      if (value === undefined) memory.delete(key);
      else memory.set(key, JSON.parse(JSON.stringify(value)) as unknown);
      return Promise.resolve();
    },
  };
  const adapters = createAdapters({
    home: options.home,
    settings: () => settings,
    folder: () => options.folder,
    trusted: () => true,
    openExternal: (url) => ui.openExternal(url),
    externalUrl: (url) => Promise.resolve(url),
    proxySettings: () => options.proxy ?? noProxy,
    log: (text) => logged.push(text),
  });
  const between = betweenWindows(join(options.home, 'locks'));
  const cloud = new CloudSessionStore({
    memory: remember,
    accounts: new KeptAccounts(vault, 'cloud', between.exclusively),
    open: adapters.openCloud,
    endpoint: () => settings.cloudEndpoint,
    now: Date.now,
  });
  settingsChanged.event(() => cloud.lookAgain());
  const accounts = new GitLabAccounts(vault, adapters.openGitLab, between);
  const gitlab = new GitLabSessionStore(remember, (url, username) => accounts.open(url, username));
  accounts.onDidChange(() => void gitlab.lookForAccount(accounts));
  const environment = new EnvironmentStore({
    session: cloud,
    memory: remember,
    report,
    work: () =>
      Promise.resolve(
        createWork({
          storage: options.home,
          cloud,
          accounts,
          gitlab,
          memory: remember,
          report,
          askSignIn: () => ui.warn('The sign-in to Yandex Cloud has run out.'),
          pace: { ...pace, ...options.pace },
        }),
      ),
  });
  const following = followAddress({
    environment,
    memory: remember,
    access: () => adapters.machineAccess(),
    report,
  });
  const project = new ProjectStores(
    gitlab,
    async (signal) => (await adapters.workingCopy(signal))?.work(signal),
    report,
  );
  // What a workspace is, is asked for each time: a test may change its mind.
  const workspace = { trusted: true };
  const parts = {
    host: {
      memory: remember,
      settings: {
        get current() {
          return settings;
        },
        onDidChange: settingsChanged.event,
      },
      workspace,
      proxySettings: () => options.proxy ?? noProxy,
      log: { info: (text: string) => void logged.push(text) },
    },
    environment,
    report,
  };
  const terraform = createTerraformDrive({ ...parts, cloud });
  const attaching = attachTerraform(parts, terraform);
  const forget = createForget({ adapters, accounts, gitlab });
  const pages: { destroy?: DestroyController; plan?: Plan } = {};
  const onDidEnd = (ended: Promise<RunView>): void =>
    void tellEnd(ended, {
      ui,
      environment,
      report,
      setUpProject: () => undefined,
      planTerraform: () => commands['mlops.terraform.plan'](),
      forget,
    });
  let planPage: PlanController | undefined;
  const show = (name: CommandId) => () => void shown.push(name);
  const windows: Windows = {
    runs: () =>
      Promise.resolve({
        openTable: (places, title) =>
          void shown.push(
            `runs table ${title} ${places.map(({ project, experiments }) => `${project === undefined ? '' : `${project} `}${experiments?.join() ?? 'all'}`).join(' + ')}`,
          ),
        openCompare: (runs, of) =>
          void shown.push(`compare ${runs.join(' ')}${of === undefined ? '' : ` in ${of}`}`),
        openPromote: (run) => void shown.push(`promote ${run}`),
        restore: () => undefined,
        dispose: () => undefined,
      }),
    showPlan: (blueprint) => {
      shown.push(`plan ${JSON.stringify(blueprint)}`);
      return Promise.resolve();
    },
    showProgress: () => {
      shown.push('progress');
      return Promise.resolve();
    },
    showModel: (id, of) => {
      shown.push(`model ${id}${of ? ` in ${of.path}` : ''}`);
      return Promise.resolve();
    },
    showDestroy: async () => {
      shown.push('destroy');
      pages.destroy ??= new DestroyController({
        environment,
        report,
        copy: (text) => ui.copy(text),
        terraform,
        stopEverything: () => void shown.push('stop everything'),
        showProgress: () => void shown.push('progress'),
        onDidEnd,
      });
      await pages.destroy.read();
    },
    showTerraform: async () => {
      shown.push('terraform');
      pages.plan = await (await terraform()).plan(() => undefined, never);
    },
    showDrift: () => {
      shown.push('drift');
      return Promise.resolve();
    },
    shownPlan: () => pages.plan,
    downloadRun: () => Promise.resolve(),
    followJob: (run) => {
      shown.push(`follow job of ${run.name}`);
      return Promise.resolve();
    },
    dispose: () => undefined,
  };
  const file = (path: string): string => join(options.folder ?? '', path);
  const given = {
    ui,
    userName: 'Anna.Petrova',
    changeSettings: (values: Record<string, unknown>) => {
      if (typeof values['cloud.endpoint'] === 'string') {
        settings = { ...settings, cloudEndpoint: values['cloud.endpoint'] };
        settingsChanged.fire();
      }
      return Promise.resolve();
    },
    memory: remember,
    settings: {
      get current() {
        return settings;
      },
      onDidChange: settingsChanged.event,
    },
    workspace: Object.assign(workspace, {
      folder: () => options.folder,
      saveAll: () => Promise.resolve(),
      readText: (path: string) => readFile(file(path), 'utf8').catch(() => undefined),
      openFile: (path: string) => {
        shown.push(`file ${path}`);
        return Promise.resolve();
      },
      openChanges: async (title: string, files: readonly ChangedFile[]) => {
        for (const { path, left, right } of files) {
          const after =
            right === undefined ? undefined : 'onDisk' in right ? right.onDisk : await right();
          changes.push({
            title,
            path,
            left: left && Buffer.from(await left()).toString(),
            right: typeof after === 'object' ? Buffer.from(after).toString() : after,
          });
        }
      },
      openFolder: (path: string) => {
        shown.push(`folder ${path}`);
        return Promise.resolve();
      },
      showMarkdown: (title: string, text: string) => {
        shown.push(`markdown ${title} ${text}`);
        return Promise.resolve();
      },
      runTerminal: (spec: TerminalSpec) => void terminals.push(spec),
      hasExtension: () => false,
      execute: async (id: string, ...args: unknown[]) => {
        const own = commands[id as CommandId] as
          ((...given: unknown[]) => Promise<void>) | undefined;
        if (own) await own(...args);
        else shown.push(`command ${id}`);
      },
    }),
    liveLogs: {
      open: (title: string, key: string) => {
        const known = logs.get(key);
        const log = known ?? { text: '', followed: false, controller: new AbortController() };
        const fresh = !log.followed;
        log.followed = true;
        if (fresh) log.text = '';
        logs.set(key, log);
        shown.push(`log ${title}`);
        return Promise.resolve({
          signal: log.controller.signal,
          fresh,
          rest: () => void (log.followed = false),
          append: (text: string) => void (log.text += text),
          replace: (text: string) => void (log.text = text),
          dispose: () => {
            logs.delete(key);
            log.controller.abort(cancelled());
          },
        });
      },
    },
    log: { show: () => void shown.push('log') },
  };
  const host = given as unknown as HandlersNeeds['host'];
  const places = new AddedPlaces(remember, gitlab);
  const commands = createHandlers({
    host,
    adapters,
    cloud,
    accounts,
    gitlab,
    environment,
    project,
    places,
    windows,
    terraform,
    report,
    forget,
    newKey: randomUUID,
    now: Date.now,
  });
  return {
    ui,
    host,
    commands,
    vault,
    memory,
    get settings() {
      return settings;
    },
    cloud,
    accounts,
    gitlab,
    environment,
    project,
    places,
    terraform,
    adapters,
    reported,
    shown,
    logged,
    terminals,
    changes,
    logs,
    pages,
    planPage: () =>
      (planPage ??= new PlanController({
        environment,
        report,
        copy: (text) => ui.copy(text),
        showLog: () => void shown.push('log'),
        signIn: show('mlops.cloud.signIn'),
        activate: show('mlops.environment.activate'),
        destroy: show('mlops.environment.destroy'),
        stopAll: show('mlops.environment.stopAll'),
        openGitLab: show('mlops.instance.open'),
        exportTerraform: show('mlops.environment.exportTerraform'),
        terraform,
        cancel: () => cancelWork(environment, ui),
        command: (name) => void shown.push(`mlops.terraform.${name}`),
        change: () => Promise.resolve(undefined),
        onDidEnd,
        console: () => settings.consoleUrl,
        now: Date.now,
      })),
    change(values) {
      settings = { ...settings, ...values };
      settingsChanged.fire();
    },
    [Symbol.dispose]() {
      for (const log of logs.values()) log.controller.abort(cancelled());
      following.dispose();
      attaching.dispose();
      project.dispose();
      pages.destroy?.dispose();
      planPage?.dispose();
      environment.dispose();
      gitlab.dispose();
      cloud.dispose();
    },
  };
}
