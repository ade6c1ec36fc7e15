import { projectUrl } from '../../access/roles';
import { type GitLabContext } from '../../exchange';
import { repositoryOf } from '../../git/repositories';
import { type GitCommit } from '../../git/repository';
import { type Project } from '../../world';

/** A job's commit in GitLab's shape; null when the commit is gone. Commits do not change, so they are kept. */
export async function commitOf(
  context: GitLabContext,
  project: Project,
  sha: string,
): Promise<GitCommit | undefined> {
  const commits = kept(context);
  const key = `${project.id} ${sha}`;
  const found = commits.get(key);
  if (found) return found;
  const commit = await repositoryOf(context, project).commit(sha);
  if (commit) commits.set(key, commit);
  return commit;
}

const caches = new WeakMap<GitLabContext, Map<string, GitCommit>>();

function kept(context: GitLabContext): Map<string, GitCommit> {
  const found = caches.get(context) ?? new Map<string, GitCommit>();
  caches.set(context, found);
  return found;
}

export function presentJobCommit(
  context: GitLabContext,
  project: Project,
  commit: GitCommit | undefined,
): Record<string, unknown> | null {
  if (commit === undefined) return null;
  const message = commit.message.replace(/\n$/, '');
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: commit.committedAt,
    parent_ids: commit.parents,
    title: message.split('\n')[0] ?? '',
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.authoredAt,
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commit.committedAt,
    trailers: {},
    extended_trailers: {},
    web_url: `${projectUrl(context, project)}/-/commit/${commit.sha}`,
  };
}
