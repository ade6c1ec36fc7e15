import { lstat, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../base/errors';
import { type CodeChange } from '../model/codeChanges';
import { type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { type GitAccess } from './access';
import { type Git } from './git';
import { type FileChange } from './parse';
import { type Repository } from './repository';

const quiet = (): void => undefined;
const largestText = 1024 * 1024;
const usualNames = ['origin', 'gitlab', 'mlops'];

/** The checkout that a folder belongs to, or undefined. */
export async function findWorkingCopy(
  git: Git,
  folder: string,
  caFile: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<WorkingCopy | undefined> {
  const repository = await git.find(folder, signal);
  return repository && workingCopy(repository, caFile);
}

function workingCopy(
  repository: Repository,
  caFile: () => Promise<string | undefined>,
): WorkingCopy {
  const accessTo = async (target: PushTarget): Promise<GitAccess> => ({
    origin: target.gitlabUrl,
    token: target.token,
    caFile: await caFile(),
  });
  const remoteFor = async (url: string, signal: AbortSignal): Promise<string> => {
    const remotes = await repository.remotes(signal);
    const found = remotes.find((remote) => sameRepository(remote.url, url));
    if (found) return found.name;
    const free = usualNames.find((name) => !remotes.some((remote) => remote.name === name));
    const name = free ?? `mlops-${remotes.length}`;
    await repository.setRemote(name, url, signal);
    return name;
  };
  return {
    folder: repository.folder,
    remoteFor,
    async work(signal) {
      const status = await repository.status(signal);
      return {
        branch: status.branch,
        changed: status.entries.length,
        ahead: status.upstream === undefined ? undefined : status.ahead,
      };
    },
    branchNames: async (signal) => (await repository.branches(signal)).map((branch) => branch.name),
    changedFiles: async (signal) =>
      (await repository.status(signal)).entries.map((entry) => entry.path),
    async committed(path, signal) {
      const bytes = await repository.show('HEAD', path, signal);
      return bytes && Buffer.from(bytes).toString('utf8');
    },
    lastSubject: async (signal) => (await repository.log(undefined, 1, signal))[0]?.subject,
    createBranch: (name, from, signal) => repository.createBranch(name, from, signal),
    switchTo: (name, signal) => repository.switchTo(name, signal),
    commitAll: (message, fallback, signal) => repository.commit({ message, fallback }, signal),
    remoteUrls: async (signal) => (await repository.remotes(signal)).map((remote) => remote.url),
    async push(branch, target, signal) {
      const remote = await remoteFor(target.url, signal);
      await repository.push({ branch, remote, access: await accessTo(target) }, quiet, signal);
    },
    async fetch(target, signal) {
      const remote = await remoteFor(target.url, signal);
      await repository.fetch({ remote, access: await accessTo(target) }, quiet, signal);
    },
    commitOf: (revision, signal) => repository.revParse(revision, signal),
    async bringCommit(commit, target, signal) {
      if ((await repository.revParse(commit, signal)) !== undefined) return;
      const remotes = await repository.remotes(signal);
      const remote = remotes.find(({ url }) => sameProject(url, target.url));
      if (!remote) {
        throw new AppError(
          'not-found',
          `The commit ${commit.slice(0, 8)} is not in the open folder, which is no checkout of ${target.url}. Open the folder of that project first.`,
        );
      }
      const access = await accessTo(target);
      await repository.fetchCommit({ remote: remote.name, commit, access }, signal);
      if ((await repository.revParse(commit, signal)) === undefined) {
        throw new AppError(
          'not-found',
          `The commit ${commit.slice(0, 8)} is not on the server any more. Its branch may have been deleted or rewritten.`,
        );
      }
    },
    async codeChanges(from, to, signal) {
      const [changes, counts] = [
        await repository.changes(from, to, signal),
        await repository.counts(from, to, signal),
      ];
      return changes.map((change): CodeChange => ({
        kind: kindOf(change.kind),
        oldPath: change.from ?? change.path,
        newPath: change.path,
        added: counts.get(change.path)?.added,
        removed: counts.get(change.path)?.removed,
      }));
    },
    fileAt: (revision, path, signal) => repository.show(revision, path, signal),
    stash: (message, signal) => repository.stash(message, signal),
    unstash: (signal) => repository.unstash(signal),
    trackedFiles: (ending, signal) => repository.trackedFiles(ending, signal),
    restore: (paths, signal) => repository.restore(paths, signal),
    deleteBranch: (name, at, signal) => repository.deleteBranch(name, at, signal),
    async readText(path) {
      const file = await plainFile(repository.folder, path);
      return file === undefined ? undefined : readFile(file, 'utf8');
    },
    async writeText(path, text) {
      const file = await plainFile(repository.folder, path);
      if (file === undefined) {
        throw new AppError('invalid', `"${path}" is not an ordinary file of the open folder.`);
      }
      await writeFile(file, text);
    },
  };
}

/** A file of the checkout itself: what a link leads to is not touched. */
async function plainFile(folder: string, path: string): Promise<string | undefined> {
  const file = join(folder, path);
  const [root, real] = await Promise.all([realpath(folder), realpath(dirname(file))]).catch(
    () => ['', undefined] as const,
  );
  if (real === undefined || (real !== root && !real.startsWith(root + sep))) return undefined;
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() === true && found.size <= largestText ? file : undefined;
}

function kindOf(kind: FileChange['kind']): CodeChange['kind'] {
  switch (kind) {
    case 'added':
    case 'copied':
    case 'untracked':
      return 'added';
    case 'deleted':
    case 'renamed':
      return kind;
    case 'modified':
    case 'type-changed':
    case 'unmerged':
      return 'modified';
  }
}

/** The same repository on the same server, whether it is reached by HTTPS or by SSH. */
export function sameProject(remote: string, url: string): boolean {
  if (sameRepository(remote, url)) return true;
  const ssh = /^(?:ssh:\/\/)?(?:[^@/]+@)([^:/]+)(?::\d+\/|[:/])(.+)$/.exec(remote);
  if (!ssh) return false;
  const [, host = '', path = ''] = ssh;
  const { hostname, pathname } = new URL(url);
  return sameRepository(`https://${host}/${path}`, `https://${hostname}${pathname}`);
}

/** `.git` at the end and a slash make no difference; a user name in the address neither. */
export function sameRepository(a: string, b: string): boolean {
  return plainAddress(a) === plainAddress(b);
}

function plainAddress(url: string): string {
  return url
    .replace(/^(https?:\/\/)[^@/]*@/i, '$1')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
}
