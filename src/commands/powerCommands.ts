import { allOf, AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { finished, type GitLabInstance, type Machine, type Operation } from '../model/cloud';
import { type ItemRate, priceText, resourcesOf } from '../model/environment';
import { type LeftAlone, whyLeftAlone } from '../model/leftAlone';
import { busyWords } from '../model/runWords';
import { isUnderWay } from '../model/timeline';
import { type CloudClient, type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type Commands } from './handlers';
import { refuseTerraforms } from './terraformDriveCommands';

export interface PowerCommandsNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  readonly environment: EnvironmentStore;
  readonly newKey: () => string;
}

export const powerCommandIds = [
  'mlops.machine.start',
  'mlops.machine.stop',
  'mlops.instance.start',
  'mlops.instance.stop',
  'mlops.environment.stopAll',
  'mlops.environment.startAll',
] as const;
export type PowerCommand = (typeof powerCommandIds)[number];

/** One thing that can be switched on and off. */
interface Power {
  readonly name: string;
  readonly on: boolean;
  readonly off: boolean;
  readonly start: Change;
  readonly stop: Change;
}
interface Whose {
  readonly rate: ItemRate | undefined;
  /** Why it is not switched from here; undefined: it is ours. */
  readonly leftAlone: LeftAlone | undefined;
}
type Switch = Power & Whose;
type Part = 'machine' | 'gitlab';
type Change = (cloud: CloudClient, key: string, signal: AbortSignal) => Promise<Operation>;

/** Starts and stops GitLab and the machine: what is stopped costs little more than its disk. */
export function powerCommands(needs: PowerCommandsNeeds): Pick<Commands, PowerCommand> {
  const { ui, session, environment } = needs;

  const look = async (): Promise<Partial<Record<Part, Switch>>> => {
    await environment.refresh();
    const { stack, run, prices } = environment.current;
    if (run && isUnderWay(run)) throw new AppError('conflict', busyWords(run));
    refuseTerraforms(environment);
    const found = resourcesOf(environment.current);
    if (!stack || !found) return {};
    const whose = (part: Part, there: Machine | GitLabInstance): Whose => ({
      rate: prices?.[part],
      leftAlone: whyLeftAlone(stack, part, there),
    });
    const { machine, gitlab } = found;
    return {
      ...(machine && { machine: { ...machineSwitch(machine), ...whose('machine', machine) } }),
      ...(gitlab && { gitlab: { ...gitlabSwitch(gitlab), ...whose('gitlab', gitlab) } }),
    };
  };

  const change = async (verb: 'start' | 'stop', switches: readonly Switch[]): Promise<void> => {
    const { stack } = environment.current;
    if (!stack) return;
    const names = switches.map((one) => one.name).join(' and ');
    const ends = await ui.progress({
      title: `${verb === 'start' ? 'Starting' : 'Stopping'} ${names}…`,
      run: async (_report, signal) => {
        const cloud = await session.client();
        return environment.alone(stack, () =>
          Promise.allSettled(
            switches.map(async (one) => {
              const { id } = await one[verb](cloud, needs.newKey(), signal);
              finished(await cloud.settle(id, signal));
            }),
          ),
        );
      },
    });
    await environment.refresh();
    const failures = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    if (failures.length > 0) throw allOf(failures);
  };

  const one = async (what: Part): Promise<Switch> => {
    const found = (await look())[what];
    const why = found && leftAloneWords(found);
    if (why !== undefined) {
      throw new AppError('conflict', `${why} Start and stop it in the console.`);
    }
    if (found) return found;
    throw new AppError(
      'not-found',
      what === 'machine'
        ? 'There is no machine yet. Create the environment first.'
        : 'There is no GitLab instance yet. Create the environment first.',
    );
  };

  const start = async (what: Part): Promise<void> => {
    const found = await one(what);
    if (found.on) return ui.tell(`${found.name} runs already.`);
    await change('start', [found]);
  };

  const stop = async (what: Part, detail: string): Promise<void> => {
    const found = await one(what);
    if (found.off) return ui.tell(`${found.name} is stopped already.`);
    const message = `Stop ${found.name}?`;
    if (await ui.confirm({ message, detail, action: 'Stop' })) await change('stop', [found]);
  };

  const both = async (): Promise<Switch[]> => {
    const { machine, gitlab } = await look();
    return [gitlab, machine].filter((found) => found !== undefined);
  };

  return {
    'mlops.machine.start': () => start('machine'),
    'mlops.machine.stop': () =>
      stop(
        'machine',
        'Jobs that run on it end. Its disk is kept and goes on costing; a dynamic address changes at the next start, and SSH here follows it.',
      ),
    'mlops.instance.start': () => start('gitlab'),
    'mlops.instance.stop': () =>
      stop(
        'gitlab',
        'Nobody reaches projects, runs and models while it is stopped. Everything is kept; disk and backups go on costing, and no new backups are made.',
      ),
    async 'mlops.environment.stopAll'() {
      const on = (await both()).filter((found) => found.on);
      const running = on.filter(mayBeSwitched);
      const stays = on.map(leftAloneWords).filter((words) => words !== undefined);
      if (running.length === 0) {
        return ui.tell(['Nothing runs that could be stopped.', ...stays].join(' '));
      }
      const names = running.map((found) => found.name).join(' and ');
      const agreed = await ui.confirm({
        message: `Stop ${names}?`,
        detail: [
          'Everything is kept and can be started again.',
          savedWords(running, environment),
          ...stays,
        ].join(' '),
        action: 'Stop Everything',
      });
      if (agreed) await change('stop', running);
    },
    async 'mlops.environment.startAll'() {
      const stopped = (await both()).filter((found) => found.off && mayBeSwitched(found));
      if (stopped.length === 0) return ui.tell('Nothing is stopped.');
      await change('start', stopped);
    },
  };
}

