import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type GitLabContext } from '../exchange';
import { type Call } from '../http/calls';
import { type Dispatch } from '../http/dispatch';
import { type Project, type User } from '../world';
import { admit, type GitService, gitServices } from './gitAccess';
import { preparePush, type PushTalk } from './pushHooks';
import { configEnvironment, spawnGit } from './run';
import { afterUpdates } from './updates';

const place =
  /^\/(?<project>.+?)(?<suffix>\.git)?\/(?<action>info\/refs|git-upload-pack|git-receive-pack)$/;

/** Git over HTTP, spoken by the real `git upload-pack` and `git receive-pack`. */
export function answerGit(context: GitLabContext): Dispatch['git'] {
  return async (path, request, response, call) => {
    const found = place.exec(path)?.groups;
    if (found === undefined || path.startsWith('/api/')) return false;
    const url = new URL(request.url ?? '/', context.externalUrl);
    const action = found['action'] ?? '';
    const name = action === 'info/refs' ? url.searchParams.get('service') : action;
    const service = gitServices.find((one) => one === name);
    if (service === undefined) {
      plain(response, 403, 'Please upgrade your git client.');
      return true;
    }
    const projectPath = decoded(found['project'] ?? '');
    if (found['suffix'] === undefined) {
      const location = `${context.externalUrl}/${encodeURI(projectPath)}.git/${action}${url.search}`;
      response.writeHead(301, { Location: location }).end();
      return true;
    }
    const admission = admit(context, request, projectPath, service);
    call.token = admission.tokenName;
    if (admission.kind === 'refused') {
      plain(response, admission.status, admission.text, admission.headers);
      return true;
    }
    const talk = { context, request, response, service, ...admission };
    await (action === 'info/refs' ? advertise(talk) : converse(talk, call));
    return true;
  };
}

interface Talk {
  readonly context: GitLabContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly service: GitService;
  readonly project: Project;
  readonly user: User | undefined;
  readonly mayPushProtected: boolean;
}

/** A broken escape names no project. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function advertise(talk: Talk): Promise<void> {
  const { response, service } = talk;
  start(talk, 'advertisement');
  // Version 2 begins with its own greeting; only the older ones get a service line in front.
  if (!isVersion2(talk.request)) {
    const line = `# service=${service}\n`;
    response.write(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
  }
  await run(talk, ['--stateless-rpc', '--advertise-refs'], Readable.from([]), {});
}

async function converse(talk: Talk, call: Call): Promise<void> {
  const { request, service } = talk;
  const gzip = request.headers['content-encoding'] === 'gzip';
  const input = gzip ? request.pipe(createGunzip()) : request;
  start(talk, 'result');
  if (service === 'git-upload-pack') {
    await run(talk, ['--stateless-rpc'], input, {});
    return;
  }
  await using push = await preparePush(talk.context, talk.project, talk.mayPushProtected);
  await run(talk, ['--stateless-rpc'], input, push.env, () => finishPush(talk, push));
  call.status = 200;
}

/** What was pushed is announced before the client hears that the push succeeded. */
async function finishPush(talk: Talk, push: PushTalk): Promise<void> {
  if (talk.user === undefined) return;
  await afterUpdates(
    talk.context,
    talk.project,
    talk.user,
    await push.updates(),
    await push.options(),
  );
}

async function run(
  talk: Talk,
  args: readonly string[],
  input: Readable,
  env: Readonly<Record<string, string>>,
  atEnd: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { context, response, service, project, request } = talk;
  const repository = context.repository(project);
  const protocol = request.headers['git-protocol'];
  const child = spawnGit([service.slice('git-'.length), ...args, repository], {
    env: {
      ...configEnvironment([
        ['uploadpack.allowFilter', 'true'],
        ['uploadpack.allowAnySHA1InWant', 'true'],
        ['receive.advertisePushOptions', 'true'],
        ['receive.denyDeleteCurrent', 'ignore'],
        ['gc.auto', '0'],
        ['safe.directory', '*'],
        ...(env['HOOKS'] === undefined ? [] : [['core.hooksPath', env['HOOKS']] as const]),
      ]),
      ...env,
      ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}),
    },
  });
  const kill = (): void => void child.kill();
  response.once('close', kill);
  context.stopping.addEventListener('abort', kill, { once: true });
  try {
    const ended = new Promise<void>((resolve, reject) => {
      child.once('close', () => resolve());
      child.once('error', reject);
    });
    child.stderr?.resume();
    const fed = child.stdin ? feed(input, child.stdin) : Promise.resolve();
    if (child.stdout) await pipeline(child.stdout, response, { end: false });
    await Promise.all([ended, fed]);
    await atEnd();
    response.end();
  } catch (error) {
    // A caller that went away is no failure of ours.
    if (!response.destroyed && !response.socket?.destroyed) throw error;
  } finally {
    response.off('close', kill);
    context.stopping.removeEventListener('abort', kill);
    child.kill();
  }
}

/** Git may stop reading early, and the caller may go away; both are seen elsewhere. */
async function feed(input: Readable, stdin: Writable): Promise<void> {
  await pipeline(input, stdin).catch(() => undefined);
}

function start(talk: Talk, kind: 'advertisement' | 'result'): void {
  talk.response.writeHead(200, {
    'Content-Type': `application/x-${talk.service}-${kind}`,
    'Cache-Control': 'no-cache, max-age=0, must-revalidate',
    Expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
    Pragma: 'no-cache',
  });
}

function isVersion2(request: IncomingMessage): boolean {
  const protocol = request.headers['git-protocol'];
  return typeof protocol === 'string' && protocol.split(':').includes('version=2');
}

function plain(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', ...headers });
  response.end(`${text}\n`);
}
