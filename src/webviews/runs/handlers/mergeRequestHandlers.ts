import { AppError, isAppError } from '../../../base/errors';
import { mapAtOnce } from '../../../base/parallel';
import { type RunId } from '../../../model/ids';
import { type MergeRequest } from '../../../model/project';
import { branchOf } from '../../../model/run';
import { type Handlers } from '../../ipc/contract';
import { type mergeRequestContract } from '../contract/mergeRequestContract';
import { type RunServer, type RunSource } from './source';

const atOnce = 4;
/** A merge request may be opened or merged while somebody looks. */
const freshMs = 60_000;
const readMs = 30_000;

export function mergeRequestHandlers(
  source: RunSource,
  server: Pick<RunServer, 'client'>,
  openExternal: (url: string) => Promise<unknown>,
  now: () => number = Date.now,
): Handlers<typeof mergeRequestContract> {
  /** By project and branch: many runs come from one. */
  const known = new Map<string, { at: number; answer: Promise<MergeRequest | undefined> }>();

  /** Several pages of one question share the answer, so none of them ends it. */
  const requestOf = async (run: RunId): Promise<MergeRequest | undefined> => {
    const entry = source.run(run);
    const branch = branchOf(entry.run);
    if (branch === undefined) return undefined;
    const key = `${entry.project.id} ${branch}`;
    const last = known.get(key);
    if (last && now() - last.at < freshMs) return last.answer;
    const answer = server
      .client()
      .then((gitlab) =>
        gitlab.mergeRequests.list(
          entry.project.id,
          { sourceBranch: branch },
          AbortSignal.timeout(readMs),
        ),
      )
      .then((all) => all.find((one) => one.state === 'opened') ?? all[0]);
    known.set(key, { at: now(), answer });
    answer.catch(() => known.delete(key));
    return answer;
  };

  return {
    mergeRequests: async ({ runs }) =>
      mapAtOnce(runs, atOnce, async (run) => {
        try {
          const found = await requestOf(run);
          return found ? { iid: found.iid, title: found.title, state: found.state } : null;
        } catch (error) {
          // Merge requests may be off, or closed to this account: runs are compared without them.
          if (isAppError(error)) return null;
          throw error;
        }
      }),
    openMergeRequest: async ({ run }) => {
      const found = await requestOf(run);
      if (!found) {
        throw new AppError('not-found', 'The branch of this run has no merge request any more.');
      }
      await openExternal(found.webUrl);
    },
  };
}
