import { type World } from '../world';
import { type Candidate } from '../mlRows';
import { type Tag } from './experiments';
import { Refused } from './refused';
import { rowsOf } from './rows';

/** The tag `gitlab.CI_JOB_ID` links a run to a job; of any project, as GitLab does not look at whose it is. */
export function linkJob(world: World, run: Candidate, tags: readonly Tag[]): void {
  const id = tags.findLast((tag) => tag.key === 'gitlab.CI_JOB_ID')?.value;
  if (id === undefined) return;
  const job = rowsOf(world).jobs.one(Number(id));
  if (job === undefined) {
    throw new Refused('argument', ['gitlab.CI_JOB_ID must refer to an existing build']);
  }
  run.ciJobId = job.id;
}
