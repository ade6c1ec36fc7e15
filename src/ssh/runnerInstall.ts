import { AppError } from '../base/errors';
import { redact, Secret } from '../base/secret';
import {
  installScript,
  mark,
  type RunnerExecutor,
  type RunnerSettings,
  uninstallScript,
} from './runnerScript';
import { type SshSession } from './session';

export interface RunnerRequest {
  readonly url: string;
  /** The runner's own token, from its creation in GitLab. */
  readonly token: Secret;
  /** A runner of this name that was registered before is replaced. */
  readonly name: string;
  readonly executor: RunnerExecutor;
  /** Default `python:3.11`. */
  readonly image?: string | undefined;
  readonly caPem?: string | undefined;
}

export interface InstalledRunner {
  readonly executor: Exclude<RunnerExecutor, 'auto'>;
  readonly version: string;
}

/** Packages are fetched and installed, and the machine may still be setting itself up. */
const deadlineMs = 30 * 60_000;

/**
 * Installs gitlab-runner where it is missing, registers it and starts it. The token goes through the stdin of
 * the remote shell only, and ends up in the runner's own configuration. What the tags are is GitLab's to know.
 * @param onText lines of the machine's log
 */
export async function installRunner(
  session: SshSession,
  request: RunnerRequest,
  onText: (line: string) => void,
  signal: AbortSignal,
): Promise<InstalledRunner> {
  const settings: RunnerSettings = { ...request, image: request.image ?? 'python:3.11' };
  const script = new Secret(installScript(settings, request.token.reveal()));
  const told = await runScript(session, script, request.token, onText, signal);
  const executor = told.get('executor');
  if (executor !== 'docker' && executor !== 'shell') {
    throw new AppError('remote', `The runner on "${session.name}" was not set up to the end.`, {
      fix: 'retry',
    });
  }
  return { executor, version: told.get('version') ?? '' };
}

/** Unregisters the runner of this name; the program stays. @returns whether there was one */
export async function uninstallRunner(
  session: SshSession,
  request: Pick<RunnerRequest, 'url' | 'name'>,
  onText: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const script = new Secret(uninstallScript(request));
  const told = await runScript(session, script, undefined, onText, signal);
  return told.get('removed') === 'yes';
}

async function runScript(
  session: SshSession,
  script: Secret,
  token: Secret | undefined,
  onText: (line: string) => void,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  const clean = (line: string): string =>
    redact(token ? line.split(token.reveal()).join(String(token)) : line);
  const takeLine = (line: string): void => {
    const fact = line.startsWith(mark) ? /^(\w+)=(.*)$/.exec(line.slice(mark.length)) : null;
    if (fact) told.set(fact[1] ?? '', clean(fact[2] ?? ''));
    else if (line.trim() !== '') onText(clean(line));
  };
  const [stdout, stderr] = [byLine(takeLine), byLine(takeLine)];
  const result = await session.exec(
    'sh -s',
    { stdin: script, onStdout: stdout.add, onStderr: stderr.add, deadlineMs },
    signal,
  );
  stdout.end();
  stderr.end();
  const error = told.get('error');
  if (result.exitCode === 0 && error === undefined) return told;
  const last = clean(result.stderr.trim().split('\n').pop() ?? '');
  throw new AppError(
    'remote',
    `Setting up the runner on "${session.name}" failed: ${error ?? (last || `the script ended with ${result.exitCode}.`)}`,
    { fix: 'retry', detail: clean(`${result.stdout}\n${result.stderr}`) },
  );
}

interface LineReader {
  readonly add: (text: string) => void;
  readonly end: () => void;
}

function byLine(take: (line: string) => void): LineReader {
  let rest = '';
  return {
    add: (text) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
    end: () => {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
