import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { showAccounts } from './app/accountMenu';
import { createAdapters } from './app/adapters';
import { betweenWindows } from './app/betweenWindows';
import { followAddress } from './app/followAddress';
import { createFixActions } from './app/fixActions';
import { sayNoKeychain } from './app/sayNoKeychain';
import { showWork } from './app/showWork';
import { attachTerraform, createTerraformDrive } from './app/terraform';
import { showTrees } from './app/trees';
import { warnTokenEnd } from './app/warnTokenEnd';
import { type Disposable, DisposableStore } from './base/disposable';
import { type Event } from './base/event';
import { lazy } from './base/lazy';
import { registerCommands } from './commands/register';
import { type Host } from './host/host';
import { createReporter } from './host/messages';
import { AddedPlaces } from './stores/addedPlaces';
import { CloudSessionStore } from './stores/cloudSessionStore';
import { EnvironmentStore } from './stores/environmentStore';
import { GitLabAccounts } from './stores/gitlabAccounts';
import { GitLabSessionStore } from './stores/gitlabSessionStore';
import { KeptAccounts } from './stores/keptAccounts';
import { ProjectStores } from './stores/projectStores';

/** Builds the whole product, in the order in which its parts need each other. */
export function createApp(host: Host): Disposable {
  const owned = new DisposableStore();
  const { vault, memory, settings, log, storage, workspace } = host;
  const report = createReporter(
    log,
    createFixActions(
      (command, ...args) => workspace.execute(command, ...args),
      () => cloud.target?.folder.cloudId,
      () => settings.current.consoleUrl,
    ),
  );
  owned.add(host.onDidFail((error) => report(error)));
  const adapters = createAdapters({
    home: host.home,
    settings: () => settings.current,
    folder: () => workspace.folder(),
    trusted: () => workspace.trusted,
    openExternal: (url) => host.ui.openExternal(url),
    externalUrl: (url) => host.externalUrl(url),
    proxySettings: () => host.proxySettings(),
    log: (text) => log.info(text),
  });
  const between = betweenWindows(join(storage, 'locks'));
  const cloud = owned.add(
    new CloudSessionStore({
      memory,
      accounts: new KeptAccounts(vault, 'cloud', between.exclusively),
      open: adapters.openCloud,
      endpoint: () => settings.current.cloudEndpoint,
      now: Date.now,
      sessionOnly: () => vault.sessionOnly,
    }),
  );
  owned.add(settings.onDidChange(() => cloud.lookAgain()));
  const accounts = new GitLabAccounts(vault, adapters.openGitLab, between);
  const gitlab = owned.add(
    new GitLabSessionStore(memory, (url, username) => accounts.open(url, username)),
  );
  owned.add(accounts.onDidChange(() => void gitlab.lookForAccount(accounts)));
  owned.add(vault.onDidLoseKeychain((error) => sayNoKeychain(host, error)));
  const askSignIn = (): void =>
    host.ui.warn(
      'Work on the environment waits: the sign-in to Yandex Cloud has run out. Sign in again, and it goes on by itself.',
      { label: 'Sign In', run: () => workspace.execute('mlops.cloud.signIn') },
    );
  const work = lazy(async () =>
    (await import('./app/work')).createWork({
      storage,
      cloud,
      accounts,
      gitlab,
      memory,
      report,
      askSignIn,
    }),
  );
  const environment = owned.add(new EnvironmentStore({ session: cloud, work, memory, report }));
  const signIn = () => workspace.execute('mlops.cloud.signIn');
  owned.add(warnTokenEnd({ ui: host.ui, environment, signIn, now: Date.now }));
  const run = (command: string) => () => workspace.execute(command);
  const activate = run('mlops.environment.activate');
  const showPlan = run('mlops.environment.showPlan');
  const cancel = run('mlops.environment.cancel');
  owned.add(showWork({ ui: host.ui, environment, cancel, activate, showPlan, report }));
  const project = owned.add(
    new ProjectStores(
      gitlab,
      async (signal) => (await adapters.workingCopy(signal))?.work(signal),
      report,
    ),
  );
  const places = owned.add(new AddedPlaces(memory, gitlab));
  const terraform = createTerraformDrive({ host, cloud, environment, report });
  owned.add(attachTerraform({ host, environment, report }, terraform));
  const parts = {
    host,
    adapters,
    cloud,
    accounts,
    gitlab,
    environment,
    project,
    places,
    report,
    terraform,
  };
  const access = (): ReturnType<typeof adapters.machineAccess> => adapters.machineAccess();
  owned.add(followAddress({ environment, memory, access, report }));
  const features = lazy(async () => {
    const { createFeatures } = await import('./app/features');
    return owned.add(createFeatures({ ...parts, newKey: randomUUID, now: Date.now }));
  });
  owned.add(registerCommands(async () => (await features()).handlers, report));
  const signIns = async () => (await features()).signIns;
  owned.add(
    host.restorePages('runs', async (panel, state) =>
      (await (await features()).runs()).restore(panel, state),
    ),
  );
  const register: Host['registerAccounts'] = (...provider) => host.registerAccounts(...provider);
  owned.add(showAccounts({ register, cloud, accounts, signIns }));
  const signedInToCloud = (): boolean => cloud.account !== undefined;
  owned.add(
    showTrees({
      gitlab,
      environment,
      project,
      places,
      settings,
      signedInToCloud,
      importFolders: (...args) => void workspace.execute('mlops.model.import', ...args),
      now: Date.now,
    }),
  );
  owned.add(keepContext(host, 'mlops.cloud.signedIn', cloud.onDidChange, signedInToCloud));
  const signedIn = (): boolean => gitlab.current !== undefined;
  owned.add(keepContext(host, 'mlops.gitlab.signedIn', gitlab.onDidChange, signedIn));
  const chosen = (): boolean => gitlab.current?.projectPath !== undefined;
  owned.add(keepContext(host, 'mlops.project.chosen', gitlab.onDidChange, chosen));
  owned.add(workspace.onDidSave(() => void project.branches.wake()));
  owned.add(workspace.onDidTrust(() => void project.branches.wake()));
  return owned;
}

function keepContext(
  host: Host,
  key: string,
  changed: Event<void>,
  value: () => boolean,
): Disposable {
  host.setContext(key, value());
  return changed(() => host.setContext(key, value()));
}
