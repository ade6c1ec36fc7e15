import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGit } from '../../../src/git/git';
import { never } from '../../../src/base/wait';
import { makeTls } from '../../support/authority';
import { tempFolder } from '../../support/tempFolder';

export type Spoil = 'hang' | 'reset' | 'garbage' | 'truncate' | number;

export interface GitServer extends AsyncDisposable {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly url: string;
  readonly caFile: string;
  readonly token: string;
  readonly folder: string;
  /** Authorization headers as they came. */
  readonly seen: (string | undefined)[];
  /** Spoils every further request until it is undefined again. */
  spoil: Spoil | undefined;
  /** Resolves when a request was begun and then given up by the client. */
  abandoned(): Promise<void>;
  /** Refuses every push with these words. */
  refusePushes(words: string): Promise<void>;
}

/** Smart HTTP by git's own backend, over TLS, for the one who knows the token. */
export async function startGitServer(token = 'glpat-test-token-0123456789'): Promise<GitServer> {
  const folder = await tempFolder();
  const tls = await makeTls(folder.path);
  const bare = join(folder.path, 'project.git');
  await git(folder.path, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  await git(bare, 'config', 'http.receivepack', 'true');
  const seen: (string | undefined)[] = [];
  let spoil: Spoil | undefined;
  const left: (() => void)[] = [];
  const server = createServer({ cert: tls.cert, key: tls.key }, (request, response) => {
    seen.push(request.headers.authorization);
    request.on('error', () => undefined);
    response.on('close', () => {
      if (!response.writableFinished) for (const tell of left.splice(0)) tell();
    });
    answer(request, response, folder.path, token, spoil);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/project.git`,
    caFile: tls.caFile,
    token,
    folder: folder.path,
    seen,
    get spoil() {
      return spoil;
    },
    set spoil(value) {
      spoil = value;
    },
    abandoned: () => new Promise((resolve) => left.push(resolve)),
    async refusePushes(words) {
      const hook = join(bare, 'hooks/pre-receive');
      await writeFile(hook, `#!/bin/sh\ncat >/dev/null\necho '${words}' >&2\nexit 1\n`);
      await chmod(hook, 0o755);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs the plain binary, as a user would. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { GIT_SSL_CAINFO: _own, ...inherited } = process.env;
  const child = spawn('git', args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...inherited,
      GIT_AUTHOR_NAME: 'Ann',
      GIT_AUTHOR_EMAIL: 'ann@example.com',
      GIT_COMMITTER_NAME: 'Ann',
      GIT_COMMITTER_EMAIL: 'ann@example.com',
    },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${String(code)}`);
  return output;
}

export const plainGit = createGit({
  env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
});

/** A checkout with one commit whose `origin` is the server. */
export async function checkout(server: GitServer, folder: string) {
  const repository = await plainGit.init(folder, 'main', never);
  await writeFile(join(folder, 'train.py'), 'RANDOM_SEED = 42\n');
  await repository.commit({ message: 'Begin', fallback: someone }, never);
  await repository.setRemote('origin', server.url, never);
  return repository;
}

export const someone = { name: 'Somebody', email: 'somebody@example.com' };

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  token: string,
  spoil: Spoil | undefined,
): void {
  if (spoil === 'hang') return;
  if (spoil === 'reset') {
    request.socket.destroy();
    return;
  }
  if (spoil === 'garbage') {
    response.end('\u0000not a git server\u0001'.repeat(10));
    return;
  }
  if (typeof spoil === 'number') {
    response.writeHead(spoil, { 'retry-after': '1' }).end('Retry later');
    return;
  }
  const expected = `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`;
  if (request.headers.authorization !== expected) {
    response
      .writeHead(401, { 'www-authenticate': 'Basic realm="GitLab"' })
      .end('HTTP Basic: Access denied.');
    return;
  }
  serve(request, response, root, spoil === 'truncate');
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  truncate: boolean,
): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'oauth2',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  const output: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  backend.once('close', () => {
    const all = Buffer.concat(output);
    const end = all.indexOf('\r\n\r\n');
    const head = all.subarray(0, end).toString();
    const body = all.subarray(end + 4);
    const headers = head.split('\r\n').map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    });
    const status = headers.find(([name]) => name === 'status')?.[1];
    response.writeHead(
      Number(status?.slice(0, 3) ?? 200),
      Object.fromEntries(headers.filter(([name]) => name !== 'status')),
    );
    if (truncate) {
      response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
      return;
    }
    response.end(body);
  });
}
