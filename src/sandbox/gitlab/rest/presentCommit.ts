import { type GitLabContext } from '../exchange';
import { projectUrl } from '../access/roles';
import { type GitCommit } from '../git/repository';
import { type Project } from '../world';

export function presentCommit(
  context: GitLabContext,
  project: Project,
  commit: GitCommit,
): Record<string, unknown> {
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: commit.committedAt,
    parent_ids: commit.parents,
    title: commit.message.split('\n')[0] ?? '',
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
