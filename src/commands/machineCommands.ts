import { AppError } from '../base/errors';
import { type TerminalSpec, type Ui } from '../host/ui';
import { resourcesOf } from '../model/environment';
import { type MachineId } from '../model/ids';
import { type MachineAccess, type MachineAddress } from '../model/ports/machine';
import { bringRunner } from '../provision/bringRunner';
import { type KnownRunners } from '../provision/ownRunners';
import { reachMachine } from '../provision/reachMachine';
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
  readonly now: () => number;
  /** So that destroying the machine can sign the runner off. */
  readonly runners: KnownRunners;
}

/** What is done with the machine of the environment. */
export function machineCommands(
  needs: MachineCommandsNeeds,
): Omit<Some<'machine' | 'runner'>, PowerCommand> {
  const { ui, session, environment } = needs;

  const find = async (): Promise<{ id: MachineId; name: string; user: string }> => {
    await environment.refresh();
    const machine = resourcesOf(environment.current)?.machine;
    const { stack } = environment.current;
    if (!machine || !stack) {
      throw new AppError('not-found', 'There is no machine yet. Create the environment first.');
    }
    return { id: machine.id, name: machine.name, user: stack.header.blueprint.machine.login };
  };

  /** Waits for a machine that is just starting. */
  const reach = async (
    { id, user }: { id: MachineId; user: string },
    access: MachineAccess,
    report: (text: string) => void,
    signal: AbortSignal,
  ): Promise<MachineAddress> => {
    const client = await session.client();
    const look = async (inner: AbortSignal) => {
      const machine = await client.machine(id, inner);
      return {
        machine,
        address: {
          id,
          name: machine.name,
          host: machine.publicAddress,
          port: needs.sshPort(),
          user,
          serial: async (deep: AbortSignal) => (await session.client()).serialOutput(id, deep),
        },
      };
    };
    return reachMachine({ look, access, now: needs.now }, report, signal);
  };

  return {
    async 'mlops.machine.connect'() {
      const machine = await find();
      const { alias, configFile } = await ui.progress({
        title: `Connecting to ${machine.name}…`,
        run: async (report, signal) => {
          const access = await needs.access();
          return access.makeAlias(await reach(machine, access, report, signal), signal);
        },
      });
      if (needs.hasRemoteSsh()) return needs.openRemote(alias);
      needs.terminal({ name: machine.name, command: 'ssh', args: ['-F', configFile, alias] });
    },
    async 'mlops.runner.install'() {
      const machine = await find();
      const done = await ui.progress({
        title: `Installing GitLab Runner on ${machine.name}…`,
        run: async (report, signal) => {
          const [gitlab, project] = [
            await needs.gitlab.client(),
            await needs.gitlab.project(signal),
          ];
          const [access, caPem] = [await needs.access(), await needs.caPem()];
          const address = await reach(machine, access, report, signal);
          return bringRunner(
            { gitlab, project, access, machine: address, caPem, known: needs.runners },
            report,
            signal,
          );
        },
      });
      await needs.refreshProject();
      ui.tell(
        `The runner on ${machine.name} is ready (gitlab-runner ${done.version}, ${done.executor} executor). Jobs of the project run there.`,
      );
    },
  };
}
