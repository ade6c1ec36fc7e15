import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalid } from '../http/refusals';
import { type Person, personEnvironment } from './commitFolder';
import { type Repository, zeros } from './repository';
import { gitText, runGit } from './run';

export interface CommitAction {
  readonly action: 'create' | 'update' | 'delete' | 'move' | 'chmod';
  readonly path: string;
  readonly previousPath?: string | undefined;
  readonly content?: Uint8Array | undefined;
  /** Refuse when the file was changed by a later commit than this one. */
  readonly lastCommitId?: string | undefined;
  readonly executable?: boolean | undefined;
}

export interface NewCommit {
  readonly branch: string;
  /** Commit to build on; undefined for the first one of a repository. */
  readonly parent: string | undefined;
  /** The branch's place before, when it exists already. */
  readonly before?: string | undefined;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  /** Ms since 1970. */
  readonly now: number;
  readonly actions: readonly CommitAction[];
}

interface Entry {
  readonly mode: string;
  readonly sha: string;
}

/** All actions in one commit, or a refusal and nothing written. Answers the commit's SHA. */
export async function commitActions(repository: Repository, wanted: NewCommit): Promise<string> {
  const files = await listing(repository, wanted.parent);
  for (const action of wanted.actions) await apply(repository, wanted, files, action);
  const scratch = await mkdtemp(join(tmpdir(), 'gitlab-index-'));
  try {
    const env = {
      GIT_INDEX_FILE: join(scratch, 'index'),
      GIT_AUTHOR_DATE: `@${Math.floor(wanted.now / 1000)} +0000`,
      GIT_COMMITTER_DATE: `@${Math.floor(wanted.now / 1000)} +0000`,
      ...personEnvironment(wanted.author, wanted.committer),
    };
    const options = { cwd: repository.path, env };
    const index = [...files].map(([path, { mode, sha }]) => `${mode} ${sha}\t${path}\0`).join('');
    await runGit(['update-index', '-z', '--index-info'], { ...options, input: index });
    const tree = (await gitText(['write-tree'], options)).trim();
    const parents = wanted.parent === undefined ? [] : ['-p', wanted.parent];
    const commit = await gitText(['commit-tree', tree, ...parents], {
      ...options,
      input: wanted.message,
    });
    const sha = commit.trim();
    const ref = `refs/heads/${wanted.branch}`;
    if (!(await repository.moveRef(ref, sha, wanted.before ?? zeros))) {
      throw invalid('Could not update branch. Please refresh and try again.');
    }
    return sha;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Every file of a commit: path to mode and object. */
export async function listing(
  repository: Repository,
  commit: string | undefined,
): Promise<Map<string, Entry>> {
  if (commit === undefined) return new Map();
  const text = await repository.git(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return new Map(
    text
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [meta = '', path = ''] = line.split('\t', 2);
        const [mode = '', , sha = ''] = meta.split(' ');
        return [path, { mode, sha }];
      }),
  );
}

async function apply(
  repository: Repository,
  wanted: NewCommit,
  files: Map<string, Entry>,
  action: CommitAction,
): Promise<void> {
  const path = cleanPath(action.path);
  const old = files.get(path);
  switch (action.action) {
    case 'create':
      if (old) throw invalid('A file with this name already exists');
      if (isFolder(files, path)) throw invalid('A directory with this name already exists');
      files.set(path, await written(repository, action, '100644'));
      return;
    case 'update':
      if (!old) throw invalid("A file with this name doesn't exist");
      await checkUnchanged(repository, wanted, action, path);
      files.set(path, await written(repository, action, old.mode));
      return;
    case 'delete':
      if (!old) throw invalid("A file with this name doesn't exist");
      await checkUnchanged(repository, wanted, action, path);
      files.delete(path);
      return;
    case 'move': {
      const from = cleanPath(action.previousPath ?? '');
      const moving = files.get(from);
      if (!moving) throw invalid("A file with this name doesn't exist");
      if (old) throw invalid('A file with this name already exists');
      await checkUnchanged(repository, wanted, action, from);
      files.delete(from);
      files.set(path, action.content ? await written(repository, action, moving.mode) : moving);
      return;
    }
    case 'chmod':
      if (!old) throw invalid("A file with this name doesn't exist");
      files.set(path, { ...old, mode: action.executable === true ? '100755' : '100644' });
      return;
  }
}

async function written(repository: Repository, action: CommitAction, mode: string): Promise<Entry> {
  const sha = await repository.git(['hash-object', '-w', '--stdin'], action.content ?? '');
  const chosen = action.executable === undefined ? mode : action.executable ? '100755' : '100644';
  return { mode: chosen, sha: sha.trim() };
}

async function checkUnchanged(
  repository: Repository,
  wanted: NewCommit,
  action: CommitAction,
  path: string,
): Promise<void> {
  if (action.lastCommitId === undefined || wanted.parent === undefined) return;
  const [last] = await repository.commits(['-1', wanted.parent, '--', path]);
  if (last?.sha === action.lastCommitId) return;
  throw invalid(
    'You are attempting to update a file that has changed since you started editing it.',
  );
}

function isFolder(files: ReadonlyMap<string, Entry>, path: string): boolean {
  return [...files.keys()].some((file) => file.startsWith(`${path}/`));
}

/** No leading slash, no `..`, no `.git`. */
function cleanPath(path: string): string {
  const clean = path.replace(/^\/+/, '');
  const parts = clean.split('/');
  if (clean === '' || clean.includes('\0') || parts.some((part) => part === '' || part === '.')) {
    throw invalid('You must provide a file path');
  }
  if (parts.includes('..')) throw invalid('Path cannot include directory traversal');
  if (parts.some((part) => part.toLowerCase() === '.git')) {
    throw invalid("Invalid path: '.git' cannot be part of a path");
  }
  return clean;
}
