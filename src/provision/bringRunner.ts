import { isAppError } from '../base/errors';
import { type GitLab } from '../model/ports/gitlab';
import { type MachineAccess, type MachineAddress } from '../model/ports/machine';
import { type Project } from '../model/project';
import { type KnownRunners, ownRunners, runnerNote } from './ownRunners';

export interface RunnerPlace {
  readonly gitlab: GitLab;
  readonly project: Pick<Project, 'id'>;
  readonly access: Pick<MachineAccess, 'installRunner'>;
  /** One that was just reached. */
  readonly machine: MachineAddress;
  readonly caPem: string | undefined;
  readonly known: KnownRunners;
}

/**
 * Creates a runner in GitLab and installs it on a machine over SSH; one that was there before is replaced. A token is
 * shown once, so a runner whose maker died before it was installed is replaced too: the note that GitLab keeps with it
 * says whose it is.
 */
export async function bringRunner(
  { gitlab, project, access, machine, caPem, known }: RunnerPlace,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly executor: string; readonly version: string }> {
  const { setup, baseUrl } = gitlab;
  report('creating the runner in GitLab');
  const earlier = await ownRunners(
    setup,
    project.id,
    machine.id,
    known.of(machine.id, baseUrl),
    signal,
  );
  const made = await setup.createRunner(
    {
      projectId: project.id,
      description: machine.name,
      tags: ['mlops'],
      runUntagged: true,
      note: runnerNote(machine.id),
    },
    signal,
  );
  await known.add(machine.id, baseUrl, made.id);
  const settings = {
    gitlabUrl: baseUrl,
    token: made.token,
    name: machine.name,
    executor: 'auto',
    caPem,
  } as const;
  const installed = await access
    .installRunner(machine, settings, report, signal)
    .catch(async (error: unknown) => {
      // Not the caller's signal: a runner that nobody serves must not stay behind.
      await setup.deleteRunner(made.id, AbortSignal.timeout(15_000)).catch(() => undefined);
      throw error;
    });
  for (const { id } of earlier) {
    await setup.deleteRunner(id, signal).catch(unlessGone);
  }
  await known.forget(machine.id, baseUrl);
  await known.add(machine.id, baseUrl, made.id);
  return installed;
}

/** @returns how many were deleted */
export async function unregisterRunners(
  { gitlab, project, known }: Pick<RunnerPlace, 'gitlab' | 'project' | 'known'>,
  machine: string,
  signal: AbortSignal,
): Promise<number> {
  const { setup, baseUrl } = gitlab;
  const own = await ownRunners(setup, project.id, machine, known.of(machine, baseUrl), signal);
  for (const { id } of own) await setup.deleteRunner(id, signal).catch(unlessGone);
  await known.forget(machine, baseUrl);
  return own.length;
}

function unlessGone(error: unknown): void {
  if (!isAppError(error, 'not-found')) throw error;
}
