import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { projectUrl } from '../access/roles';
import { presentPipelineBriefly } from '../ci/present/pipeline';
import { type CommitAction } from '../git/commitActions';
import { diffs } from '../git/diff';
import { type GitCommit } from '../git/repository';
import { pageRequest, paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, notFound } from '../http/refusals';
import { type Code, codeOf, commitAt, readCode } from './codeAccess';
import { presentCommit } from './presentCommit';
import { decodeContent, writeCommit } from './writeCommit';

const path = '/api/v4/projects/:id/repository';

export function commitRoutes(context: GitLabContext): Route[] {
  const chosen = async (exchange: Exchange): Promise<{ code: Code; commit: GitCommit }> => {
    const code = codeOf(context, exchange);
    const sha = await commitAt(code, exchange.params['sha']);
    const [commit] = await code.repository.commits(['-1', sha]);
    if (commit === undefined) throw notFound('Commit');
    return { code, commit };
  };
  const read = (
    method: string,
    suffix: string,
    handle: (exchange: Exchange) => Promise<Reply>,
  ): Route => ({ method, path: path + suffix, scopes: readCode, anonymous: true, handle });
  return [
    read('GET', '/commits', (exchange) => list(context, exchange)),
    read('GET', '/commits/:sha', async (exchange) => {
      const { code, commit } = await chosen(exchange);
      const stats = await numbers(code, commit);
      return {
        status: 200,
        json: {
          ...presentCommit(context, code.project, commit),
          stats,
          status: lastPipeline(context, code, commit)?.['status'] ?? null,
          project_id: code.project.id,
          last_pipeline: lastPipeline(context, code, commit) ?? null,
        },
      };
    }),
    read('GET', '/commits/:sha/diff', async (exchange) => {
      const { code, commit } = await chosen(exchange);
      const found = await diffs(code.repository, commit.parents[0], commit.sha);
      return paged(exchange, context.externalUrl, found, (row) => row);
    }),
    read('GET', '/compare', (exchange) => compare(context, exchange)),
    read('GET', '/merge_base', async (exchange) => {
      const code = codeOf(context, exchange);
      const refs = exchange.query.getAll('refs[]');
      if (refs.length < 2) throw badParameter('refs is missing');
      const [a = '', b = ''] = await Promise.all(refs.map((ref) => commitAt(code, ref, 'Ref')));
      const base = await code.repository.mergeBase(a, b);
      const commit = base === undefined ? undefined : await code.repository.commit(base);
      if (commit === undefined) throw notFound('Merge Base');
      return { status: 200, json: presentCommit(context, code.project, commit) };
    }),
    {
      method: 'POST',
      path: `${path}/commits`,
      scopes: ['api'],
      async handle(exchange) {
        const params = new Params(await exchange.fields()).require(
          'branch',
          'commit_message',
          'actions',
        );
        const actions = (params.records('actions') ?? []).map(readAction);
        const { sha, ...code } = await writeCommit(context, exchange, params, actions);
        const [commit] = await code.repository.commits(['-1', sha]);
        if (commit === undefined) throw notFound('Commit');
        const stats = await numbers(code, commit);
        const json = {
          ...presentCommit(context, code.project, commit),
          stats,
          project_id: code.project.id,
        };
        return { status: 201, json };
      },
    },
  ];
}

async function list(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const code = codeOf(context, exchange);
  const { query } = exchange;
  if (code.project.defaultBranch === undefined) return { status: 200, json: [] };
  const sha = await commitAt(code, query.get('ref_name'));
  const { page, perPage } = pageRequest(query);
  const option = (name: string, flag: string): string[] => {
    const value = query.get(name);
    return value === null ? [] : [`--${flag}=${value}`];
  };
  const filters = [
    ...option('since', 'since'),
    ...option('until', 'until'),
    ...option('author', 'author'),
    ...(query.get('first_parent') === 'true' ? ['--first-parent'] : []),
  ];
  const only = query.get('path');
  // One more than the page tells whether there is a next one; commits are never counted.
  const found = await code.repository.commits([
    ...filters,
    `--skip=${(page - 1) * perPage}`,
    `--max-count=${perPage + 1}`,
    sha,
    '--',
    ...(only ? [only] : []),
  ]);
  const more = found.length > perPage;
  const next = new URL(exchange.request.url ?? '/', context.externalUrl);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    json: found.slice(0, perPage).map((row) => presentCommit(context, code.project, row)),
    headers: {
      'X-Page': String(page),
      'X-Per-Page': String(perPage),
      'X-Next-Page': more ? String(page + 1) : '',
      'X-Prev-Page': page > 1 ? String(page - 1) : '',
      ...(more ? { Link: `<${next.toString()}>; rel="next"` } : {}),
    },
  };
}

async function compare(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const code = codeOf(context, exchange);
  const { query } = exchange;
  const [from, to] = [query.get('from'), query.get('to')];
  if (from === null || to === null) {
    const missing = [...(from === null ? ['from'] : []), ...(to === null ? ['to'] : [])];
    throw badParameter(missing.map((name) => `${name} is missing`).join(', '));
  }
  const [left, right] = [await commitAt(code, from, 'Ref'), await commitAt(code, to, 'Ref')];
  const { project, repository } = code;
  const straight = query.get('straight') === 'true';
  const base = straight ? left : ((await repository.mergeBase(left, right)) ?? left);
  const commits = await repository.commits(['--reverse', `${base}..${right}`]);
  const last = commits.at(-1);
  return {
    status: 200,
    json: {
      commit: last === undefined ? null : presentCommit(context, project, last),
      commits: commits.map((row) => presentCommit(context, project, row)),
      diffs: await diffs(repository, base, right),
      compare_timeout: false,
      compare_same_ref: left === right,
      web_url: `${projectUrl(context, project)}/-/compare/${left}...${right}`,
    },
  };
}

async function numbers(
  { repository }: Code,
  commit: GitCommit,
): Promise<{ additions: number; deletions: number; total: number }> {
  const text = await repository.git([
    'diff-tree',
    '--numstat',
    '--root',
    '-r',
    '--no-commit-id',
    ...(commit.parents[0] === undefined ? [] : [commit.parents[0]]),
    commit.sha,
  ]);
  let [additions, deletions] = [0, 0];
  for (const line of text.split('\n')) {
    const [added, deleted] = line.split('\t').map((part) => Number.parseInt(part, 10) || 0);
    additions += added ?? 0;
    deletions += deleted ?? 0;
  }
  return { additions, deletions, total: additions + deletions };
}

function lastPipeline(
  context: GitLabContext,
  { project }: Code,
  commit: GitCommit,
): Record<string, unknown> | undefined {
  const pipeline = context.world.tables.pipelines.findLast(
    (row) => row.projectId === project.id && row.sha === commit.sha,
  );
  return pipeline && presentPipelineBriefly(context, pipeline);
}

const kinds = ['create', 'update', 'delete', 'move', 'chmod'] as const;

function readAction(record: Record<string, unknown>): CommitAction {
  const params = new Params(record);
  for (const name of ['action', 'file_path']) {
    if (!params.has(name)) throw badParameter(`actions[0][${name}] is missing`);
  }
  const action = params.oneOf('action', kinds);
  if (action === undefined) throw badParameter('actions[0][action] does not have a valid value');
  const content = params.has('content')
    ? decodeContent(params.text('content'), params.text('encoding'))
    : undefined;
  return {
    action,
    path: params.required('file_path'),
    previousPath: params.text('previous_path'),
    content,
    lastCommitId: params.text('last_commit_id'),
    executable: params.flag('execute_filemode'),
  };
}
