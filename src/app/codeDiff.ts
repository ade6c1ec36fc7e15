import { AppError, isAppError } from '../base/errors';
import { type Host } from '../host/host';
import { type CodeChange, type CodeStats, codeStats } from '../model/codeChanges';
import { type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { type Project } from '../model/project';
import { plural } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

const filesShown = 300;
const readMs = 60_000;
const pairsKept = 1_000;

export interface CodeDiffNeeds {
  readonly host: { readonly ui: Pick<Host['ui'], 'tell'> } & {
    readonly workspace: Pick<Host['workspace'], 'openChanges'>;
  };
  readonly gitlab: Pick<GitLabSessionStore, 'client'>;
  readonly workingCopy: (signal: AbortSignal) => Promise<WorkingCopy | undefined>;
  readonly target: (project: Project) => Promise<PushTarget>;
}

export interface CodeDiff {
  /** What changed between two commits, in the editor's own diff, file by file. */
  open(project: Project, from: string, to: string, signal: AbortSignal): Promise<void>;
  /** How much changed. Reads only: nothing is fetched into the checkout. */
  stats(project: Project, from: string, to: string, signal: AbortSignal): Promise<CodeStats>;
}

/** The two states of the code, wherever they could be had. */
interface Between {
  readonly changes: readonly CodeChange[];
  readonly read: (commit: string, path: string) => Promise<Uint8Array>;
}

/** Commits come from the open checkout; what it lacks is fetched into it, or read from GitLab. */
export function createCodeDiff(needs: CodeDiffNeeds): CodeDiff {
  const { host, gitlab } = needs;
  /** By project and commits: what lies between two commits never changes. */
  const counted = new Map<string, CodeStats>();

  const local = async (
    from: string,
    to: string,
    signal: AbortSignal,
    bring?: (copy: WorkingCopy, commit: string) => Promise<void>,
  ): Promise<Between | undefined> => {
    try {
      const copy = await needs.workingCopy(signal);
      if (!copy) return undefined;
      for (const commit of [from, to]) {
        if ((await copy.commitOf(commit, signal)) !== undefined) continue;
        if (!bring) return undefined;
        await bring(copy, commit);
      }
      return {
        changes: await copy.codeChanges(from, to, signal),
        read: async (commit, path) =>
          (await copy.fileAt(commit, path, AbortSignal.timeout(readMs))) ?? new Uint8Array(),
      };
    } catch (error) {
      // No git, another project's folder, a commit that is gone: GitLab knows the code too.
      if (isAppError(error) && error.kind !== 'cancelled') return undefined;
      throw error;
    }
  };

  const remote = async (
    project: Project,
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<Between> => {
    const client = await gitlab.client();
    const { changes } = await client.repository.compare(project.id, from, to, signal);
    return {
      changes,
      read: async (commit, path) => {
        const late = AbortSignal.timeout(readMs);
        const file = await client.repository.file(project.id, path, commit, late);
        return file?.content ?? new Uint8Array();
      },
    };
  };

  return {
    async open(project, from, to, signal) {
      if (from === to) {
        host.ui.tell(
          `Both runs were trained from commit ${from.slice(0, 8)}: no change in the code.`,
        );
        return;
      }
      const bring = async (copy: WorkingCopy, commit: string): Promise<void> =>
        copy.bringCommit(commit, await needs.target(project), signal);
      const { changes, read } =
        (await local(from, to, signal, bring)) ?? (await remote(project, from, to, signal));
      if (changes.length === 0) {
        host.ui.tell('The two commits have the same files: no change in the code.');
        return;
      }
      const shown = changes.slice(0, filesShown);
      if (shown.length < changes.length) {
        host.ui.tell(
          `${plural(changes.length, 'file')} differ; the first ${filesShown} are shown.`,
        );
      }
      await host.workspace.openChanges(
        `${from.slice(0, 8)} ↔ ${to.slice(0, 8)}`,
        shown.map((change) => ({
          path: change.newPath,
          left: change.kind === 'added' ? undefined : () => read(from, change.oldPath),
          right: change.kind === 'deleted' ? undefined : () => read(to, change.newPath),
        })),
      );
    },
    async stats(project, from, to, signal) {
      if (from === to) return { files: 0, added: 0, removed: 0 };
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
      const pair = `${project.id} ${from} ${to}`;
      const known = counted.get(pair);
      if (known) return known;
      const found = (await local(from, to, signal)) ?? (await remote(project, from, to, signal));
      const stats = codeStats(found.changes);
      const [oldest] = counted.keys();
      if (counted.size >= pairsKept && oldest !== undefined) counted.delete(oldest);
      counted.set(pair, stats);
      return stats;
    },
  };
}
