import { type Exchange, type GitLabContext } from '../exchange';
import { notFound } from '../http/refusals';
import { type MergeRequest } from '../world';
import { type Code, codeOf } from './codeAccess';

/** The merge request of `:id` and `:iid`. */
export function mergeRequestOf(
  context: GitLabContext,
  exchange: Exchange,
  level = 0,
): Code & { readonly mr: MergeRequest } {
  const code = codeOf(context, exchange, level);
  const mr = context.world.tables.mergeRequests.find(
    (row) => row.projectId === code.project.id && String(row.iid) === exchange.params['iid'],
  );
  if (mr === undefined) throw notFound();
  return { ...code, mr };
}
