import { errorText } from '../../base/errors';
import { never } from '../../base/wait';
import { UsageError } from './commandLine';
import { list, unregister, verify } from './commands/known';
import { register } from './commands/register';
import { run } from './commands/run';
import { service } from './commands/service';
import { version } from './http';
import { Fatal, say } from './say';

/** The program `gitlab-runner` of a simulated machine; its exit code. */
async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [command = '--help', ...rest] = args;
  try {
    return await dispatch(command, rest, env);
  } catch (error) {
    if (error instanceof UsageError) say(`Incorrect Usage. ${error.message}`);
    else if (error instanceof Fatal) say(`PANIC: ${error.message}`);
    else say(`FATAL: ${errorText(error)}`);
    return 1;
  }
}

async function dispatch(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  switch (command) {
    case '--version':
    case '-v':
      process.stdout.write(versionText());
      return 0;
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'register':
      greet();
      await register(args, env, never);
      return 0;
    case 'verify':
      greet();
      await verify(args, env, never);
      return 0;
    case 'list':
      await list(args, env);
      return 0;
    case 'unregister':
      greet();
      await unregister(args, env, never);
      return 0;
    case 'run':
      greet();
      await run(args, env);
      return 0;
    case 'install':
    case 'uninstall':
    case 'start':
    case 'stop':
    case 'restart':
    case 'status':
      greet();
      return service(command, args, env);
    default:
      throw new Fatal(`Command ${command} not found.`);
  }
}

const arch = process.arch === 'x64' ? 'amd64' : process.arch;

function greet(): void {
  say('Runtime platform', {
    arch,
    os: process.platform,
    pid: process.pid,
    revision: 'sandbox',
    version,
  });
}

function versionText(): string {
  return [
    `Version:      ${version}`,
    'Git revision: sandbox',
    'Git branch:   18-4-stable',
    `Runtime:      node ${process.version}`,
    `OS/Arch:      ${process.platform}/${arch}`,
    '',
  ].join('\n');
}

const usage = `NAME:
   gitlab-runner - a GitLab Runner

COMMANDS:
   list        List all configured runners
   run         run multi runner service
   register    register a new runner
   unregister  unregister specific runner
   install     install service
   uninstall   uninstall service
   start       start service
   stop        stop service
   restart     restart service
   status      get status of a service
   verify      verify all registered runners
`;

void main(process.argv.slice(2), process.env).then((code) => {
  process.exitCode = code;
});
