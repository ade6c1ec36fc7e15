import { type GitCommand } from './command';
import { type ProcessResult } from './process';

export interface Person {
  readonly name: string;
  readonly email: string;
}

type RunHere = (command: Omit<GitCommand, 'cwd'>, signal: AbortSignal) => Promise<ProcessResult>;

/**
 * Variables that name the author where git's configuration does not. Git would otherwise refuse, or make an
 * address up from the machine's name.
 */
export async function authorOrFallback(
  run: RunHere,
  fallback: Person,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const [name, email] = await Promise.all([
    configured(run, 'user.name', signal),
    configured(run, 'user.email', signal),
  ]);
  return {
    ...(name ? {} : { GIT_AUTHOR_NAME: fallback.name, GIT_COMMITTER_NAME: fallback.name }),
    ...(email ? {} : { GIT_AUTHOR_EMAIL: fallback.email, GIT_COMMITTER_EMAIL: fallback.email }),
  };
}

async function configured(run: RunHere, key: string, signal: AbortSignal): Promise<boolean> {
  const args = ['config', '--get', key];
  const doing = 'Cannot read the configuration of git';
  const { stdout } = await run({ args, doing, accepts: [0, 1] }, signal);
  return stdout.toString().trim() !== '';
}
