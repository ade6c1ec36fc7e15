import { createConnection } from 'node:net';
import * as z from 'zod';
import { readFlags, type FlagSpec } from '../commandLine';
import { Fatal } from '../say';
import { configFlag, configPathOf } from './config';

const flags: readonly FlagSpec[] = [
  configFlag,
  { name: 'service', short: 'n' },
  { name: 'user', short: 'u' },
  { name: 'working-directory', short: 'd' },
  { name: 'init-user' },
  { name: 'syslog' },
];

const answerSchema = z.object({
  ok: z.boolean(),
  text: z.string().default(''),
  running: z.boolean().default(false),
  installed: z.boolean().default(false),
});
type Answer = z.infer<typeof answerSchema>;

export type ServiceAction = 'install' | 'uninstall' | 'start' | 'stop' | 'restart' | 'status';

/** Controls the service through the machine's init; its socket is in `INIT_SOCKET`. */
export async function service(
  action: ServiceAction,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const given = readFlags(args, flags, env);
  const socket = env['INIT_SOCKET'];
  if (!socket) throw new Fatal('No service manager is available here.');
  const name = given.text('service') ?? 'gitlab-runner';
  const answer = await ask(socket, {
    action,
    name,
    ...(action === 'install' && {
      command: [
        'gitlab-runner',
        'run',
        '--config',
        configPathOf(given, env),
        '--working-directory',
        given.text('working-directory') ?? env['HOME'] ?? '/',
        '--service',
        name,
      ],
    }),
  });
  if (action === 'status') {
    if (!answer.installed) {
      process.stderr.write(`${name}: the service is not installed\n`);
      return 1;
    }
    process.stdout.write(`${name}: Service is ${answer.running ? 'running' : 'not running'}\n`);
    return answer.running ? 0 : 1;
  }
  if (!answer.ok) throw new Fatal(`Failed to ${action} ${name}: ${answer.text}`);
  return 0;
}

function ask(path: string, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let text = '';
    socket.setTimeout(30_000, () =>
      socket.destroy(new Fatal('The service manager does not answer.')),
    );
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.once('error', reject);
    socket.once('end', () => {
      try {
        resolve(answerSchema.parse(JSON.parse(text)));
      } catch (error) {
        reject(new Fatal('The service manager gave no answer.', { cause: error }));
      }
    });
    socket.once('connect', () => socket.write(`${JSON.stringify(question)}\n`));
  });
}
