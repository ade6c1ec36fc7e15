import { type Commands } from '../commands/handlers';
import { branchCommands } from '../commands/branchCommands';
import { cloudCommands } from '../commands/cloudCommands';
import { environmentCommands } from '../commands/environmentCommands';
import { gitlabSessionCommands } from '../commands/gitlabSessionCommands';
import { jobCommands } from '../commands/jobCommands';
import { machineCommands } from '../commands/machineCommands';
import { modelCommands } from '../commands/modelCommands';
import { powerCommands } from '../commands/powerCommands';
import { projectCommands } from '../commands/projectCommands';
import { registryCommands } from '../commands/registryCommands';
import { downloadVersion } from '../commands/downloadFiles';
import { runCommands } from '../commands/runCommands';
import { sandboxCommands } from '../commands/sandboxCommands';
import { terraformCommand } from '../commands/terraformCommand';
import { terraformDriveCommands } from '../commands/terraformDriveCommands';
import { type Host } from '../host/host';
import { resourcesOf } from '../model/environment';
import { type PushTarget } from '../model/ports/workingCopy';
import { type Project } from '../model/project';
import { registryPlace, type RegistryPlace } from '../stores/registryPlace';
import { type AddedPlaces } from '../stores/addedPlaces';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { InstalledRunners } from '../stores/installedRunners';
import { SetUpIntents } from '../stores/setUpIntent';
import { type TerraformDrive } from '../stores/terraformDrive';
import { type ProjectStores } from '../stores/projectStores';
import { type Adapters } from './adapters';
import { type ForgetEnvironment } from './forget';
import { pushTarget } from './pushTarget';
import { leaveSandbox, useSandbox } from './sandboxSettings';
import { createSignIns } from './signIns';
import { type Windows } from './windows';
import { wizardNeeds } from './wizardNeeds';

export interface HandlersNeeds {
  readonly host: Host;
  readonly adapters: Adapters;
  readonly cloud: CloudSessionStore;
  readonly accounts: GitLabAccounts;
  readonly gitlab: GitLabSessionStore;
  readonly environment: EnvironmentStore;
  readonly project: ProjectStores;
  /** Experiments of other projects. */
  readonly places: AddedPlaces;
  readonly windows: Windows;
  readonly terraform: () => Promise<TerraformDrive>;
  readonly report: (error: unknown) => void;
  readonly forget: ForgetEnvironment;
  readonly newKey: () => string;
  readonly now: () => number;
}

const remoteSsh = 'ms-vscode-remote.remote-ssh';

