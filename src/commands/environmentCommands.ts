import { AppError } from '../base/errors';
import { driftOf } from '../model/drift';
import { resourcesOf } from '../model/environment';
import { type RunView, type Stack } from '../model/journal';
import { goneWords, stoppedWords } from '../model/runWords';
import { isUnderWay } from '../model/timeline';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { askBlueprint, type WizardNeeds } from './environmentWizard';
import { type Some } from './handlers';
import { type PowerCommand } from './powerCommands';
import { cancelWork } from './terraformDriveCommands';

export interface EnvironmentCommandsNeeds extends WizardNeeds {
  readonly session: CloudSessionStore;
  readonly environment: EnvironmentStore;
  readonly showPlan: (
    blueprint: NonNullable<Awaited<ReturnType<typeof askBlueprint>>>,
  ) => Promise<void>;
  readonly showProgress: () => Promise<void>;
  /** What destroying would do, and the consent to it. */
  readonly showDestroy: () => Promise<void>;
  /** The plan of what is there, read anew, with what differs. */
  readonly showDrift: () => Promise<void>;
  readonly signIn: () => Promise<void>;
  readonly chooseFolder: () => Promise<void>;
  readonly signInToGitLab: (url: string) => Promise<void>;
  readonly setUpProject: () => void;
  /** Terraform plans what is left, for an environment that it owns. */
  readonly planTerraform: () => Promise<void>;
  /** Forgets what this machine kept for an environment that is gone: SSH host, sign-in. */
  readonly forget: (stack: Stack, destroyed: RunView) => Promise<void>;
  readonly report: (error: unknown) => void;
}

type Handlers = Omit<
  Some<'environment' | 'instance'>,
  PowerCommand | 'mlops.environment.exportTerraform'
>;

/** Plan, create, resume, activate and destroy the environment. */
export function environmentCommands(needs: EnvironmentCommandsNeeds): Handlers {
  const { ui, session, environment } = needs;

  const stack = async (): Promise<Stack> => {
    if (!environment.current.stack) await environment.refresh();
    const found = environment.current.stack;
    if (found) return found;
    throw new AppError(
      'not-found',
      'There is no environment in this folder yet. Create one first.',
    );
  };

  const gitlabUrl = async (): Promise<string | undefined> =>
    (await stack()).runs.create['gitlab']?.outputs['url'];

  return {
    async 'mlops.environment.create'() {
      if (session.account === undefined) await needs.signIn();
      if (session.account === undefined) return;
      if (!session.target) await needs.chooseFolder();
      const { target } = session;
      if (!target) return;
      await environment.refresh();
      const known = environment.current.stack;
      if (known) return needs.showProgress();
      const blueprint = await askBlueprint(needs, target);
      if (blueprint) await needs.showPlan(blueprint);
    },
    async 'mlops.environment.showPlan'() {
      await stack();
      await needs.showProgress();
    },
    async 'mlops.environment.checkDrift'() {
      const found = await stack();
      await ui.progress({
        title: 'Comparing the cloud with the plan…',
        place: 'window',
        run: () => environment.refresh(),
      });
      const { resources } = environment.current;
      if (resources.kind === 'failed') throw resources.error;
      const there = resourcesOf(environment.current);
      const drift = there ? driftOf(found, there) : [];
      if (drift.length > 0) return needs.showDrift();
      ui.tell(`Nothing differs: "${found.header.blueprint.stackId}" is as it was agreed to.`);
    },
    async 'mlops.environment.resume'() {
      const known = await stack();
      // Terraform goes on with a plan of what is left.
      if (known.header.owner) return needs.planTerraform();
      const begun = await environment.resume(known);
      await needs.showProgress();
      void tellEnd(begun.ended, needs);
    },
    async 'mlops.environment.cancel'() {
      await cancelWork(environment, ui);
    },
    async 'mlops.environment.refresh'() {
      await environment.refresh();
    },
    async 'mlops.environment.activate'() {
      const url = await gitlabUrl();
      if (url === undefined) {
        throw new AppError('not-found', 'The GitLab instance is not there yet.');
      }
      const { adminEmail, adminLogin } = (await stack()).header.blueprint.gitlab;
      const choice = await ui.pick({
        title: 'Activate GitLab',
        placeholder: `GitLab mailed a link to ${adminEmail}: open it and set a password for ${adminLogin}`,
        choices: [
          {
            label: 'I have set the password: sign in',
            description: 'creation goes on when it works',
            icon: 'sign-in',
            value: 'sign-in',
          },
          { label: 'Open GitLab in the browser', description: url, icon: 'globe', value: 'open' },
        ],
      });
      if (choice === 'open') await ui.openExternal(url);
      if (choice === 'sign-in') await needs.signInToGitLab(url);
    },
    async 'mlops.environment.destroy'() {
      await stack();
      await needs.showDestroy();
    },
    async 'mlops.instance.open'() {
      const url = await gitlabUrl();
      if (url !== undefined) await ui.openExternal(url);
    },
  };
}

type EndNeeds = Pick<
  EnvironmentCommandsNeeds,
  'ui' | 'setUpProject' | 'planTerraform' | 'environment' | 'report' | 'forget'
>;

/** Says how work on the environment ended and what comes next. */
export async function tellEnd(ended: Promise<RunView>, needs: EndNeeds): Promise<void> {
  const { stack } = needs.environment.current;
  try {
    const run = await ended;
    if (run.state !== 'done') warnEnd(run, needs);
    else if (run.kind === 'create') {
      needs.ui.tell('The environment is ready. Next: set up the GitLab project.', {
        label: 'Set Up Project',
        run: needs.setUpProject,
      });
    } else if (stack) {
      await needs.forget(stack, run);
      needs.ui.tell(goneWords(stack.header.blueprint.stackId, run));
    }
  } catch (error) {
    needs.report(error);
  }
}

function warnEnd(run: RunView, needs: EndNeeds): void {
  const failure = run.steps.find((step) => step.state === 'failed');
  if (needs.environment.current.stack?.header.owner) {
    const again = { label: 'Plan Again', run: needs.planTerraform };
    if (failure?.error) needs.ui.warn(failure.error.message, again);
    else needs.ui.tell('Terraform has ended in good order. A new plan shows what is left.', again);
    return;
  }
  const resume = {
    label: 'Resume',
    run: async (): Promise<void> => {
      const { stack, run: now } = needs.environment.current;
      // The message may be an old one.
      if (!stack || (now && isUnderWay(now))) return;
      void tellEnd((await needs.environment.resume(stack)).ended, needs);
    },
  };
  if (failure?.error) needs.ui.warn(failure.error.message, resume);
  else needs.ui.tell(stoppedWords(run), resume);
}
