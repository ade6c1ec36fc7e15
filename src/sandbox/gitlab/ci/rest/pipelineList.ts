import { type Params } from '../../http/params';
import { type Project } from '../../world';
import { type Pipeline } from '../../ciRows';
import { type Ci, pipelineStatus } from '../ci';

const scopes = ['running', 'pending', 'finished', 'branches', 'tags'] as const;
const orders = ['id', 'status', 'ref', 'updated_at', 'user_id'] as const;
const sources = ['push', 'web', 'api', 'merge_request_event', 'schedule', 'trigger'] as const;

/** A project's pipelines as the list's parameters ask for them, newest first by default. */
export function listPipelines(ci: Ci, project: Project, params: Params): Pipeline[] {
  const { tables } = ci.context.world;
  const scope = params.oneOf('scope', scopes);
  const source = params.oneOf('source', sources);
  const [status, ref, sha] = [params.text('status'), params.text('ref'), params.text('sha')];
  const username = params.text('username');
  const userId = tables.users.find((user) => user.username === username)?.id;
  const [after, before] = [time(params.text('updated_after')), time(params.text('updated_before'))];
  const statusOf = (row: Pipeline): string => pipelineStatus(ci.context, row);
  const found = tables.pipelines
    .filter((row) => row.projectId === project.id)
    .filter((row) => source === undefined || row.source === source)
    .filter((row) => ref === undefined || row.ref === ref)
    .filter((row) => sha === undefined || row.sha === sha)
    .filter((row) => username === undefined || row.userId === userId)
    .filter((row) => after === undefined || row.updatedAt >= after)
    .filter((row) => before === undefined || row.updatedAt <= before)
    .filter((row) => status === undefined || statusOf(row) === status)
    .filter((row) => scope === undefined || inScope(scope, row, statusOf(row)));
  const order = params.oneOf('order_by', orders) ?? 'id';
  const direction = params.oneOf('sort', ['asc', 'desc'] as const) === 'asc' ? 1 : -1;
  return found.sort(
    (a, b) =>
      direction * (compare(key(a, order, statusOf), key(b, order, statusOf)) || a.id - b.id),
  );
}

function inScope(scope: (typeof scopes)[number], row: Pipeline, status: string): boolean {
  switch (scope) {
    case 'running':
    case 'pending':
      return status === scope;
    case 'finished':
      return ['success', 'failed', 'canceled'].includes(status);
    case 'branches':
      return !row.tag && row.mergeRequestIid === undefined;
    case 'tags':
      return row.tag;
  }
}

function key(
  row: Pipeline,
  order: (typeof orders)[number],
  statusOf: (row: Pipeline) => string,
): string | number {
  switch (order) {
    case 'id':
      return row.id;
    case 'status':
      return statusOf(row);
    case 'ref':
      return row.ref;
    case 'updated_at':
      return row.updatedAt;
    case 'user_id':
      return row.userId;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function time(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(value) ? undefined : value;
}
