import { checkedUrl, covers, type GitAccess } from './access';
import { classify } from './classify';
import { type GitCommand, type OnProgress } from './command';
import { checkedBranch, checkedRemote } from './names';
import { type ProcessResult } from './process';

export interface PushOptions {
  readonly branch: string;
  readonly remote: string;
  readonly access?: GitAccess | undefined;
}

type RunHere = (command: Omit<GitCommand, 'cwd'>, signal: AbortSignal) => Promise<ProcessResult>;

/** @throws AppError `conflict` (not a fast-forward), `forbidden` (protected, refused), `signed-out`, `unreachable` */
export async function pushBranch(
  run: RunHere,
  { branch, remote, access }: PushOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  const ref = `refs/heads/${checkedBranch(branch)}`;
  const doing = `Cannot push "${branch}"`;
  const result = await run(
    {
      args: [
        'push',
        '--porcelain',
        '--progress',
        '--set-upstream',
        checkedRemote(remote),
        `${ref}:${ref}`,
      ],
      doing,
      network: true,
      access: await accessFor(run, remote, access, signal),
      onProgress,
      accepts: [0, 1],
    },
    signal,
  );
  // Git ends with 1 when the server refused the ref; its line then starts with an exclamation mark.
  const report = result.stdout.toString();
  if (result.exitCode !== 0 || /^!\t/m.test(report)) {
    throw classify(doing, `${report}\n${result.stderr}`, result.exitCode);
  }
}

/** The access, when it is the one for the remote's address. A token is never shown to another server. */
export async function accessFor(
  run: RunHere,
  remote: string,
  access: GitAccess | undefined,
  signal: AbortSignal,
): Promise<GitAccess | undefined> {
  if (!access) return undefined;
  const { stdout } = await run(
    { args: ['remote', 'get-url', checkedRemote(remote)], doing: `Cannot find "${remote}"` },
    signal,
  );
  return covers(access, checkedUrl(stdout.toString().trim())) ? access : undefined;
}
