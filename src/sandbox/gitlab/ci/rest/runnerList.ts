import { type Params } from '../../http/params';
import { type GitLabContext } from '../../exchange';
import { type Runner } from '../../ciRows';
import { runnerStatus } from '../present/runner';

export const runnerTypes = ['instance_type', 'group_type', 'project_type'] as const;
const statuses = ['online', 'offline', 'stale', 'never_contacted', 'active', 'paused'] as const;

/** Runners as the list's filters ask for them, newest first. */
export function filterRunners(
  context: GitLabContext,
  runners: readonly Runner[],
  params: Params,
): Runner[] {
  const type = params.oneOf('type', runnerTypes);
  const status = params.oneOf('status', statuses) ?? params.oneOf('scope', statuses);
  const paused = params.flag('paused');
  const tags = params.list('tag_list');
  const now = context.now();
  return runners
    .filter((row) => type === undefined || row.runnerType === type)
    .filter((row) => paused === undefined || row.paused === paused)
    .filter((row) => tags === undefined || tags.every((tag) => row.tagList.includes(tag)))
    .filter((row) => status === undefined || hasStatus(row, status, now))
    .toSorted((a, b) => b.id - a.id);
}

function hasStatus(runner: Runner, status: (typeof statuses)[number], now: number): boolean {
  if (status === 'active') return !runner.paused;
  if (status === 'paused') return runner.paused;
  return runnerStatus(runner, now) === status;
}
