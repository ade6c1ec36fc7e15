import { AppError, isAppError } from '../../base/errors';
import { type Blueprint } from '../../model/blueprint';
import {
  noRecord,
  type Outputs,
  type RunKind,
  type Stack,
  type StepRecords,
} from '../../model/journal';
import { stillWorking, type TerraformOwner } from '../../model/ownership';
import { cloudSteps, type Plan } from '../../model/plan';
import { type Applying, type OnTerraformEvent } from '../../model/ports/terraform';
import { grouped, type TerraformPlanned } from '../../model/terraform/planned';
import { type AddressId, type GitLabInstanceId, type MachineId } from '../../model/ids';
import { type Journal } from '../journal';
import { type CloudReads } from '../ports';
import { processStart } from '../processStart';
import { type Step } from '../step';
import { stillWorks } from '../terraformWork';
import { ApplyWatch } from './applyWatch';
import { checkHandOver } from './handOver';
import { settleSteps, terraformSteps, type TerraformTools } from './terraformSteps';

/** A saved plan that was agreed to, and how to begin it. */
export interface TerraformRun {
  readonly kind: RunKind;
  readonly blueprint: Blueprint;
  /** The document that was agreed to; undefined for a destruction and for one that is listened to again. */
  readonly plan: Plan | undefined;
  readonly planned: TerraformPlanned;
  readonly folder: string;
  readonly file: string;
  readonly log: string;
  /** Starts Terraform, or goes on listening to it. */
  readonly start: (on: OnTerraformEvent) => Promise<Applying>;
  /** It runs already. */
  readonly attached?: boolean;
}

/** Somebody else's work, driven by the engine as a run of steps. */
export interface Driver {
  readonly steps: readonly Step[];
  /** Asks it to end in good order. @throws AppError `conflict` when it cannot be asked: it goes on */
  interrupt(): Promise<void>;
  /** Ends it, whatever is lost. @throws AppError as `interrupt` */
  end(): Promise<void>;
  /** Writes down what came after the last step was asked. */
  settle(): Promise<void>;
  dispose(): void;
}

/**
 * The journal at the moment Terraform takes over: one change, written before it begins, so that there is never an
 * instant with two owners or with none.
 * @throws AppError `conflict` when it may not
 */
export async function takenOver(
  stack: Stack,
  run: TerraformRun,
  now: number,
): Promise<Pick<Stack, 'header' | 'runs'>> {
  const { owner } = stack.header;
  checkHandOver(stack, run.planned, run.kind);
  if (owner?.work && (await stillWorks(owner.work))) {
    throw stillWorking(stack.header.blueprint.stackId, owner.work);
  }
  const { kind, folder, file, log, plan } = run;
  const next: TerraformOwner = {
    kind: 'terraform',
    folder,
    since: owner?.since ?? now,
    work: { kind, since: now, file, log },
  };
  const { takenBackAt: _takenBackAt, ...header } = stack.header;
  return {
    header: {
      ...header,
      ...(plan && {
        blueprint: plan.blueprint,
        cloudName: plan.cloudName,
        folderName: plan.folderName,
        agreedAt: now,
      }),
      owner: next,
    },
    runs:
      kind === 'create'
        ? { create: createRecords(stack.runs.create, run), destroy: {} }
        : { create: stack.runs.create, destroy: {} },
  };
}

/** The same work, with another window that listens. */
export function listenedTo({ header }: Stack, now: number): Pick<Partial<Stack>, 'header'> {
  const { owner } = header;
  if (!owner?.work) return {};
  return { header: { ...header, owner: { ...owner, work: { ...owner.work, attachedAt: now } } } };
}

/** The journal of an environment that Terraform makes from the beginning. */
export async function begunByTerraform(
  run: TerraformRun,
  { blueprint, cloudName, folderName }: Plan,
  now: number,
): Promise<Stack> {
  const owner: TerraformOwner = { kind: 'terraform', folder: run.folder, since: now };
  const stack: Stack = {
    version: 1,
    header: { blueprint, cloudName, folderName, agreedAt: now, owner },
    runs: { create: {}, destroy: {} },
    entries: [{ at: now, text: `agreed to with Terraform in ${run.folder}` }],
  };
  return { ...stack, ...(await takenOver(stack, run, now)) };
}

/** What is not in the plan stays as it was known; what is, begins anew with the ids that are known. */
function createRecords(earlier: StepRecords, { planned, plan }: TerraformRun): StepRecords {
  const groups = grouped(planned.changes);
  const again = groups.map(({ id, changes }) => {
    const fresh = changes.some(({ action }) => action === 'create' || action === 'replace');
    const outputs = fresh ? {} : (earlier[id]?.outputs ?? {});
    return [id, { ...noRecord, outputs }] as const;
  });
  const foreign = (plan?.items ?? []).flatMap(({ id, action, resourceId }) =>
    action === 'exists' && resourceId !== undefined && cloudSteps.some((step) => step === id)
      ? [
          [
            id,
            {
              ...noRecord,
              state: 'done' as const,
              outputs: { origin: 'existing', id: resourceId },
            },
          ] as const,
        ]
      : [],
  );
  const anew = groups
    .find(({ id }) => id === 'machine')
    ?.changes.some(({ action }) => action === 'create' || action === 'replace');
  return {
    ...earlier,
    ...Object.fromEntries(foreign),
    ...Object.fromEntries(again),
    ...(anew === true && earlier['host-key'] ? { 'host-key': noRecord } : {}),
  };
}

