import { type Disposable, DisposableStore } from '../base/disposable';
import { lazy } from '../base/lazy';
import { type Host } from '../host/host';
import { type Blueprint } from '../model/blueprint';
import { type CommandId } from '../model/commandIds';
import { type ModelId } from '../model/ids';
import { type RunView } from '../model/journal';
import { type Plan } from '../model/plan';
import { type Project } from '../model/project';
import { type Run } from '../model/run';
import { downloadRun } from '../commands/downloadFiles';
import { tellEnd } from '../commands/environmentCommands';
import { cancelWork } from '../commands/terraformDriveCommands';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { KeptStore } from '../stores/keptStore';
import { type TerraformDrive } from '../stores/terraformDrive';
import { type ProjectStores } from '../stores/projectStores';
import { SharedViews } from '../stores/sharedViews';
import { type ModelPanels } from '../webviews/model/panel';
import { type DestroyPanel } from '../webviews/destroy/panel';
import { type PlanPanel } from '../webviews/plan/panel';
import { type RunsPanels } from '../webviews/runs/panel';
import { type Adapters } from './adapters';
import { createCodeDiff } from './codeDiff';
import { createFixActions } from './fixActions';
import { pushTarget } from './pushTarget';
import { type ForgetEnvironment } from './forget';

export interface WindowsNeeds {
  readonly host: Host;
  readonly gitlab: GitLabSessionStore;
  readonly project: ProjectStores;
  readonly environment: EnvironmentStore;
  readonly report: (error: unknown) => void;
  readonly forget: ForgetEnvironment;
  /** Asks for other values of a new environment; undefined when the user leaves. */
  readonly changeBlueprint: (blueprint: Blueprint) => Promise<Blueprint | undefined>;
  readonly adapters: Pick<Adapters, 'workingCopy'>;
  readonly terraform: () => Promise<TerraformDrive>;
}

/** The editor tabs with pages of ours; their code is loaded when the first of a kind is opened. */
export interface Windows extends Disposable {
  readonly runs: () => Promise<RunsPanels>;
  showPlan(blueprint: Blueprint): Promise<void>;
  showProgress(): Promise<void>;
  /** @param of where the model lives; without it the project that is chosen */
  showModel(id: ModelId, of?: Project): Promise<void>;
  showDestroy(): Promise<void>;
  showDrift(): Promise<void>;
  /** The environment's page, with Terraform planning it. */
  showTerraform(): Promise<void>;
  /** The plan on the page that is open. */
  shownPlan(): Plan | undefined;
  /** @param of where the run lives; without it the project that is chosen */
  downloadRun(run: Run, of?: Project): Promise<void>;
  followJob(run: Run, of?: Project): Promise<void>;
}

