import { execFile } from 'node:child_process';
import { AppError, cancelled, isAppError } from '../base/errors';
import { redact, Secret } from '../base/secret';

/** The `yc` program. Only questions whose answers hold no secret, and the token. */
export interface YcCli {
  /** Names of the profiles, the active one marked. */
  profiles(signal: AbortSignal): Promise<readonly YcProfile[]>;
  /** `cloud-id`, `folder-id`, `compute-default-zone`, `endpoint` of a profile; undefined when not set. */
  setting(
    profile: string | undefined,
    name: YcSetting,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  token(profile: string | undefined, signal: AbortSignal): Promise<Secret>;
  /** The id of the account of a profile; undefined where this `yc` cannot tell, as older ones cannot. */
  subject(profile: string | undefined, signal: AbortSignal): Promise<string | undefined>;
}

export interface YcProfile {
  readonly name: string;
  readonly active: boolean;
}

export type YcSetting = 'cloud-id' | 'folder-id' | 'compute-default-zone' | 'endpoint';

const timeoutMs = 60_000;

/** @param command path or name of the program, `yc` by default */
export function ycCli(command = 'yc'): YcCli {
  const of = (profile: string | undefined): string[] =>
    profile === undefined ? [] : ['--profile', profile];
  return {
    async profiles(signal) {
      return parseProfiles(await run(command, ['config', 'profile', 'list'], signal));
    },
    async setting(profile, name, signal) {
      // Never `config list`: that prints private keys.
      const text = await run(command, ['config', 'get', name, ...of(profile)], signal);
      return text.trim() === '' ? undefined : text.trim();
    },
    async token(profile, signal) {
      const args = ['iam', 'create-token', '--no-browser', ...of(profile)];
      const line = (await run(command, args, signal)).trim().split('\n').at(-1)?.trim() ?? '';
      if (line === '' || /\s/.test(line)) {
        throw new AppError(
          'signed-out',
          'Cannot get a token from yc: its answer is not a token. Run “yc init” in a terminal and try again.',
          { fix: 'sign-in-cloud' },
        );
      }
      return new Secret(line);
    },
    async subject(profile, signal) {
      try {
        return parseSubject(
          await run(command, ['iam', 'whoami', '--no-browser', ...of(profile)], signal),
        );
      } catch (error) {
        if (isAppError(error, 'signed-out')) return undefined;
        throw error;
      }
    },
  };
}

/** The first id in what `yc iam whoami` says: twenty characters, in any of its formats. */
export function parseSubject(text: string): string | undefined {
  return /\b[a-z][a-z0-9]{19}\b/.exec(text)?.[0];
}

export function parseProfiles(text: string): YcProfile[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ name: line.replace(/\s+ACTIVE$/, ''), active: /\sACTIVE$/.test(line) }));
}

function run(command: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { signal, timeout: timeoutMs, maxBuffer: 1024 * 1024, windowsHide: true };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal.aborted) reject(cancelled(signal.reason));
      else reject(ycFailed(error, stderr));
    });
  });
}

function ycFailed(error: Error, stderr: string): AppError {
  if ('code' in error && error.code === 'ENOENT') {
    return new AppError(
      'signed-out',
      'Cannot ask yc: the program is not installed or not in the PATH. Install it, or sign in another way.',
      { cause: error, fix: 'sign-in-cloud' },
    );
  }
  const words = redact(stderr).trim().split('\n').at(-1) ?? '';
  return new AppError(
    'signed-out',
    `Cannot get an answer from yc: ${words === '' ? 'it failed without a word' : words}. Run “yc init” in a terminal and try again.`,
    // The error of execFile repeats the command line and the output; the output may hold anything.
    { detail: redact(stderr), fix: 'sign-in-cloud' },
  );
}