/** What our own steps write down besides ids. */
export async function lookAtMade(
  cloud: Pick<CloudReads, 'gitlabInstance' | 'machine' | 'address'>,
  step: string,
  id: string,
  signal: AbortSignal,
): Promise<Outputs> {
  if (step === 'gitlab') {
    const { domain, version } = await cloud.gitlabInstance(id as GitLabInstanceId, signal);
    return { domain, url: `https://${domain}`, version };
  }
  if (step === 'address') {
    const { ip } = await cloud.address(id as AddressId, signal);
    return ip === undefined ? {} : { ip };
  }
  if (step !== 'machine') return {};
  const { address, publicAddress, bootDiskId } = await cloud.machine(id as MachineId, signal);
  return {
    address: address ?? '',
    publicAddress: publicAddress ?? '',
    bootDisk: bootDiskId ?? '',
  };
}

/** @param own our steps of the same kind @param later our steps that come after, and only look */
export function terraformDriver(
  journal: Journal<Stack['header']>,
  run: TerraformRun,
  own: readonly Step[],
  later: readonly Step[],
  look: TerraformTools['look'],
  now: () => number,
): Driver {
  const watch = new ApplyWatch();
  const groups = grouped(run.planned.changes);
  let applying: Applying | undefined;
  let interrupted = false;
  let forced = false;
  let begun: Promise<void> | undefined;

  const begin = async (): Promise<void> => {
    if (interrupted) throw new AppError('cancelled', 'Cancelled.');
    const started = await run
      .start((event) => watch.hear(event))
      .catch(async (error: unknown) => {
        // Nobody is at work, and nobody shall look for it.
        await work(undefined);
        throw error;
      });
    applying = started;
    // What cannot be asked to end comes to its end: nothing is begun after it.
    if (tools.interrupted()) await started.interrupt().catch(() => undefined);
    if (run.attached !== true) {
      await work({
        pid: started.pid,
        started: started.pid === undefined ? undefined : await processStart(started.pid),
      });
    }
    void started.ended.then(async (error) => {
      // Before anybody is told, so that a crash from here on finds nobody at work.
      const broken = forced || (isAppError(error) && error.code === 'ENDED');
      await work(undefined, broken).catch(() => undefined);
      watch.end(error);
    });
  };
  const work = async (
    part: { pid: number | undefined; started: string | undefined } | undefined,
    broken = false,
  ): Promise<void> => {
    const { header } = journal.state;
    const { owner } = header;
    if (!owner) return;
    const next = part && owner.work ? { ...owner.work, ...part } : undefined;
    const text = broken ? 'Terraform was ended at once' : 'Terraform has ended';
    await journal.change(
      {
        header: { ...header, owner: { ...owner, work: next, ...(broken && { brokenOff: now() }) } },
      },
      part ? `Terraform has begun, process ${part.pid ?? '?'}` : text,
    );
  };
  const tools: TerraformTools = {
    kind: run.kind,
    watch,
    begin: () => (begun ??= begin()),
    journal,
    interrupted: () => interrupted,
    look,
    own,
  };
  const steps = terraformSteps(groups, tools);
  const ids = new Set(steps.map(({ id }) => id));
  const first = run.kind === 'destroy' ? own.filter(({ id }) => id === 'runners') : [];
  return {
    steps: [
      ...first,
      ...steps.map((step) => ({ ...step, after: [...first.map(({ id }) => id), ...step.after] })),
      ...later.filter(({ after }) => after.every((id) => ids.has(id))),
    ],
    async interrupt() {
      // One that another window had started is at work, whether it is listened to already or not.
      if (run.attached === true && !applying) await tools.begin().catch(() => undefined);
      // What ends now was asked to end.
      const before = interrupted;
      interrupted = true;
      if (!applying || watch.ended || forced) return;
      try {
        await applying.interrupt();
      } catch (error) {
        interrupted = before;
        throw error;
      }
    },
    async end() {
      if (!applying || watch.ended) return;
      const before = interrupted;
      forced = interrupted = true;
      try {
        await applying.end();
      } catch (error) {
        forced = false;
        interrupted = before;
        throw error;
      }
    },
    settle: async () => {
      if (begun === undefined) await work(undefined);
      await settleSteps(groups, tools, journal.run(run.kind), now());
    },
    dispose: () => applying?.dispose(),
  };
}

/** The steps of a run that nobody drives at the moment, from what the journal knows of them. */
export function terraformSkeleton(stack: Stack, kind: RunKind, own: readonly Step[]): Step[] {
  const records = stack.runs[kind];
  const known = own.filter(({ id }) => records[id] !== undefined);
  const added = Object.keys(records).filter((id) => !known.some((step) => step.id === id));
  return [
    ...known.map((step) => ({
      ...step,
      after: step.after.filter((id) => records[id] !== undefined),
    })),
    ...added.map((id) => ({
      id,
      title: id,
      after: [],
      expectedMs: 0,
      run: () => Promise.resolve(),
    })),
  ];
}
