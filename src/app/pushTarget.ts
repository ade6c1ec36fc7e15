import { type PushTarget } from '../model/ports/workingCopy';
import { type Project } from '../model/project';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

/** Where a project's code is pushed to and fetched from, as the account that is signed in. */
export async function pushTarget(gitlab: GitLabSessionStore, of: Project): Promise<PushTarget> {
  return {
    url: of.httpCloneUrl,
    gitlabUrl: gitlab.current?.url ?? '',
    token: await gitlab.token(AbortSignal.timeout(30_000)),
  };
}
