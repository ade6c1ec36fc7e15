import { digestOf, mint } from '../../access/tokens';
import { callerLevel, groupAccessLevel, roles } from '../../access/roles';
import { type Exchange, type Reply } from '../../exchange';
import { Params } from '../../http/params';
import { badParameter, forbidden, invalid } from '../../http/refusals';
import { type Runner } from '../../ciRows';
import { type Ci } from '../ci';
import { runnerTypes } from './runnerList';

const prefixes = { instance_type: 'glrt-t1_', group_type: 'glrt-t2_', project_type: 'glrt-t3_' };

/** `POST /user/runners`: the token is shown here and never again. */
export async function newRunner(ci: Ci, exchange: Exchange): Promise<Reply> {
  const { context } = ci;
  const caller = exchange.signedIn();
  const params = new Params(await exchange.fields()).require('runner_type');
  const runnerType = params.oneOf('runner_type', runnerTypes);
  if (runnerType === undefined) throw badParameter('runner_type does not have a valid value');
  const scope = scopeOf(ci, exchange, params, runnerType);
  if (caller.user.bot && runnerType === 'instance_type') throw forbidden();
  const settings = readSettings(params);
  const token = mint(prefixes[runnerType], 20);
  const runner: Runner = {
    id: context.world.nextId('runners'),
    digest: digestOf(token),
    description: '',
    runnerType,
    ...scope,
    tagList: [],
    runUntagged: true,
    locked: false,
    paused: false,
    accessLevel: 'not_protected',
    createdAt: context.now(),
    creatorId: caller.user.id,
    systemIds: [],
    ...settings,
  };
  checkRunner(runner);
  context.world.tables.runners.push(runner);
  context.world.changed();
  return { status: 201, json: { id: runner.id, token, token_expires_at: null } };
}

function scopeOf(
  ci: Ci,
  exchange: Exchange,
  params: Params,
  type: Runner['runnerType'],
): Pick<Runner, 'projectIds' | 'groupIds'> {
  const { context } = ci;
  const { user } = exchange.signedIn();
  const { projects, groups } = context.world.tables;
  switch (type) {
    case 'instance_type':
      if (!user.admin) throw forbidden();
      return { projectIds: [], groupIds: [] };
    case 'project_type': {
      const project = projects.find(
        (row) => row.id === params.require('project_id').number('project_id'),
      );
      if (project === undefined) throw forbidden();
      if (callerLevel(context, exchange.caller, project) < roles.maintainer) throw forbidden();
      return { projectIds: [project.id], groupIds: [] };
    }
    case 'group_type': {
      const group = groups.find((row) => row.id === params.require('group_id').number('group_id'));
      if (group === undefined) throw forbidden();
      if (groupAccessLevel(context, user, group) < roles.owner) throw forbidden();
      return { projectIds: [], groupIds: [group.id] };
    }
  }
}

type Settings = Partial<
  Pick<
    Runner,
    | 'description'
    | 'tagList'
    | 'runUntagged'
    | 'locked'
    | 'paused'
    | 'accessLevel'
    | 'maximumTimeout'
    | 'maintenanceNote'
  >
>;

/** What can be set when a runner is made and changed later. */
export function readSettings(params: Params): Settings {
  const given = {
    description: params.text('description'),
    tagList: params.list('tag_list'),
    runUntagged: params.flag('run_untagged'),
    locked: params.flag('locked'),
    paused: params.flag('paused') ?? not(params.flag('active')),
    accessLevel: params.oneOf('access_level', ['not_protected', 'ref_protected'] as const),
    maximumTimeout: params.number('maximum_timeout'),
    maintenanceNote: params.text('maintenance_note'),
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}

/** GitLab's validations. @throws Refusal */
export function checkRunner(runner: Runner): void {
  if (runner.maximumTimeout !== undefined && runner.maximumTimeout < 600) {
    throw invalid({ maximum_timeout: ['needs to be at least 10 minutes'] });
  }
  if ((runner.maintenanceNote?.length ?? 0) > 1_024) {
    throw invalid({ maintenance_note: ['is too long (maximum is 1024 characters)'] });
  }
  if (!runner.runUntagged && runner.tagList.length === 0) {
    throw invalid({
      tags_list: ['can not be empty when runner is not allowed to pick untagged jobs'],
    });
  }
  if (runner.tagList.length > 50)
    throw invalid({
      tags_list: ['Too many tags specified. Please limit the number of tags to 50'],
    });
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
