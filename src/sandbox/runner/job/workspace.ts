import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expandAll } from '../../gitlab/ci/config/expand';
import { type JobPayload, type JobVariable } from './payload';

export interface Workspace {
  readonly projectDir: string;
  /** Beside the project: scripts and file variables; gone after the job. */
  readonly scratchDir: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface WorkspaceOptions {
  readonly buildsDir: string;
  readonly shortToken: string;
  /** Number of the job slot, from 0: jobs that run at once do not share a folder. */
  readonly slot: number;
  readonly systemId: string;
  readonly caFile: string | undefined;
  /** `KEY=value` of the runner's configuration. */
  readonly environment: readonly string[];
}

/** Folders and environment of one job: `builds/<runner>/<slot>/<project path>`. */
export async function prepareWorkspace(
  job: JobPayload,
  options: WorkspaceOptions,
): Promise<Workspace> {
  const path = safePath(new URL(job.git_info.repo_url).pathname.replace(/\.git$/, ''));
  const root = join(options.buildsDir, options.shortToken, String(options.slot));
  const projectDir = join(root, path);
  const scratchDir = `${projectDir}.tmp`;
  await rm(scratchDir, { recursive: true, force: true });
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const own: JobVariable[] = [
    ...options.environment.map(fromSetting),
    plain('CI_BUILDS_DIR', options.buildsDir),
    plain('CI_PROJECT_DIR', projectDir),
    plain('CI_CONCURRENT_ID', String(options.slot)),
    plain('CI_CONCURRENT_PROJECT_ID', String(options.slot)),
    plain('CI_SERVER', 'yes'),
    plain('CI_SHARED_ENVIRONMENT', 'true'),
    plain('CI_RUNNER_SHORT_TOKEN', options.shortToken),
    plain('CI_RUNNER_SYSTEM_ID', options.systemId),
    plain('CI_RUNNER_VERSION', '18.4.0'),
    plain('CI_RUNNER_REVISION', 'sandbox'),
    plain(
      'CI_RUNNER_EXECUTABLE_ARCH',
      `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
    ),
    ...(options.caFile === undefined ? [] : [plain('CI_SERVER_TLS_CA_FILE', options.caFile)]),
  ];
  const all = [...own, ...job.variables];
  const values = expandAll(all);
  for (const variable of new Map(
    all.filter((one) => one.file).map((one) => [one.key, one]),
  ).values()) {
    const file = join(scratchDir, variable.key.replace(/\W/g, '_'));
    await writeFile(file, variable.value, { mode: 0o600 });
    await chmod(file, 0o600);
    values[variable.key] = file;
  }
  return { projectDir, scratchDir, env: { ...jobBase(), ...values } };
}

/** The runner's own environment without what is meant for the runner alone. */
function jobBase(): NodeJS.ProcessEnv {
  const hidden = new Set([
    'CI_SERVER_TOKEN',
    'CONFIG_FILE',
    'INIT_SOCKET',
    'NODE_OPTIONS',
    'REGISTRATION_TOKEN',
  ]);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.has(name)));
}

function plain(key: string, value: string): JobVariable {
  return { key, value, public: true, masked: false, file: false, raw: true };
}

function fromSetting(setting: string): JobVariable {
  const at = setting.indexOf('=');
  const key = at < 0 ? setting : setting.slice(0, at);
  return { ...plain(key, at < 0 ? '' : setting.slice(at + 1)), raw: false };
}

function safePath(path: string): string {
  const parts = decodeURIComponent(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').replaceAll('\0', '');
}
