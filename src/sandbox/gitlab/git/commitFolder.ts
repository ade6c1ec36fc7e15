import { readdir, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Repository, zeros } from './repository';
import { gitText, runGit } from './run';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Writes a folder's files as the first commit of a branch; the folder itself is not touched. */
export async function commitFolder(
  repository: Repository,
  folder: string,
  branch: string,
  message: string,
  author: Person,
): Promise<string> {
  await readdir(folder);
  const scratch = await mkdtemp(join(tmpdir(), 'gitlab-index-'));
  try {
    const env = {
      GIT_DIR: repository.path,
      GIT_WORK_TREE: folder,
      GIT_INDEX_FILE: join(scratch, 'index'),
      ...personEnvironment(author, author),
    };
    await runGit(['-c', 'core.autocrlf=false', 'add', '--all', '.'], { cwd: folder, env });
    const tree = (await gitText(['write-tree'], { cwd: folder, env })).trim();
    const commit = (
      await gitText(['commit-tree', tree], { cwd: folder, env, input: message })
    ).trim();
    await repository.moveRef(`refs/heads/${branch}`, commit, zeros);
    await repository.setHead(branch);
    return commit;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export function personEnvironment(author: Person, committer: Person): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}
