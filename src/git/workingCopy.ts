import { type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { type GitAccess } from './access';
import { type Git } from './git';
import { type Repository } from './repository';

const quiet = (): void => undefined;
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
  };
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