function mayBeSwitched({ leftAlone }: Whose): boolean {
  return leftAlone === undefined;
}

/** A whole sentence; undefined for what is ours. */
function leftAloneWords({ name, leftAlone }: Switch): string | undefined {
  switch (leftAlone) {
    case undefined:
      return undefined;
    case 'existing':
      return `${name} is left alone: it is not ours, it was there before.`;
    case 'terraforms':
      return `${name} is left alone: it belongs to Terraform, by its label.`;
    case 'lost':
      return `${name} is left alone: our label was taken off.`;
  }
}

function machineSwitch({ id, name, state }: Machine): Power {
  return {
    name,
    on: state === 'running',
    off: state === 'stopped',
    start: (cloud, key, signal) => cloud.startMachine(id, key, signal),
    stop: (cloud, key, signal) => cloud.stopMachine(id, key, signal),
  };
}

function gitlabSwitch({ id, name, state }: GitLabInstance): Power {
  return {
    name: `GitLab instance ${name}`,
    on: state === 'running',
    off: state === 'stopped',
    start: (cloud, key, signal) => cloud.startGitLab(id, key, signal),
    stop: (cloud, key, signal) => cloud.stopGitLab(id, key, signal),
  };
}

/** What stopping these saves, where the prices that were agreed to say it. */
function savedWords(switches: readonly Switch[], { current }: EnvironmentStore): string {
  const { prices } = current;
  const parts = switches.map(({ rate }) => rate).filter((rate) => rate !== undefined);
  const stopped = parts.map((part) => part.stoppedPerHour);
  if (!prices || parts.length === 0 || stopped.some((part) => part === undefined)) {
    return 'Disks and backups go on costing.';
  }
  const sum = (numbers: readonly (number | undefined)[]): number =>
    numbers.reduce<number>((total, part) => total + (part ?? 0), 0);
  const from = priceText(sum(parts.map((part) => part.perHour)), prices.currency);
  return `It then costs about ${priceText(sum(stopped), prices.currency)} instead of ${from}: disks, backups and reserved addresses.`;
}
