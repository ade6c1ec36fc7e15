import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { AppError, errorText, type Fix, isAppError } from '../../base/errors';
import { type Blueprint } from '../../model/blueprint';
import { type FolderId } from '../../model/ids';
import { type RunView } from '../../model/journal';
import { resourcesOf } from '../../model/environment';
import { blockers, type Plan } from '../../model/plan';
import { planMarkdown } from '../../model/planMarkdown';
import { type EnvironmentStore } from '../../stores/environmentStore';
import { type TerraformDrive } from '../../stores/terraformDrive';
import { type OpenPanel, openPanel } from '../ipc/panel';
import { whileVisible } from '../ipc/whileVisible';
import { checkConsent } from './consent';
import { planContract, type PlanState } from './contract';

export interface PlanPanelNeeds {
  readonly environment: EnvironmentStore;
  readonly extensionUri: vscode.Uri;
  readonly report: (error: unknown) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly showLog: () => void;
  readonly signIn: () => void;
  readonly activate: () => void;
  readonly destroy: () => void;
  readonly stopAll: () => void;
  readonly openGitLab: () => void;
  readonly exportTerraform: () => void;
  readonly terraform: () => Promise<Pick<TerraformDrive, 'plan' | 'apply'>>;
  /** Stops the work under way, in good order. */
  readonly cancel: () => Promise<void>;
  readonly command: (name: 'plan' | 'takeBack' | 'unlock' | 'showFolder') => void;
  /** Asks for other values; undefined when the user leaves. */
  readonly change: (blueprint: Blueprint) => Promise<Blueprint | undefined>;
  /** Told when a run that was begun from here has ended. */
  readonly onDidEnd: (ended: Promise<RunView>) => void;
  /** Address of the cloud's web console. */
  readonly console: () => string;
  readonly now: () => number;
}

export interface PlanPanel {
  /** Shows the plan for a blueprint, reading the cloud first. */
  showPlan(blueprint: Blueprint): void;
  /** Shows the environment that is there, with its progress. */
  showProgress(): void;
  /** The same, with the cloud read again. */
  showDrift(): void;
  /** The same, planned by Terraform. */
  showTerraform(): void;
  /** What the open page shows; undefined when there is none. */
  readonly plan: Plan | undefined;
  dispose(): void;
}

