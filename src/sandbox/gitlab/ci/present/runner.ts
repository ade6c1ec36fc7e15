import { type GitLabContext } from '../../exchange';
import { presentUserById, iso } from '../../rest/users';
import { fullPath } from '../../access/roles';
import { type Runner } from '../../ciRows';

const day = 24 * 60 * 60_000;

/** A runner is online for two hours after its last word, and stale after a week of silence. */
export function runnerStatus(
  runner: Runner,
  now: number,
): 'online' | 'offline' | 'stale' | 'never_contacted' {
  if (runner.contactedAt === undefined) {
    return now - runner.createdAt > 7 * day ? 'stale' : 'never_contacted';
  }
  const silent = now - runner.contactedAt;
  if (silent <= 2 * 60 * 60_000) return 'online';
  return silent > 7 * day ? 'stale' : 'offline';
}

export function presentRunner(context: GitLabContext, runner: Runner): Record<string, unknown> {
  const status = runnerStatus(runner, context.now());
  const busy = context.world.tables.jobs.some(
    (job) => job.runnerId === runner.id && (job.status === 'running' || job.status === 'canceling'),
  );
  return {
    id: runner.id,
    description: runner.description,
    ip_address: runner.contactedAt === undefined ? '' : '127.0.0.1',
    active: !runner.paused,
    paused: runner.paused,
    is_shared: runner.runnerType === 'instance_type',
    runner_type: runner.runnerType,
    name: runner.version === undefined ? null : 'gitlab-runner',
    online: status === 'online',
    created_at: iso(runner.createdAt),
    created_by: presentUserById(context, runner.creatorId),
    status,
    job_execution_status: busy ? 'active' : 'idle',
  };
}

export function presentRunnerFully(
  context: GitLabContext,
  runner: Runner,
): Record<string, unknown> {
  const { projects, groups } = context.world.tables;
  return {
    ...presentRunner(context, runner),
    tag_list: runner.tagList,
    run_untagged: runner.runUntagged,
    locked: runner.locked,
    maximum_timeout: runner.maximumTimeout ?? null,
    access_level: runner.accessLevel,
    version: runner.version ?? null,
    revision: runner.version === undefined ? null : 'sandbox',
    platform: runner.platform ?? null,
    architecture: runner.architecture ?? null,
    contacted_at: iso(runner.contactedAt),
    maintenance_note: runner.maintenanceNote ?? null,
    projects: projects
      .filter((project) => runner.projectIds.includes(project.id))
      .map((project) => ({
        id: project.id,
        description: project.description ?? null,
        name: project.name,
        name_with_namespace: `${fullPath(context, project).split('/').slice(0, -1).join(' / ')} / ${project.name}`,
        path: project.path,
        path_with_namespace: fullPath(context, project),
        created_at: iso(project.createdAt),
      })),
    groups: groups
      .filter((group) => runner.groupIds.includes(group.id))
      .map((group) => ({
        id: group.id,
        web_url: `${context.externalUrl}/groups/${group.path}`,
        name: group.name,
      })),
  };
}

export function presentManagers(context: GitLabContext, runner: Runner): Record<string, unknown>[] {
  return runner.systemIds.map((systemId, at) => ({
    id: runner.id * 1_000 + at,
    system_id: systemId,
    version: runner.version ?? null,
    revision: 'sandbox',
    platform: runner.platform ?? null,
    architecture: runner.architecture ?? null,
    created_at: iso(runner.createdAt),
    contacted_at: iso(runner.contactedAt),
    ip_address: '127.0.0.1',
    status: runnerStatus(runner, context.now()),
    job_execution_status: presentRunner(context, runner)['job_execution_status'],
  }));
}
