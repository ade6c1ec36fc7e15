import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { formatToml, parseToml, TomlError, type TomlTable } from './toml';

const runnerSchema = z.looseObject({
  name: z.string().default(''),
  url: z.string(),
  id: z.number().default(0),
  token: z.string(),
  executor: z.string(),
  shell: z.string().optional(),
  limit: z.number().optional(),
  builds_dir: z.string().optional(),
  environment: z.array(z.string()).optional(),
  'tls-ca-file': z.string().optional(),
});

const configSchema = z.looseObject({
  concurrent: z.number().int().positive().default(1),
  check_interval: z.number().default(0),
  shutdown_timeout: z.number().default(0),
  runners: z.array(runnerSchema).default([]),
});

export type RunnerEntry = z.infer<typeof runnerSchema>;
export type RunnerConfig = z.infer<typeof configSchema>;

/** Where gitlab-runner keeps its configuration: `/etc` for root, else the home folder. */
export function defaultConfigPath(env: NodeJS.ProcessEnv): string {
  if (env['CONFIG_FILE']) return env['CONFIG_FILE'];
  return process.getuid?.() === 0
    ? '/etc/gitlab-runner/config.toml'
    : join(homedir(), '.gitlab-runner/config.toml');
}

/** Reads the file; an absent one is an empty configuration. @throws Error when it cannot be read */
export async function readConfigFile(path: string): Promise<RunnerConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return configSchema.parse({});
    }
    throw error;
  }
  try {
    return configSchema.parse(parseToml(text));
  } catch (error) {
    const why = error instanceof TomlError ? error.message : 'not a runner configuration';
    throw new Error(`${path}: ${why}`, { cause: error });
  }
}

/** Replaces the file as a whole; it holds tokens, so only its owner may read it. */
export async function writeConfigFile(path: string, config: RunnerConfig): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, formatToml(withoutGaps(config)), { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}

function withoutGaps(value: unknown): TomlTable {
  return JSON.parse(JSON.stringify(value)) as TomlTable;
}

/** Names this installation to GitLab; kept beside the configuration. */
export async function systemId(configPath: string): Promise<string> {
  const path = join(dirname(configPath), '.runner_system_id');
  try {
    const known = (await readFile(path, 'utf8')).trim();
    if (/^[rs]_\w{12}$/.test(known)) return known;
  } catch {
    // Made below.
  }
  const made = `s_${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, made, { mode: 0o600 });
  return made;
}

/** The nine characters by which logs name a runner: of the token without its prefix. */
export function shortToken(token: string): string {
  return token.replace(/^glrt-(?:t\d_)?/, '').slice(0, 9);
}
