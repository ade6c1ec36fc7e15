import { accessLevel, groupAccessLevel, projectOf, roles } from '../../access/roles';
import { type Exchange, type Route } from '../../exchange';
import { paged } from '../../http/paging';
import { Params } from '../../http/params';
import { forbidden, notFound } from '../../http/refusals';
import { type User } from '../../world';
import { type Runner } from '../../ciRows';
import { type Ci } from '../ci';
import { presentJob } from '../present/job';
import { presentManagers, presentRunner, presentRunnerFully } from '../present/runner';
import { reaches } from '../runnerApi/pick';
import { checkRunner, newRunner, readSettings } from './newRunner';
import { filterRunners } from './runnerList';

const read = ['api', 'read_api', 'manage_runner'];
const write = ['api', 'manage_runner'];

/** What people do with runners. */
export function runnerRoutes(ci: Ci): Route[] {
  return [...lists(ci), ...single(ci)];
}

function lists(ci: Ci): Route[] {
  const { context } = ci;
  const list = async (
    exchange: Exchange,
    runners: readonly Runner[],
  ): ReturnType<Route['handle']> => {
    const found = filterRunners(context, runners, new Params(await exchange.fields()));
    return paged(exchange, context.externalUrl, found, (one) => presentRunner(context, one));
  };
  const { runners } = context.world.tables;
  return [
    {
      method: 'POST',
      path: '/api/v4/user/runners',
      scopes: ['api', 'create_runner'],
      handle: (exchange) => newRunner(ci, exchange),
    },
    {
      method: 'GET',
      path: '/api/v4/runners',
      scopes: read,
      async handle(exchange) {
        const { user } = exchange.signedIn();
        return list(
          exchange,
          runners.filter((row) => row.runnerType !== 'instance_type' && manages(ci, user, row)),
        );
      },
    },
    {
      method: 'GET',
      path: '/api/v4/runners/all',
      scopes: read,
      async handle(exchange) {
        if (!exchange.signedIn().user.admin) throw forbidden();
        return list(exchange, runners);
      },
    },
    {
      method: 'GET',
      path: '/api/v4/projects/:id/runners',
      scopes: read,
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        return list(
          exchange,
          runners.filter((row) => reaches(context, row, project.id)),
        );
      },
    },
  ];
}

function single(ci: Ci): Route[] {
  const { context } = ci;
  const { tables } = context.world;
  return [
    {
      method: 'GET',
      path: '/api/v4/runners/:runner',
      scopes: read,
      async handle(exchange) {
        return { status: 200, json: presentRunnerFully(context, runnerOf(ci, exchange, true)) };
      },
    },
    {
      method: 'PUT',
      path: '/api/v4/runners/:runner',
      scopes: write,
      async handle(exchange) {
        const runner = runnerOf(ci, exchange);
        const changed = { ...runner, ...readSettings(new Params(await exchange.fields())) };
        checkRunner(changed);
        Object.assign(runner, changed);
        ci.queue.announce();
        context.world.changed();
        return { status: 200, json: presentRunnerFully(context, runner) };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v4/runners/:runner',
      scopes: write,
      async handle(exchange) {
        tables.runners.splice(tables.runners.indexOf(runnerOf(ci, exchange)), 1);
        context.world.changed();
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/runners/:runner/managers',
      scopes: read,
      async handle(exchange) {
        return { status: 200, json: presentManagers(context, runnerOf(ci, exchange)) };
      },
    },
    {
      method: 'GET',
      path: '/api/v4/runners/:runner/jobs',
      scopes: read,
      async handle(exchange) {
        const runner = runnerOf(ci, exchange);
        const status = exchange.query.get('status');
        const jobs = tables.jobs
          .filter((job) => job.runnerId === runner.id)
          .filter((job) => status === null || job.status === status)
          .toSorted((a, b) => b.id - a.id);
        const page = paged(exchange, context.externalUrl, jobs, (job) => job.id);
        const ids = new Set(page.json as number[]);
        const rows = jobs.filter((job) => ids.has(job.id));
        return { ...page, json: await Promise.all(rows.map((job) => presentJob(context, job))) };
      },
    },
  ];
}

/** 404 for no such runner, 403 for one of others. @param look whether seeing a shared runner is enough */
function runnerOf(ci: Ci, exchange: Exchange, look = false): Runner {
  const { user } = exchange.signedIn();
  const runner = ci.context.world.tables.runners.find(
    (row) => String(row.id) === exchange.params['runner'],
  );
  if (runner === undefined) throw notFound('Runner');
  const open = look && runner.runnerType === 'instance_type';
  if (!open && !manages(ci, user, runner)) throw forbidden('No access granted');
  return runner;
}

function manages(ci: Ci, user: User, runner: Runner): boolean {
  const { projects, groups } = ci.context.world.tables;
  if (user.admin) return true;
  return (
    projects.some(
      (project) =>
        runner.projectIds.includes(project.id) &&
        accessLevel(ci.context, user, project) >= roles.maintainer,
    ) ||
    groups.some(
      (group) =>
        runner.groupIds.includes(group.id) &&
        groupAccessLevel(ci.context, user, group) >= roles.owner,
    )
  );
}
