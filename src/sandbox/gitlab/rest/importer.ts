import { rm } from 'node:fs/promises';
import { Secret } from '../../../base/secret';
import { type GitLabContext } from '../exchange';
import { fullPath } from '../access/roles';
import { adoptDefaultBranch, repositoryOf } from '../git/repositories';
import { configEnvironment, GitFailure, runGit } from '../git/run';
import { invalid } from '../http/refusals';
import { type Project } from '../world';

export interface ImportSource {
  /** Without credentials. */
  readonly url: string;
  readonly login: { readonly user: string; readonly password: Secret } | undefined;
}

/** Splits `https://user:token@host/path` so that the secret is neither stored nor shown. */
export function readImportUrl(text: string): ImportSource {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid({ import_url: ['must be a valid URL'] });
  }
  if (!['http:', 'https:', 'git:'].includes(url.protocol)) {
    throw invalid({ import_url: ['is blocked: Only allowed schemes are http, https, git'] });
  }
  const login =
    url.username === '' && url.password === ''
      ? undefined
      : {
          user: decodeURIComponent(url.username),
          password: new Secret(decodeURIComponent(url.password)),
        };
  url.username = '';
  url.password = '';
  return { url: url.toString(), login };
}

/** Scheduled at once, started a moment later, finished or failed by a real `git clone --mirror`. */
export function importRepository(
  context: GitLabContext,
  project: Project,
  source: ImportSource,
): void {
  project.importUrl = source.url;
  project.importStatus = 'scheduled';
  context.world.changed();
  context.background(async (signal) => {
    await context.wait(300, signal);
    project.importStatus = 'started';
    context.world.changed();
    await context.wait(300, signal);
    await clone(context, project, source, signal);
  });
}

/** An import that a restart interrupted cannot go on: its credentials are gone. */
export function failInterruptedImports(context: GitLabContext): void {
  for (const project of context.world.tables.projects) {
    if (project.importStatus !== 'scheduled' && project.importStatus !== 'started') continue;
    project.importStatus = 'failed';
    project.importError = 'Import was interrupted';
    context.world.changed();
  }
}

async function clone(
  context: GitLabContext,
  project: Project,
  source: ImportSource,
  signal: AbortSignal,
): Promise<void> {
  const target = context.repository(project);
  try {
    await rm(target, { recursive: true, force: true });
    await runGit(['clone', '--quiet', '--mirror', '--', source.url, target], {
      env: { GIT_ALLOW_PROTOCOL: 'http:https:git', ...access(context, source) },
      signal,
    });
    const repository = repositoryOf(context, project);
    await repository.git(['config', '--unset', 'remote.origin.url']);
    const head = (await repository.git(['symbolic-ref', 'HEAD'])).trim();
    const branch = head.replace(/^refs\/heads\//, '');
    if ((await repository.branch(branch)) !== undefined) {
      project.defaultBranch = branch;
      project.protectedBranches = [branch];
    } else {
      await adoptDefaultBranch(context, project);
    }
    project.importStatus = 'finished';
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof GitFailure)) throw error;
    project.importStatus = 'failed';
    project.importError = failureText(context, project, source, error);
    await runGit(['init', '--quiet', '--bare', target]);
  } finally {
    project.lastActivityAt = context.now();
    context.world.changed();
  }
}

/** Credentials and the sandbox's CA travel in the environment, never as arguments. */
function access(context: GitLabContext, source: ImportSource): Record<string, string> {
  const { origin, hostname, protocol } = new URL(source.url);
  const settings: [string, string][] = [];
  if (source.login !== undefined) {
    const { user, password } = source.login;
    const basic = Buffer.from(`${user}:${password.reveal()}`).toString('base64');
    settings.push([`http.${origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  if (protocol === 'https:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    settings.push([`http.${origin}/.sslCAInfo`, context.caFile]);
  }
  return configEnvironment(settings);
}

function failureText(
  context: GitLabContext,
  project: Project,
  source: ImportSource,
  error: GitFailure,
): string {
  const words = error.stderr.trim() || 'unknown error';
  return `Error importing repository ${source.url} into ${fullPath(context, project)} - ${words}`;
}
