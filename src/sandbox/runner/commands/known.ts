import { RunnerApi } from '../api';
import { type FlagSpec, readFlags } from '../commandLine';
import {
  readConfigFile,
  type RunnerEntry,
  shortToken,
  systemId,
  writeConfigFile,
} from '../configFile';
import { Fatal, say } from '../say';
import { configFlag, configPathOf } from './config';

const choice: readonly FlagSpec[] = [
  configFlag,
  { name: 'name', short: 'n', env: 'RUNNER_NAME' },
  { name: 'url', short: 'u', env: 'CI_SERVER_URL' },
  { name: 'token', short: 't', env: 'CI_SERVER_TOKEN' },
];

/** `list`: what the configuration holds. Tokens are shown by their short names only. */
export async function list(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const path = configPathOf(readFlags(args, [configFlag], env), env);
  const config = await readConfigFile(path);
  say('Listing configured runners', { ConfigFile: path });
  for (const entry of config.runners) {
    say(entry.name, { Executor: entry.executor, Token: shortToken(entry.token), URL: entry.url });
  }
}

/** `verify`: asks GitLab for each runner; with `--delete`, unknown ones go from the configuration. */
export async function verify(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const flags = readFlags(args, [...choice, { name: 'delete', toggle: true }], env);
  const path = configPathOf(flags, env);
  const config = await readConfigFile(path);
  const id = await systemId(path);
  const chosen = choose(config.runners, flags);
  const gone: RunnerEntry[] = [];
  for (const entry of chosen) {
    const runner = shortToken(entry.token);
    if ((await new RunnerApi(entry, id).verify(signal)) !== undefined) {
      say('Verifying runner... is valid', { runner });
    } else {
      say('ERROR: Verifying runner... is removed', { runner });
      gone.push(entry);
    }
  }
  if (gone.length === 0) return;
  if (!flags.on('delete')) throw new Fatal('Failed to verify runners');
  const runners = config.runners.filter((entry) => !gone.includes(entry));
  await writeConfigFile(path, { ...config, runners });
}

/** `unregister`: removes runners from GitLab and from the configuration. */
export async function unregister(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const flags = readFlags(args, [...choice, { name: 'all-runners', toggle: true }], env);
  const path = configPathOf(flags, env);
  const config = await readConfigFile(path);
  const id = await systemId(path);
  const chosen = flags.on('all-runners') ? config.runners : choose(config.runners, flags);
  if (chosen.length === 0) throw new Fatal('Could not find a runner with the given name or token');
  const done: RunnerEntry[] = [];
  for (const entry of chosen) {
    const runner = shortToken(entry.token);
    const removed = await new RunnerApi(entry, id).unregister(signal);
    say(
      `${removed ? '' : 'ERROR: '}Unregistering runner from GitLab ${removed ? 'succeeded' : 'forbidden'}`,
      { runner },
    );
    if (removed || flags.on('all-runners')) done.push(entry);
  }
  const runners = config.runners.filter((entry) => !done.includes(entry));
  await writeConfigFile(path, { ...config, runners });
  if (done.length < chosen.length) throw new Fatal('Failed to unregister runner');
}

function choose(
  entries: readonly RunnerEntry[],
  flags: { text(name: string): string | undefined },
): RunnerEntry[] {
  const [name, token, url] = [flags.text('name'), flags.text('token'), flags.text('url')];
  return entries.filter(
    (entry) =>
      (name === undefined || entry.name === name) &&
      (token === undefined || entry.token === token) &&
      (url === undefined || entry.url === url),
  );
}
