import { createHash } from 'node:crypto';
import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { runGit } from '../git/run';
import { Params } from '../http/params';
import { invalid, notFound } from '../http/refusals';
import { codeOf, commitAt, readCode } from './codeAccess';
import { decodeContent, writeCommit } from './writeCommit';

const path = '/api/v4/projects/:id/repository/files/:path';

export function fileRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'GET',
      path,
      scopes: readCode,
      anonymous: true,
      async handle(exchange) {
        if (!exchange.query.get('ref')) throw missingRef();
        const file = await readFile(context, exchange);
        return {
          status: 200,
          json: { ...file.facts, content: file.bytes.toString('base64') },
          headers: headersOf(file.facts),
        };
      },
    },
    {
      method: 'GET',
      path: `${path}/raw`,
      scopes: readCode,
      anonymous: true,
      async handle(exchange) {
        const file = await readFile(context, exchange);
        return {
          status: 200,
          bytes: file.bytes,
          headers: {
            ...headersOf(file.facts),
            'Content-Type': file.bytes.includes(0)
              ? 'application/octet-stream'
              : 'text/plain; charset=utf-8',
          },
        };
      },
    },
    ...(['POST', 'PUT', 'DELETE'] as const).map((method): Route => ({
      method,
      path,
      scopes: ['api'],
      handle: (exchange) => write(context, exchange, method),
    })),
  ];
}

interface FileFacts {
  readonly file_name: string;
  readonly file_path: string;
  readonly size: number;
  readonly encoding: 'base64';
  readonly content_sha256: string;
  readonly ref: string;
  readonly blob_id: string;
  readonly commit_id: string;
  readonly last_commit_id: string;
  readonly execute_filemode: boolean;
}

async function readFile(
  context: GitLabContext,
  exchange: Exchange,
): Promise<{ readonly facts: FileFacts; readonly bytes: Buffer }> {
  const code = codeOf(context, exchange);
  const { repository } = code;
  const name = exchange.params['path'] ?? '';
  const ref = exchange.query.get('ref');
  const commit = await commitAt(code, ref);
  const listed = await repository.git(['ls-tree', '-z', '--full-tree', commit, '--', name]);
  const [mode, type, blob] = (listed.split('\t')[0] ?? '').split(' ');
  if (type !== 'blob' || blob === undefined) throw notFound('File');
  const bytes = await runGit(['cat-file', 'blob', blob], { cwd: repository.path });
  const [last] = await repository.commits(['-1', commit, '--', name]);
  const facts: FileFacts = {
    file_name: name.split('/').at(-1) ?? name,
    file_path: name,
    size: bytes.stdout.byteLength,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(bytes.stdout).digest('hex'),
    ref: ref ?? code.project.defaultBranch ?? 'HEAD',
    blob_id: blob,
    commit_id: commit,
    last_commit_id: last?.sha ?? commit,
    execute_filemode: mode === '100755',
  };
  return { facts, bytes: bytes.stdout };
}

function headersOf(facts: FileFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      `X-Gitlab-${name
        .split('_')
        .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
        .join('-')}`,
      encodeURI(String(value)),
    ]),
  );
}

async function write(
  context: GitLabContext,
  exchange: Exchange,
  method: 'POST' | 'PUT' | 'DELETE',
): Promise<Reply> {
  const params = new Params(await exchange.fields()).require('branch', 'commit_message');
  if (method !== 'DELETE') params.require('content');
  const name = exchange.params['path'] ?? '';
  const content =
    method === 'DELETE'
      ? undefined
      : decodeContent(params.text('content'), params.text('encoding'));
  const { branch } = await writeCommit(context, exchange, params, [
    {
      action: method === 'POST' ? 'create' : method === 'PUT' ? 'update' : 'delete',
      path: name,
      content,
      lastCommitId: params.text('last_commit_id'),
      executable: params.flag('execute_filemode'),
    },
  ]);
  if (method === 'DELETE') return { status: 204 };
  return { status: method === 'POST' ? 201 : 200, json: { file_path: name, branch } };
}

function missingRef(): Error {
  return invalid('400 (Bad request) "ref" not given');
}