export function createWindows(needs: WindowsNeeds): Windows {
  const { host, gitlab, project, environment, report, forget } = needs;
  const owned = new DisposableStore();
  const { ui, memory, extensionUri } = host;
  const execute = (command: string, ...args: unknown[]): void => {
    void host.workspace.execute(command, ...args);
  };
  const fixActions = createFixActions(
    (command, ...args) => host.workspace.execute(command, ...args),
    () => environment.current.target?.folder.cloudId,
    () => host.settings.current.consoleUrl,
  );
  const setUpProject = (): void => execute('mlops.project.setUp');
  const planTerraform = async (): Promise<void> => {
    await host.workspace.execute('mlops.terraform.plan');
  };
  const onDidEnd = (ended: Promise<RunView>): void =>
    void tellEnd(ended, { ui, environment, report, setUpProject, planTerraform, forget });
  const revealFolder = (path: string): Promise<void> => host.workspace.openFolder(path);
  const download = (run: Run, of?: Project): Promise<void> =>
    downloadRun({ ui, session: gitlab, revealFolder }, run, undefined, of);
  const followJob = async (run: Run, of?: Project): Promise<void> => {
    const trained = run.job;
    if (!trained) {
      ui.tell(`"${run.name}" does not say in which job it was trained.`);
      return;
    }
    const client = await gitlab.client();
    const job = await ui.progress({
      title: 'Looking for the job…',
      place: 'window',
      run: async (_report, signal) =>
        client.pipelines.job((of ?? (await gitlab.project(signal))).id, trained.id, signal),
    });
    execute('mlops.job.followLog', { kind: 'job', job, project: of });
  };

  async function showModel(id: ModelId, of?: Project): Promise<void> {
    const home = of ?? (await gitlab.project(AbortSignal.timeout(30_000)));
    const known = project.modelsOf(home).value?.models.find(({ model }) => model.id === id);
    (await models()).show(id, known?.model.name ?? 'Model', home);
  }

  const codeDiff = createCodeDiff({
    host,
    gitlab,
    workingCopy: (signal) => needs.adapters.workingCopy(signal),
    target: (of) => pushTarget(gitlab, of),
  });
  const onRun = async (command: CommandId, run: Run, of?: Project): Promise<void> => {
    await host.workspace.execute(command, { kind: 'run', run, project: of });
  };

  const runs = lazy(async (): Promise<RunsPanels> => {
    const { createRunsPanels } = await import('../webviews/runs/panel');
    const { workspace } = host;
    return owned.add(
      createRunsPanels({
        session: gitlab,
        stores: project,
        storage: host.storage,
        extensionUri,
        report,
        keyMetric: () => host.settings.current.keyMetric,
        kept: owned.add(new KeptStore(memory, report)),
        repositoryViews: owned.add(
          new SharedViews({
            folder: () => workspace.folder(),
            trusted: () => workspace.trusted,
            onDidTrust: workspace.onDidTrust,
            watch: (path, changed) => workspace.watch(path, changed),
            report,
          }),
        ),
        openFolderFile: (path) => workspace.openFile(path),
        openExternal: (url) => ui.openExternal(url),
        copy: (text) => ui.copy(text),
        saveFile: (file) => ui.saveFile(file),
        followJob,
        codeDiff: (...args) => codeDiff.open(...args),
        codeStats: (...args) => codeDiff.stats(...args),
        openFile: (file) => host.workspace.openBytes(file),
        diffFiles: (name, left, right) => host.workspace.diffBytes(name, left, right),
        downloadFile: (run, path, of) =>
          downloadRun({ ui, session: gitlab, revealFolder }, run, path, of),
        checkOut: (run) => onRun('mlops.run.checkOut', run),
        reproduce: (run) => onRun('mlops.run.reproduce', run),
        downloadArtifacts: download,
        deleteRun: (run, of) => onRun('mlops.run.delete', run, of),
        showMarkdown: (title, text) => host.workspace.showMarkdown(title, text),
        showModel,
        takeWayOut: async (fix) => {
          if (fix === 'open-log') host.log.show();
          else await fixActions[fix]?.run();
        },
        confirm: (question) => ui.confirm(question),
        tell: (message, { label, url }) =>
          ui.tell(message, { label, run: () => ui.openExternal(url) }),
        progress: (title, run) => ui.progress({ title, run }),
      }),
    );
  });

  let planPanel: PlanPanel | undefined;
  const plan = lazy(async (): Promise<PlanPanel> => {
    const { createPlanPanel } = await import('../webviews/plan/panel');
    planPanel = owned.add(
      createPlanPanel({
        environment,
        extensionUri,
        report,
        copy: async (text) => {
          await ui.copy(text);
          ui.tell('The plan is in the clipboard.');
        },
        showLog: () => host.log.show(),
        signIn: () => execute('mlops.cloud.signIn'),
        activate: () => execute('mlops.environment.activate'),
        destroy: () => execute('mlops.environment.destroy'),
        stopAll: () => execute('mlops.environment.stopAll'),
        openGitLab: () => execute('mlops.instance.open'),
        exportTerraform: () => execute('mlops.environment.exportTerraform'),
        terraform: needs.terraform,
        cancel: () => cancelWork(environment, ui),
        command: (name) => execute(`mlops.terraform.${name}`),
        change: needs.changeBlueprint,
        onDidEnd,
        console: () => host.settings.current.consoleUrl,
        now: Date.now,
      }),
    );
    return planPanel;
  });

  const models = lazy(async (): Promise<ModelPanels> => {
    const { createModelPanels } = await import('../webviews/model/panel');
    const command = async (name: string, node: object): Promise<void> => {
      await host.workspace.execute(name, node);
    };
    return owned.add(
      createModelPanels({
        session: gitlab,
        stores: project,
        extensionUri,
        report,
        keyMetric: () => host.settings.current.keyMetric,
        versionCommand: (action, of) =>
          command(`mlops.modelVersion.${action}`, { kind: 'model-version', ...of }),
        modelCommand: (action, of) => command(`mlops.model.${action}`, { kind: 'model', ...of }),
        compareRuns: async (chosen, of) => (await runs()).openCompare(chosen, of.path),
        showMarkdown: (title, text) => host.workspace.showMarkdown(title, text),
      }),
    );
  });

  const destroy = lazy(async (): Promise<DestroyPanel> => {
    const { createDestroyPanel } = await import('../webviews/destroy/panel');
    return owned.add(
      createDestroyPanel({
        environment,
        extensionUri,
        report,
        copy: async (text) => {
          await ui.copy(text);
          ui.tell('The preview is in the clipboard.');
        },
        terraform: needs.terraform,
        stopEverything: () => execute('mlops.environment.stopAll'),
        showProgress: () => execute('mlops.environment.showPlan'),
        onDidEnd,
      }),
    );
  });

  return {
    runs,
    showModel,
    showPlan: async (blueprint) => (await plan()).showPlan(blueprint),
    showProgress: async () => (await plan()).showProgress(),
    showDestroy: async () => (await destroy()).show(),
    showDrift: async () => (await plan()).showDrift(),
    showTerraform: async () => (await plan()).showTerraform(),
    shownPlan: () => planPanel?.plan,
    downloadRun: download,
    followJob,
    dispose: () => owned.dispose(),
  };
}
