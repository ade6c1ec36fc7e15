import { hostname } from 'node:os';
import { errorText } from '../../../base/errors';
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

const flags: readonly FlagSpec[] = [
  configFlag,
  { name: 'non-interactive', short: 'n', env: 'REGISTER_NON_INTERACTIVE', toggle: true },
  { name: 'leave-runner', env: 'REGISTER_LEAVE_RUNNER', toggle: true },
  { name: 'url', short: 'u', env: 'CI_SERVER_URL' },
  { name: 'token', short: 't', env: 'CI_SERVER_TOKEN' },
  { name: 'registration-token', short: 'r', env: 'REGISTRATION_TOKEN' },
  { name: 'executor', env: 'RUNNER_EXECUTOR' },
  { name: 'name', env: 'RUNNER_NAME' },
  { name: 'description', env: 'RUNNER_NAME' },
  { name: 'tls-ca-file', env: 'CI_SERVER_TLS_CA_FILE' },
  { name: 'builds-dir', env: 'RUNNER_BUILDS_DIR' },
  { name: 'limit', env: 'RUNNER_LIMIT' },
  { name: 'shell', env: 'RUNNER_SHELL' },
  { name: 'env', env: 'RUNNER_ENV', many: true },
  { name: 'docker-image', env: 'DOCKER_IMAGE' },
  { name: 'request-concurrency', env: 'RUNNER_REQUEST_CONCURRENCY' },
];

/** Of a runner made in GitLab these are set there, and refused here. */
const serverSide = [
  'locked',
  'access-level',
  'run-untagged',
  'tag-list',
  'maximum-timeout',
  'paused',
  'maintenance-note',
];

export async function register(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const misplaced = serverSide.find((name) => args.some((arg) => arg.startsWith(`--${name}`)));
  if (misplaced !== undefined) {
    throw new Fatal(
      `Runner configuration other than name and executor configuration is reserved (specifically --${serverSide.join(', --')}) ` +
        'and cannot be specified when registering with a runner authentication token. This configuration is specified on the GitLab server.',
    );
  }
  const given = readFlags(args, flags, env);
  const path = configPathOf(given, env);
  const url = required(given.text('url'), 'the GitLab instance URL', '--url');
  const token = required(
    given.text('token') ?? given.text('registration-token'),
    'the runner token',
    '--token',
  );
  const executor = required(given.text('executor'), 'an executor', '--executor');
  if (executor !== 'shell') {
    throw new Fatal(`Invalid executor specified: only "shell" can run here, not "${executor}"`);
  }
  if (!/^https?:\/\//.test(url)) throw new Fatal(`Invalid URL: ${url}`);
  const caFile = given.text('tls-ca-file');
  const id = await systemId(path);
  const api = new RunnerApi({ url, token, 'tls-ca-file': caFile }, id);
  const runner = shortToken(token);
  let runnerId: number | undefined;
  try {
    runnerId = await api.verify(signal);
  } catch (error) {
    say('ERROR: Verifying runner... failed', {
      runner,
      status: `couldn't execute POST: ${errorText(error)}`,
    });
    throw new Fatal('Failed to verify the runner.');
  }
  if (runnerId === undefined) {
    say('ERROR: Verifying runner... is not valid', { runner });
    throw new Fatal('Failed to verify the runner.');
  }
  say('Verifying runner... is valid', { runner });
  const config = await readConfigFile(path);
  const entry: RunnerEntry = {
    name: given.text('name') ?? given.text('description') ?? hostname(),
    url,
    id: runnerId,
    token,
    executor,
    ...(given.text('shell') !== undefined && { shell: given.text('shell') }),
    ...(given.text('builds-dir') !== undefined && { builds_dir: given.text('builds-dir') }),
    ...(given.all('env').length > 0 && { environment: [...given.all('env')] }),
    ...(caFile !== undefined && { 'tls-ca-file': caFile }),
  };
  const others = config.runners.filter((one) => one.token !== token);
  await writeConfigFile(path, { ...config, runners: [...others, entry] });
  say(
    "Runner registered successfully. Feel free to start it, but if it's running already the config should be automatically reloaded!",
  );
  say('');
  say(`Configuration (with the authentication token) was saved in "${path}"`);
}

function required(value: string | undefined, what: string, flag: string): string {
  if (value === undefined || value === '') {
    throw new Fatal(`Please give ${what} with ${flag}: questions are not asked here.`);
  }
  return value;
}