/** Gives every feature the slice that it uses. */
export function createHandlers(needs: HandlersNeeds): Commands {
  const { host, adapters, cloud, accounts, gitlab, environment, project, windows, report, now } =
    needs;
  const { ui, settings, workspace } = host;
  const signIns = createSignIns(needs);
  const execute = async (command: keyof Commands, ...args: unknown[]): Promise<void> => {
    await workspace.execute(command, ...args);
  };
  const run = (command: keyof Commands, ...args: unknown[]): void => {
    void execute(command, ...args);
  };
  const workingCopy = (signal: AbortSignal) => adapters.workingCopy(signal);
  const at = (of?: Project): RegistryPlace => registryPlace(gitlab, project, of);
  const target = (of: Project): Promise<PushTarget> => pushTarget(gitlab, of);
  const sshPublicKey = async (signal: AbortSignal): Promise<string> =>
    (await adapters.machineAccess()).publicKey(signal);
  const machine = () => resourcesOf(environment.current)?.machine;
  const revealFolder = (path: string): Promise<void> => workspace.openFolder(path);

  return {
    ...cloudCommands({
      ui,
      session: cloud,
      signIn: () => signIns.cloud(),
      openConsole: async (path) => {
        await ui.openExternal(`${host.settings.current.consoleUrl}${path}`);
      },
    }),
    ...gitlabSessionCommands({ ui, session: gitlab, accounts, ...signIns.gitlab }),
    ...environmentCommands({
      ...wizardNeeds(needs),
      session: cloud,
      environment,
      showPlan: (blueprint) => windows.showPlan(blueprint),
      showProgress: () => windows.showProgress(),
      showDestroy: () => windows.showDestroy(),
      showDrift: () => windows.showDrift(),
      signIn: () => execute('mlops.cloud.signIn'),
      chooseFolder: () => execute('mlops.cloud.chooseFolder'),
      signInToGitLab: (url) => execute('mlops.gitlab.signIn', url),
      setUpProject: () => run('mlops.project.setUp'),
      planTerraform: () => execute('mlops.terraform.plan'),
      report,
      forget: needs.forget,
    }),
    ...terraformCommand({
      ui,
      session: cloud,
      environment,
      shownPlan: () => windows.shownPlan(),
      openFolder: revealFolder,
      showMarkdown: (title, text) => workspace.showMarkdown(title, text),
      exported: async (home) => (await needs.terraform()).remember(home),
      plan: () => run('mlops.terraform.plan'),
    }),
    ...terraformDriveCommands({
      ui,
      environment,
      drive: needs.terraform,
      showTerraform: () => windows.showTerraform(),
      exportHere: () => execute('mlops.environment.exportTerraform'),
      openFolder: revealFolder,
    }),
    ...powerCommands({ ui, session: cloud, environment, newKey: needs.newKey }),
    ...machineCommands({
      ui,
      session: cloud,
      environment,
      gitlab,
      access: () => adapters.machineAccess(),
      sshPort: () => settings.current.sshPort,
      caPem: () => adapters.caPem(),
      hasRemoteSsh: () => workspace.hasExtension(remoteSsh),
      openRemote: async (alias) => {
        await workspace.execute('opensshremotes.openEmptyWindow', { host: alias });
      },
      terminal: (spec) => workspace.runTerminal(spec),
      runners: new InstalledRunners(host.memory),
      now,
      refreshProject: async () => {
        await Promise.all([project.branches.refresh(), project.runners.refresh()]);
      },
    }),
    ...projectCommands({
      ui,
      session: gitlab,
      workingCopy,
      target,
      importUrl: () => settings.current.importUrl,
      sshPublicKey,
      hasMachine: () => machine() !== undefined,
      installRunner: () => run('mlops.runner.install'),
      createBranch: () => run('mlops.branch.create'),
      intents: new SetUpIntents(host.memory),
      now,
    }),
    ...branchCommands({
      ui,
      session: gitlab,
      branches: project.branches,
      workingCopy,
      target,
      author: async () => {
        const user = await (await gitlab.client()).account.user(AbortSignal.timeout(30_000));
        return { name: user.name, email: user.email ?? `${user.username}@localhost` };
      },
      saveAll: () => workspace.saveAll(),
      readText: (path) => workspace.readText(path),
      openFile: (path) => workspace.openFile(path),
      playTraining: () => run('mlops.job.play'),
      createMergeRequest: () => run('mlops.mergeRequest.create'),
    }),
    ...jobCommands({
      ui,
      session: gitlab,
      branches: project.branches,
      refreshRuns: () => project.experiments.refresh(),
      openLog: (title, key) => host.liveLogs.open(title, key),
      trainJob: () => settings.current.trainJob,
      report,
      now,
    }),
    ...runCommands({
      ui,
      session: gitlab,
      places: needs.places,
      experiments: project.experiments,
      windows: () => windows.runs(),
      keyMetric: () => settings.current.keyMetric,
      followJob: (...of) => windows.followJob(...of),
      revealFolder,
      code: {
        ui,
        session: gitlab,
        workingCopy,
        target,
        saveAll: () => workspace.saveAll(),
        branchNames: () => project.branches.value?.branches.map((branch) => branch.name) ?? [],
        refreshBranches: () => project.branches.refresh(),
        openChanges: (title, files) => workspace.openChanges(title, files),
        commitAndPush: () => run('mlops.branch.commitAndPush'),
      },
    }),
    ...modelCommands({
      ui,
      at,
      saveVersion: (version, of) =>
        downloadVersion({ ui, session: gitlab, revealFolder }, version, of),
      now,
    }),
    ...registryCommands({
      ui,
      at,
      compareRuns: async (runs, of) => (await windows.runs()).openCompare(runs, of?.path),
      showModel: (id, of) => windows.showModel(id, of),
      now,
    }),
    ...sandboxCommands({
      ui,
      start: (signal) => host.sandbox.start(signal),
      stop: () => host.sandbox.stop(),
      use: (address) => useSandbox(host, address),
      leave: () => leaveSandbox(host),
    }),
    'mlops.log.show': () => Promise.resolve(host.log.show()),
  };
}
