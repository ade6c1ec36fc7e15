import { roles } from '../access/roles';
import { pipelineStatus } from '../ci/ci';
import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { Params } from '../http/params';
import { notFound, refuse, unauthorized } from '../http/refusals';
import { type MergeChoice, type MergeRequest } from '../world';
import { type JobStatus } from '../ciRows';
import { mayPush } from './codeAccess';
import { mergeNow } from './mergeNow';
import { diffRefs } from './mergeability';
import { mergeRequestOf } from './mergeRequestOf';
import { headPipeline, presentMergeRequestFully } from './presentMergeRequest';

const path = '/api/v4/projects/:id/merge_requests/:iid';
const over: readonly JobStatus[] = ['success', 'failed', 'canceled', 'skipped', 'manual'];
const lookAgainMs = 1_000;

/** Merging at once or when the pipeline has succeeded. */
export function mergeRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'PUT',
      path: `${path}/merge`,
      scopes: ['api'],
      handle: (exchange) => merge(context, exchange),
    },
    {
      method: 'POST',
      path: `${path}/cancel_merge_when_pipeline_succeeds`,
      scopes: ['api'],
      async handle(exchange) {
        const { project, mr } = mergeRequestOf(context, exchange, roles.developer);
        if (mr.autoMerge === undefined) throw notFound();
        delete mr.autoMerge;
        context.world.changed();
        return { status: 201, json: await presentMergeRequestFully(context, project, mr) };
      },
    },
  ];
}

async function merge(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const { project, mr } = mergeRequestOf(context, exchange);
  const { user } = exchange.signedIn();
  if (!mayPush(context, exchange, project, mr.targetBranch)) throw unauthorized();
  const params = new Params(await exchange.fields());
  const choice = readChoice(params, mr);
  const auto = params.flag('auto_merge') ?? params.flag('merge_when_pipeline_succeeds');
  const refs = await diffRefs(context, project, mr);
  const pipeline = auto === true ? headPipeline(context, mr, refs?.head) : undefined;
  if (pipeline && mr.state === 'opened' && !over.includes(pipelineStatus(context, pipeline))) {
    if (choice.sha !== undefined && choice.sha !== refs?.head) {
      throw refuse(409, {
        message: `SHA does not match HEAD of source branch: ${refs?.head ?? ''}`,
      });
    }
    mr.autoMerge = { ...choice, userId: user.id, ...(refs ? { sha: refs.head } : {}) };
    context.world.changed();
    watch(context, mr);
  } else {
    await mergeNow(context, mr, user, choice);
  }
  return { status: 200, json: await presentMergeRequestFully(context, project, mr) };
}

/** Goes on watching what waited for its pipeline when the server stopped. */
export function watchAutoMerges(context: GitLabContext): void {
  for (const mr of context.world.tables.mergeRequests) if (mr.autoMerge) watch(context, mr);
}

/** Merges after a success; forgets the wish when the pipeline ended otherwise or the branch moved on. */
function watch(context: GitLabContext, mr: MergeRequest): void {
  const wish = mr.autoMerge;
  if (wish === undefined) return;
  context.background(async (signal) => {
    while (mr.autoMerge === wish && mr.state === 'opened') {
      const pipeline = headPipeline(context, mr, wish.sha);
      const status = pipeline && pipelineStatus(context, pipeline);
      if (status === undefined || over.includes(status)) {
        delete mr.autoMerge;
        context.world.changed();
        const user = context.world.tables.users.find((row) => row.id === wish.userId);
        if (status === 'success' && user)
          await mergeNow(context, mr, user, wish).catch(() => undefined);
        return;
      }
      await context.wait(lookAgainMs, signal);
    }
  });
}

function readChoice(params: Params, mr: MergeRequest): MergeChoice {
  const sha = params.text('sha');
  const message = params.text('merge_commit_message');
  const squashMessage = params.text('squash_commit_message');
  return {
    squash: params.flag('squash') ?? mr.squash,
    removeSourceBranch: params.flag('should_remove_source_branch') ?? mr.removeSourceBranch,
    ...(sha === undefined ? {} : { sha }),
    ...(message === undefined ? {} : { message }),
    ...(squashMessage === undefined ? {} : { squashMessage }),
  };
}
