import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobLog } from './log';
import { type JobPayload } from './payload';
import { type ProcessResult, runTree } from './processTree';
import { type Workspace } from './workspace';

export class SourcesFailure extends Error {}

/** Brings the job's commit into a clean work tree; an earlier clone of the project is used again. */
export async function getSources(
  job: JobPayload,
  workspace: Workspace,
  log: JobLog,
  caFile: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const strategy = workspace.env['GIT_STRATEGY'] ?? 'fetch';
  const { projectDir } = workspace;
  if (strategy === 'none' || strategy === 'empty') {
    if (strategy === 'empty') await rm(projectDir, { recursive: true, force: true });
    await mkdir(projectDir, { recursive: true });
    log.step('Skipping Git repository setup');
    return;
  }
  const { repo_url, sha, ref, refspecs } = job.git_info;
  const url = new URL(repo_url);
  url.username = '';
  url.password = '';
  const env = gitEnvironment(job, caFile);
  const git = async (...args: string[]): Promise<void> => {
    const result: ProcessResult = await runTree(
      'git',
      args,
      { cwd: projectDir, env, onOutput: (chunk) => log.write(chunk), graceMs: 1_000 },
      signal,
    );
    if (result.code !== 0) throw new SourcesFailure(`exit status ${result.code}`);
  };
  const depth = Number(workspace.env['GIT_DEPTH'] ?? job.git_info.depth ?? 0);
  log.step(
    depth > 0 ? `Fetching changes with git depth set to ${depth}...` : 'Fetching changes...',
  );
  const fresh = strategy === 'clone' || !(await exists(join(projectDir, '.git/HEAD')));
  if (fresh) await rm(projectDir, { recursive: true, force: true });
  await mkdir(projectDir, { recursive: true });
  await git('init', '--quiet', '.');
  for (const lock of ['index.lock', 'shallow.lock', 'HEAD.lock', 'config.lock']) {
    await rm(join(projectDir, '.git', lock), { force: true });
  }
  await git('config', 'remote.origin.url', url.toString());
  if (fresh) log.step('Created fresh repository.');
  const specs = refspecs?.length ? refspecs : [`+refs/heads/${ref}:refs/remotes/origin/${ref}`];
  const how = [
    '--prune',
    '--quiet',
    '--force',
    '--no-tags',
    ...(depth > 0 ? ['--depth', String(depth)] : []),
  ];
  await git('fetch', ...how, 'origin', ...specs);
  log.step(`Checking out ${sha.slice(0, 8)} as detached HEAD (ref is ${ref})...`);
  await git('-c', 'advice.detachedHead=false', 'checkout', '--force', '--quiet', sha);
  await git('clean', '-ffdx');
  await git('reset', '--hard', '--quiet', sha);
  log.step('Skipping Git submodules setup');
}

/** The job's token goes to git by its environment: neither arguments nor the clone's settings hold it. */
function gitEnvironment(job: JobPayload, caFile: string | undefined): NodeJS.ProcessEnv {
  const helper = '!f() { echo username=gitlab-ci-token; echo "password=$CI_JOB_TOKEN"; }; f';
  return {
    ...process.env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: 'credential.helper',
    GIT_CONFIG_VALUE_1: helper,
    GIT_CONFIG_KEY_2: 'init.defaultBranch',
    GIT_CONFIG_VALUE_2: 'none',
    CI_JOB_TOKEN: job.token,
    ...(caFile !== undefined && { GIT_SSL_CAINFO: caFile }),
  };
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
