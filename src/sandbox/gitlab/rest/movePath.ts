import { type GitLabContext } from '../exchange';
import { findProject, fullPath } from '../access/roles';
import { invalid } from '../http/refusals';
import { type Project, removeRows } from '../world';

/** Gives a project another path or namespace; the old full path keeps leading to it. */
export function movePath(
  context: GitLabContext,
  project: Project,
  to: Partial<Pick<Project, 'path' | 'namespace'>>,
): void {
  const { world } = context;
  const before = fullPath(context, project);
  const moved = fullPath(context, { ...project, ...to });
  const taken = findProject(context, moved);
  if (taken !== undefined && taken !== project) throw pathTaken();
  Object.assign(project, to);
  removeRows(world.tables.redirects, (row) => row.path === before || row.path === moved);
  world.tables.redirects.push({ path: before, projectId: project.id });
  world.changed();
}

export function pathTaken(): Error {
  return invalid({
    'project_namespace.name': ['has already been taken'],
    name: ['has already been taken'],
    path: ['has already been taken'],
  });
}
