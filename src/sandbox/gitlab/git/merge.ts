import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Person, personEnvironment } from './commitFolder';
import { type Repository } from './repository';
import { gitText, runGit } from './run';

export interface MergeWish {
  readonly target: string;
  readonly source: string;
  readonly message: string;
  readonly person: Person;
  /** One commit with this message stands for all of the source's. */
  readonly squash?: string | undefined;
}

/** Merges two commits with real git in a scratch work tree. Answers the merge commit; undefined on a conflict. */
export async function mergeCommits(
  repository: Repository,
  wish: MergeWish,
): Promise<{ readonly sha: string; readonly squashed: string | undefined } | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), 'gitlab-merge-'));
  const tree = join(scratch, 'tree');
  const env = personEnvironment(wish.person, wish.person);
  const inTree = { cwd: tree, env };
  try {
    await repository.git(['worktree', 'add', '--quiet', '--detach', tree, wish.target]);
    let source = wish.source;
    let squashed: string | undefined;
    if (wish.squash !== undefined) {
      const merged = await runGit(['merge', '--squash', '--quiet', source], {
        ...inTree,
        allow: [1, 128],
      });
      if (merged.code !== 0) return undefined;
      await runGit(
        ['commit', '--quiet', '--allow-empty', '--no-verify', '-m', wish.squash],
        inTree,
      );
      source = squashed = (await gitText(['rev-parse', 'HEAD'], inTree)).trim();
      await runGit(['reset', '--quiet', '--hard', wish.target], inTree);
    }
    const merged = await runGit(
      ['merge', '--no-ff', '--no-verify', '--quiet', '-m', wish.message, source],
      { ...inTree, allow: [1, 128] },
    );
    if (merged.code !== 0) return undefined;
    return { sha: (await gitText(['rev-parse', 'HEAD'], inTree)).trim(), squashed };
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await repository.git(['worktree', 'prune']);
  }
}