/** The window with plan and progress; there is one. */
export function createPlanPanel(needs: PlanPanelNeeds): PlanPanel {
  const { environment } = needs;
  let panel: OpenPanel<typeof planContract> | undefined;
  let blueprint: Blueprint | undefined;
  let plan: Plan | undefined;
  let problem: { readonly text: string; readonly fix: Fix | undefined } | undefined;
  /** Who plans when the page is read again; `take`: we, with what Terraform has made. */
  let way: 'native' | 'take' | 'terraform' = 'native';
  let doing: string | undefined;
  let reading: AbortController | undefined;
  /** The folder whose environment is being taken back. */
  let destroying: FolderId | undefined;
  let destroyed = false;

  const state = (): PlanState => {
    const { stack, run } = environment.current;
    const showsOther = plan && stack && plan.blueprint.stackId !== stack.header.blueprint.stackId;
    return {
      folderId: (plan?.blueprint ?? stack?.header.blueprint)?.folderId,
      name: (plan?.blueprint ?? stack?.header.blueprint)?.stackId ?? '',
      plan,
      loading: reading !== undefined,
      problem: problem?.text,
      problemFix: problem?.fix,
      way: way === 'terraform' ? 'terraform' : 'native',
      doing,
      owner: showsOther ? undefined : stack?.header.owner,
      blockers: plan ? blockers(plan) : [],
      run: showsOther ? undefined : run,
      destroyed,
      agreedAt: showsOther ? undefined : stack?.header.agreedAt,
      entries: stack && !showsOther ? stack.entries.slice(-200) : [],
      console: needs.console(),
      now: needs.now(),
    };
  };
  const send = (): void => panel?.server.notify('state', state());

  const read = async (): Promise<void> => {
    const wanted = blueprint ?? environment.current.stack?.header.blueprint;
    if (!wanted && way !== 'terraform') return;
    reading?.abort();
    const own = (reading = new AbortController());
    problem = undefined;
    send();
    try {
      const made = await (wanted && way !== 'terraform'
        ? environment.plan(wanted, own.signal, way === 'take' ? 'take' : 'leave')
        : (await needs.terraform()).plan(say, own.signal));
      if (reading === own) plan = made;
    } catch (error) {
      if (isAppError(error, 'cancelled')) return;
      if (reading === own) {
        problem = { text: errorText(error), fix: isAppError(error) ? error.fix : undefined };
      }
      if (!(error instanceof AppError)) needs.report(error);
    } finally {
      if (reading === own) {
        reading = undefined;
        doing = undefined;
      }
      send();
    }
  };
  const say = (text: string): void => {
    doing = text;
    send();
  };
  const readAs = (next: typeof way): Promise<void> => {
    if (next !== way) plan = undefined;
    way = next;
    return read();
  };

  /** A journal goes away when everything in it is taken back; the old plan is void then. */
  const follow = (): void => {
    const { stack, run, target } = environment.current;
    const gone = destroying !== undefined && !stack && target?.folder.id === destroying;
    if (stack) destroyed = false;
    if (!stack) destroying = undefined;
    else if (run) {
      destroying = run.kind === 'destroy' ? stack.header.blueprint.folderId : undefined;
    }
    if (!gone) return send();
    destroyed = true;
    plan = undefined;
    void read();
  };

  const open = (): OpenPanel<typeof planContract> => {
    if (panel) {
      panel.reveal();
      return panel;
    }
    const owned = new DisposableStore();
    const opened = openPanel({
      name: 'plan',
      title: 'Environment plan',
      icon: 'plan',
      contract: planContract,
      find: true,
      extensionUri: needs.extensionUri,
      report: needs.report,
      handlers: {
        refresh: () => read(),
        async agree({ foreign }) {
          if (!plan) return;
          checkConsent(plan, foreign);
          const begun = plan.terraform
            ? await (await needs.terraform()).apply(plan)
            : await environment.begin(plan);
          needs.onDidEnd(begun.ended);
          send();
        },
        cancel: needs.cancel,
        async resume() {
          const { stack } = environment.current;
          if (stack?.header.owner) void readAs('terraform');
          else if (stack) needs.onDidEnd((await environment.resume(stack)).ended);
        },
        signIn: () => Promise.resolve(needs.signIn()),
        change: async () => {
          const wanted = plan?.blueprint ?? blueprint;
          const next = wanted && (await needs.change(wanted));
          if (next) show(next);
        },
        stopAll: () => Promise.resolve(needs.stopAll()),
        openGitLab: () => Promise.resolve(needs.openGitLab()),
        activate: () => Promise.resolve(needs.activate()),
        destroy: () => Promise.resolve(needs.destroy()),
        showLog: () => Promise.resolve(needs.showLog()),
        exportTerraform: () => Promise.resolve(needs.exportTerraform()),
        openTerraform: () => Promise.resolve(needs.command('plan')),
        takeOver: () => readAs('take'),
        takeBack: () => Promise.resolve(needs.command('takeBack')),
        unlock: () => Promise.resolve(needs.command('unlock')),
        showFolder: () => Promise.resolve(needs.command('showFolder')),
        copyMarkdown: async () => {
          if (plan) await needs.copy(planMarkdown(plan, needs.console()));
        },
      },
    });
    panel = opened;
    owned.add(environment.onDidChange(follow));
    owned.add(whileVisible(opened, () => environment.watch()));
    opened.onDidClose(() => {
      reading?.abort();
      panel = undefined;
      owned.dispose();
    });
    return opened;
  };

  const showEnvironment = (): void => {
    const opened = open();
    const { stack } = environment.current;
    blueprint = stack?.header.blueprint;
    if (stack) opened.setTitle(`Environment: ${stack.header.blueprint.stackId}`);
    if (plan?.blueprint.stackId !== blueprint?.stackId) plan = undefined;
    const owned = stack?.header.owner !== undefined;
    if (owned !== (way === 'terraform')) plan = undefined;
    way = owned ? 'terraform' : 'native';
  };

  const show = (wanted: Blueprint): void => {
    blueprint = wanted;
    destroyed = false;
    plan = undefined;
    way = 'native';
    open().setTitle(`Environment plan: ${wanted.stackId}`);
    void read();
  };

  return {
    showPlan: show,
    showProgress() {
      showEnvironment();
      // Terraform is not started before somebody asks: it locks its state and takes its time.
      if (!plan && way === 'native' && resourcesOf(environment.current)) void read();
      send();
    },
    showDrift() {
      showEnvironment();
      void read();
    },
    showTerraform() {
      const opened = open();
      const { stack } = environment.current;
      blueprint = stack?.header.blueprint ?? plan?.blueprint ?? blueprint;
      destroyed = false;
      opened.setTitle(`Terraform plan: ${blueprint?.stackId ?? ''}`);
      void readAs('terraform');
    },
    get plan() {
      return panel && plan;
    },
    dispose: () => panel?.dispose(),
  };
}
