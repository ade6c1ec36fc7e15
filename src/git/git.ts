import { AppError } from '../base/errors';
import { checkedUrl, covers, type GitAccess, gitEnvironment } from './access';
import { classify } from './classify';
import { type OnProgress, type RunGit } from './command';
import { checkedBranch } from './names';
import { parseProgress, parseVersion, type Version } from './parse';
import { runProcess } from './process';
import { createRepository, type Repository } from './repository';

export interface GitOptions {
  /** The git binary. Default: `git` on the path. */
  readonly path?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** For commands that stay on this machine. Default 60 s. */
  readonly localDeadlineMs?: number | undefined;
  /** For commands that talk to a server. Default 10 min. */
  readonly networkDeadlineMs?: number | undefined;
  /** Default 32 MB. */
  readonly maxOutputBytes?: number | undefined;
}

export interface Git {
  /** @throws AppError `not-found` when there is no git, `invalid` when it is too old for this program. */
  version(signal: AbortSignal): Promise<Version>;
  clone(
    url: string,
    folder: string,
    options: { readonly access?: GitAccess | undefined; readonly branch?: string | undefined },
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Repository>;
  init(folder: string, branch: string, signal: AbortSignal): Promise<Repository>;
  open(folder: string): Repository;
  /** The repository that a file or folder belongs to, if any. */
  find(folder: string, signal: AbortSignal): Promise<Repository | undefined>;
}

/** Configuration by variables came with 2.31. */
const oldest = { major: 2, minor: 31 };

export function createGit(options: GitOptions = {}): Git {
  const run: RunGit = async (command, signal) => {
    const result = await runProcess(
      {
        program: options.path ?? 'git',
        args: command.args,
        cwd: command.cwd,
        env: gitEnvironment(options.env ?? process.env, command.access, command.env),
        stdin: command.stdin,
        deadlineMs: command.network
          ? (options.networkDeadlineMs ?? 600_000)
          : (options.localDeadlineMs ?? 60_000),
        maxOutputBytes: options.maxOutputBytes ?? 32 * 1024 * 1024,
        onLine: (line) => command.onProgress?.(parseProgress(line)),
      },
      signal,
    );
    if ((command.accepts ?? [0]).includes(result.exitCode)) return result;
    throw classify(command.doing, `${result.stderr}\n${result.stdout.toString()}`, result.exitCode);
  };
  const open = (folder: string): Repository => createRepository(folder, run);

  return {
    open,
    async version(signal) {
      const { stdout } = await run({ args: ['--version'], doing: 'Cannot run git' }, signal);
      const version = parseVersion(stdout.toString());
      if (!version) throw new AppError('invalid', 'The program set as git does not answer as git.');
      if (version.major * 1000 + version.minor < oldest.major * 1000 + oldest.minor) {
        throw new AppError(
          'invalid',
          `git ${version.text} is too old; ${oldest.major}.${oldest.minor} or later is needed.`,
        );
      }
      return version;
    },
    async clone(url, folder, { access, branch }, onProgress, signal) {
      const from = checkedUrl(url);
      const chosen = branch === undefined ? [] : ['--branch', checkedBranch(branch)];
      await run(
        {
          args: ['clone', '--progress', ...chosen, '--', from, folder],
          doing: `Cannot clone "${from}"`,
          network: true,
          access: access && covers(access, from) ? access : undefined,
          onProgress,
        },
        signal,
      );
      return open(folder);
    },
    async init(folder, branch, signal) {
      await run(
        {
          args: ['init', '--quiet', `--initial-branch=${checkedBranch(branch)}`, '--', folder],
          doing: `Cannot make a repository in "${folder}"`,
        },
        signal,
      );
      return open(folder);
    },
    async find(folder, signal) {
      const { exitCode, stdout } = await run(
        {
          args: ['rev-parse', '--show-toplevel'],
          doing: `Cannot look for a repository in "${folder}"`,
          cwd: folder,
          accepts: [0, 128],
        },
        signal,
      );
      return exitCode === 0 ? open(stdout.toString().replace(/\r?\n$/, '')) : undefined;
    },
  };
}
