import { AppError } from '../base/errors';
import { checkedUrl, type GitAccess } from './access';
import { type GitCommand, type OnProgress, type RunGit } from './command';
import { authorOrFallback, type Person } from './identity';
import { checkedBranch, checkedRemote, checkedRevision } from './names';
import {
  type Branch,
  branchFormat,
  type Commit,
  type FileChange,
  logFormat,
  parseBranches,
  parseChanges,
  parseCounts,
  parseLog,
  parseStatus,
  type RepositoryStatus,
} from './parse';
import { accessFor, type PushOptions, pushBranch } from './transfer';

export interface Remote {
  readonly name: string;
  readonly url: string;
}

export interface CommitRequest {
  readonly message: string;
  /** Files or folders to stage; undefined stages everything. What was staged before is committed too. */
  readonly paths?: readonly string[] | undefined;
  /** Who commits when git knows no name and address. */
  readonly fallback: Person;
}

/** One checkout. Paths are relative to it, with `/`. */
export interface Repository {
  readonly folder: string;
  /** Undefined while detached. A branch without a commit counts. */
  currentBranch(signal: AbortSignal): Promise<string | undefined>;
  branches(signal: AbortSignal): Promise<Branch[]>;
  /** Makes a branch and switches to it. @param from default: where one is. */
  createBranch(name: string, from: string | undefined, signal: AbortSignal): Promise<void>;
  switchTo(branch: string, signal: AbortSignal): Promise<void>;
  status(signal: AbortSignal): Promise<RepositoryStatus>;
  /** Stages and commits; answers the commit's id. @throws AppError `invalid` when nothing changed. */
  commit(request: CommitRequest, signal: AbortSignal): Promise<string>;
  /** Pushes a branch and makes what was pushed its upstream. */
  push(options: PushOptions, onProgress: OnProgress, signal: AbortSignal): Promise<void>;
  fetch(
    options: { readonly remote: string; readonly access?: GitAccess | undefined },
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<void>;
  /** The commit's id, or undefined when there is no such commit here. */
  revParse(revision: string, signal: AbortSignal): Promise<string | undefined>;
  /** Newest first. @param path only commits that touch it, renames followed. */
  log(path: string | undefined, limit: number, signal: AbortSignal): Promise<Commit[]>;
  changes(from: string, to: string, signal: AbortSignal): Promise<FileChange[]>;
  /** Lines added and removed per new path. */
  counts(from: string, to: string, signal: AbortSignal): Promise<ReturnType<typeof parseCounts>>;
  /** Brings one commit with its history, under no name. */
  fetchCommit(
    options: {
      readonly remote: string;
      readonly commit: string;
      readonly access?: GitAccess | undefined;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** Puts all changes aside, new files too. */
  stash(message: string, signal: AbortSignal): Promise<void>;
  /** Brings back what was put aside last. */
  unstash(signal: AbortSignal): Promise<void>;
  /** Paths of tracked files whose names end so. */
  trackedFiles(ending: string, signal: AbortSignal): Promise<string[]>;
  /** Puts tracked files back to the last commit. */
  restore(paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Only while it is at that commit and nothing was added to it. */
  deleteBranch(name: string, at: string, signal: AbortSignal): Promise<void>;
  /** A file's bytes at a commit, or undefined when it is not in it. */
  show(revision: string, path: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  remotes(signal: AbortSignal): Promise<Remote[]>;
  /** Adds the remote or changes its address. */
  setRemote(name: string, url: string, signal: AbortSignal): Promise<void>;
}

export function createRepository(folder: string, run: RunGit): Repository {
  const here = (command: Omit<GitCommand, 'cwd'>, signal: AbortSignal) =>
    run({ ...command, cwd: folder }, signal);
  const text = async (command: Omit<GitCommand, 'cwd'>, signal: AbortSignal): Promise<string> =>
    (await here(command, signal)).stdout.toString();

  return {
    folder,
    async currentBranch(signal) {
      const args = ['symbolic-ref', '--quiet', '--short', 'HEAD'];
      const doing = 'Cannot tell the current branch';
      return (await text({ args, doing, accepts: [0, 1] }, signal)).trim() || undefined;
    },
    async branches(signal) {
      const args = ['for-each-ref', `--format=${branchFormat}`, 'refs/heads'];
      return parseBranches(await text({ args, doing: 'Cannot list the branches' }, signal));
    },
    async createBranch(name, from, signal) {
      const start = from === undefined ? [] : [checkedRevision(from)];
      await here(
        {
          args: ['switch', '--quiet', '--no-track', '--create', checkedBranch(name), ...start],
          doing: `Cannot make the branch "${name}"`,
        },
        signal,
      );
    },
    async switchTo(branch, signal) {
      const args = ['switch', '--quiet', checkedBranch(branch)];
      await here({ args, doing: `Cannot switch to "${branch}"` }, signal);
    },
    async status(signal) {
      const args = ['status', '--porcelain=v2', '--branch', '--untracked-files=all', '-z'];
      return parseStatus(await text({ args, doing: 'Cannot see what has changed' }, signal));
    },
    async commit({ message, paths, fallback }, signal) {
      const doing = 'Cannot commit';
      const { entries } = await this.status(signal);
      const changed = entries.filter(
        ({ path, unstaged }) => unstaged !== undefined && isAmong(path, paths),
      );
      // Without a path, "add" would take everything.
      if (changed.length > 0) {
        const args = ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'];
        const stdin = changed.map(({ path }) => path).join('\0');
        await here({ args, doing, stdin, env: literalPaths }, signal);
      }
      await here(
        {
          args: ['commit', '--quiet', '--cleanup=whitespace', '--file=-'],
          doing,
          stdin: message,
          env: await authorOrFallback(here, fallback, signal),
        },
        signal,
      );
      return (await text({ args: ['rev-parse', 'HEAD'], doing }, signal)).trim();
    },
    push: (options, onProgress, signal) => pushBranch(here, options, onProgress, signal),
    async fetch({ remote, access }, onProgress, signal) {
      await here(
        {
          args: ['fetch', '--progress', '--prune', checkedRemote(remote)],
          doing: `Cannot fetch from "${remote}"`,
          network: true,
          access: await accessFor(here, remote, access, signal),
          onProgress,
        },
        signal,
      );
    },
    async revParse(revision, signal) {
      const wanted = `${checkedRevision(revision)}^{commit}`;
      const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', wanted];
      const doing = `Cannot look up "${revision}"`;
      // 2.31 echoes the marker, later ones do not.
      const answer = await text({ args, doing, accepts: [0, 1, 128] }, signal);
      return /^[0-9a-f]{40,64}$/m.exec(answer)?.[0];
    },
    async log(path, limit, signal) {
      const of = path === undefined ? [] : ['--follow', '--', path];
      const args = ['log', `--max-count=${limit}`, `--format=${logFormat}`, ...of];
      const doing = 'Cannot read the history';
      return parseLog(await text({ args, doing, env: literalPaths }, signal));
    },
    async changes(from, to, signal) {
      const range = [checkedRevision(from), checkedRevision(to)];
      const args = [
        'diff',
        '--name-status',
        '--find-renames',
        '--no-ext-diff',
        '-z',
        ...range,
        '--',
      ];
      const doing = `Cannot compare "${from}" with "${to}"`;
      return parseChanges(await text({ args, doing }, signal));
    },
    async counts(from, to, signal) {
      const range = [checkedRevision(from), checkedRevision(to)];
      const args = ['diff', '--numstat', '--find-renames', '--no-ext-diff', '-z', ...range, '--'];
      const doing = `Cannot compare "${from}" with "${to}"`;
      return parseCounts(await text({ args, doing }, signal));
    },
    async fetchCommit({ remote, commit, access }, signal) {
      await here(
        {
          args: ['fetch', '--no-tags', checkedRemote(remote), checkedRevision(commit)],
          doing: `Cannot fetch the commit ${commit.slice(0, 8)} from "${remote}"`,
          network: true,
          access: await accessFor(here, remote, access, signal),
        },
        signal,
      );
    },
    async stash(message, signal) {
      const args = ['stash', 'push', '--quiet', '--include-untracked', `--message=${message}`];
      await here({ args, doing: 'Cannot put the changes aside' }, signal);
    },
    async unstash(signal) {
      const args = ['stash', 'pop', '--quiet'];
      await here({ args, doing: 'Cannot bring the changes back' }, signal);
    },
    async trackedFiles(ending, signal) {
      const args = ['ls-files', '-z', '--', `*${ending}`];
      const answer = await text({ args, doing: 'Cannot list the files' }, signal);
      return answer.split('\0').filter((path) => path !== '');
    },
    async restore(paths, signal) {
      if (paths.length === 0) return;
      const args = ['restore', '--pathspec-from-file=-', '--pathspec-file-nul'];
      const stdin = paths.join('\0');
      await here({ args, doing: 'Cannot put the files back', stdin, env: literalPaths }, signal);
    },
    async deleteBranch(name, at, signal) {
      const ref = `refs/heads/${checkedBranch(name)}`;
      const args = ['update-ref', '-d', ref, checkedRevision(at)];
      await here({ args, doing: `Cannot delete the branch "${name}"` }, signal);
    },
    async show(revision, path, signal) {
      const doing = `Cannot read "${path}" at "${revision}"`;
      if ((await this.revParse(revision, signal)) === undefined) {
        throw new AppError('not-found', `${doing}: the commit is not here. Fetch it first.`);
      }
      const name = `${revision}:${path}`;
      const { exitCode } = await here(
        { args: ['cat-file', '-e', name], doing, accepts: [0, 1, 128] },
        signal,
      );
      if (exitCode !== 0) return undefined;
      return (await here({ args: ['cat-file', 'blob', name], doing }, signal)).stdout;
    },
    async remotes(signal) {
      const args = ['config', '--null', '--get-regexp', String.raw`^remote\..*\.url$`];
      const answer = await text(
        { args, doing: 'Cannot list the remotes', accepts: [0, 1] },
        signal,
      );
      return parseRemotes(answer);
    },
    async setRemote(name, url, signal) {
      const known = (await this.remotes(signal)).some((remote) => remote.name === name);
      const verb = known ? 'set-url' : 'add';
      const args = ['remote', verb, checkedRemote(name), checkedUrl(url)];
      await here({ args, doing: `Cannot set the remote "${name}"` }, signal);
    },
  };
}

/** Magic such as `:(top)` in a file's name is taken literally. */
const literalPaths = { GIT_LITERAL_PATHSPECS: '1' };

function isAmong(path: string, wanted: readonly string[] | undefined): boolean {
  return (
    wanted === undefined ||
    wanted.some((one) => path === one || path.startsWith(`${one.replace(/\/+$/, '')}/`))
  );
}

function parseRemotes(text: string): Remote[] {
  return text
    .split('\0')
    .map((entry) => /^remote\.(.+)\.url\n(.*)$/s.exec(entry))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1] ?? '', url: match[2] ?? '' }));
}
