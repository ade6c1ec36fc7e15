import { type ProjectId, type RunnerId } from '../model/ids';
import { type SetupPort } from '../model/ports/gitlabSetup';
import { type Runner } from '../model/setup';

/** Which runners were installed on which machine from here. */
export interface KnownRunners {
  /** @param machine id in the cloud @param gitlabUrl where the runner is registered */
  of(machine: string, gitlabUrl: string): readonly RunnerId[];
  add(machine: string, gitlabUrl: string, runner: RunnerId): Promise<void>;
  forget(machine: string, gitlabUrl: string): Promise<void>;
}

/**
 * What GitLab keeps with a runner of ours: whoever died before the new runner's number was written down finds it by
 * this, and nobody else has a machine of this id.
 */
export function runnerNote(machine: string): string {
  return `Made by GitLab MLOps for VS Code for the machine ${machine}`;
}

/** The runners of a project that were made from here for a machine; the name alone would prove nothing. */
export async function ownRunners(
  setup: Pick<SetupPort, 'runners' | 'runner'>,
  project: ProjectId,
  machine: string,
  known: readonly RunnerId[],
  signal: AbortSignal,
): Promise<readonly Runner[]> {
  const own: Runner[] = [];
  for (const runner of await setup.runners(project, signal)) {
    if (known.includes(runner.id)) own.push(runner);
    else if (runner.ofProject) {
      // The list says nothing of notes.
      const { note } = await setup.runner(runner.id, signal);
      if (note === runnerNote(machine)) own.push(runner);
    }
  }
  return own;
}
