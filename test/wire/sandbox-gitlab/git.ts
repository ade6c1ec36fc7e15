import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { type TestGitLab } from './support';

export interface GitRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real git against the server, trusting its CA; a token goes as Basic password. */
export function git(
  gitlab: Pick<TestGitLab, 'caFile' | 'url'>,
  args: readonly string[],
  options: { cwd?: string; token?: string | undefined; user?: string } = {},
): Promise<GitRun> {
  const settings: [string, string][] = [
    ['user.name', 'Test Person'],
    ['user.email', 'test@example.com'],
    ['init.defaultBranch', 'main'],
    ['protocol.version', '2'],
  ];
  if (options.token !== undefined) {
    const basic = Buffer.from(`${options.user ?? 'oauth2'}:${options.token}`).toString('base64');
    settings.push([`http.${gitlab.url}/.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: devNull,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_SSL_CAINFO: gitlab.caFile,
    GIT_CONFIG_COUNT: String(settings.length),
  };
  settings.forEach(([key, value], at) => {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  });
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd: options.cwd, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}
