import { type FlagSpec, readFlags } from '../commandLine';
import { runLoop } from '../loop';
import { say } from '../say';
import { configFlag, configPathOf } from './config';

const flags: readonly FlagSpec[] = [
  configFlag,
  { name: 'working-directory', short: 'd' },
  { name: 'user', short: 'u' },
  { name: 'service', short: 'n' },
  { name: 'syslog', toggle: true },
  { name: 'listen-address' },
];

/** `run`: takes jobs until it is told to stop; SIGQUIT lets them finish, SIGTERM and SIGINT end them. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const given = readFlags(args, flags, env);
  const graceful = new AbortController();
  const forced = new AbortController();
  process.on('SIGQUIT', () => {
    say('WARNING: Starting graceful shutdown, waiting for builds to finish');
    graceful.abort();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      say('WARNING: Starting forceful shutdown', { StopSignal: signal });
      forced.abort();
    });
  }
  const configPath = configPathOf(given, env);
  say('Starting multi-runner from ' + configPath + '...', { builds: 0 });
  await runLoop(
    { configPath, workingDirectory: given.text('working-directory') ?? process.cwd() },
    graceful.signal,
    forced.signal,
  );
  say('All builds finished');
}
