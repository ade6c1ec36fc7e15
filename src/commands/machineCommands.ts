import { AppError, isAppError } from '../base/errors';
import { type TerminalSpec, type Ui } from '../host/ui';
import { type Machine } from '../model/cloud';
import { resourcesOf } from '../model/environment';
import { type MachineId, type RunnerId } from '../model/ids';
import { type MachineAccess, type MachineAddress } from '../model/ports/machine';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Some } from './handlers';
import { type PowerCommand } from './powerCommands';

export interface MachineCommandsNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  readonly environment: EnvironmentStore;
  readonly gitlab: GitLabSessionStore;
  readonly access: () => Promise<MachineAccess>;
  readonly sshPort: () => number;
  readonly caPem: () => Promise<string | undefined>;
  readonly hasRemoteSsh: () => boolean;
  /** Opens a folder on `alias` with Remote-SSH. */
  readonly openRemote: (alias: string) => Promise<void>;
  readonly terminal: (spec: TerminalSpec) => void;
  readonly refreshProject: () => Promise<void>;
  /** So that destroying the machine can sign the runner off. */
  readonly keepRunner: (machine: MachineId, runner: RunnerId) => Promise<void>;
}

/** What is done with the machine of the environment. */
export function machineCommands(
  needs: MachineCommandsNeeds,
): Omit<Some<'machine' | 'runner'>, PowerCommand> {
  const { ui, session, environment } = needs;

  /** The machine as the cloud has it now, and how to reach it. */
  const find = async (): Promise<{ machine: Machine; address: MachineAddress }> => {
    await environment.refresh();
    const machine = resourcesOf(environment.current)?.machine;
    const { stack } = environment.current;
    if (!machine || !stack) {
      throw new AppError('not-found', 'There is no machine yet. Create the environment first.');
    }
    return {
      machine,
      address: {
        id: machine.id,
        name: machine.name,
        host: machine.publicAddress,
        port: needs.sshPort(),
        user: stack.header.blueprint.machine.login,
        serial: async (signal) => (await session.client()).serialOutput(machine.id, signal),
      },
    };
  };

  return {
    async 'mlops.machine.connect'() {
      const { machine, address } = await find();
      const { alias, configFile } = await ui.progress({
        title: `Connecting to ${machine.name}…`,
        run: async (report, signal) => {
          const access = await needs.access();
          await access.check(address, report, signal);
          return access.makeAlias(address, signal);
        },
      });
      if (needs.hasRemoteSsh()) return needs.openRemote(alias);
      needs.terminal({ name: machine.name, command: 'ssh', args: ['-F', configFile, alias] });
    },
    async 'mlops.runner.install'() {
      const { machine, address } = await find();
      const done = await ui.progress({
        title: `Installing GitLab Runner on ${machine.name}…`,
        run: async (report, signal) => {
          const [gitlab, project] = [
            await needs.gitlab.client(),
            await needs.gitlab.project(signal),
          ];
          const access = await needs.access();
          await access.check(address, report, signal);
          report('creating the runner in GitLab');
          const old = (await gitlab.setup.runners(project.id, signal)).filter(
            (runner) => runner.description === machine.name,
          );
          const made = await gitlab.setup.createRunner(
            {
              projectId: project.id,
              description: machine.name,
              tags: ['mlops'],
              runUntagged: true,
            },
            signal,
          );
          const settings = {
            gitlabUrl: gitlab.baseUrl,
            token: made.token,
            name: machine.name,
            executor: 'auto',
            caPem: await needs.caPem(),
          } as const;
          const installed = await access
            .installRunner(address, settings, report, signal)
            .catch(async (error: unknown) => {
              // Not the caller's signal: a runner that nobody serves must not stay behind.
              await gitlab.setup
                .deleteRunner(made.id, AbortSignal.timeout(15_000))
                .catch(() => undefined);
              throw error;
            });
          for (const runner of old) {
            // The machine has signed its old runner off when it could.
            await gitlab.setup.deleteRunner(runner.id, signal).catch(unlessGone);
          }
          await needs.keepRunner(machine.id, made.id);
          return installed;
        },
      });
      await needs.refreshProject();
      ui.tell(
        `The runner on ${machine.name} is ready (gitlab-runner ${done.version}, ${done.executor} executor). Jobs of the project run there.`,
      );
    },
  };
}

function unlessGone(error: unknown): void {
  if (!isAppError(error, 'not-found')) throw error;
}
