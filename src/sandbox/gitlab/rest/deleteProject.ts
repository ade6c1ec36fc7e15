import { rm } from 'node:fs/promises';
import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { fullPath, projectOf, roles } from '../access/roles';
import { Params } from '../http/params';
import { invalid } from '../http/refusals';
import { type Project, removeRows } from '../world';
import { movePath } from './movePath';
import { presentProject } from './presentProject';

export function deleteProjectRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'DELETE',
      path: '/api/v4/projects/:id',
      scopes: ['api'],
      handle: (exchange) => remove(context, exchange),
    },
    {
      method: 'POST',
      path: '/api/v4/projects/:id/restore',
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.owner);
        if (project.markedForDeletionAt === undefined) {
          throw invalid('Project has not been marked for deletion');
        }
        movePath(context, project, { path: project.path.replace(suffix(project), '') });
        project.name = project.name.replace(suffix(project), '');
        delete project.markedForDeletionAt;
        context.world.changed();
        return { status: 201, json: presentProject(context, project, exchange.caller) };
      },
    },
  ];
}

const accepted: Reply = { status: 202, json: { message: '202 Accepted' } };

/**
 * Since 18.0 the first call only marks, and renames the project to `<path>-deletion_scheduled-<id>`;
 * a second one with `permanently_remove` and that new full path removes it at once.
 */
async function remove(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const project = projectOf(context, exchange, roles.owner);
  const params = new Params(await exchange.fields());
  if (!context.features.delayedDeletion) {
    await destroy(context, project);
    return accepted;
  }
  const marked = project.markedForDeletionAt !== undefined;
  if (params.flag('permanently_remove') === true) {
    if (!marked) throw invalid('Project must be marked for deletion first.');
    if (params.text('full_path') !== fullPath(context, project)) {
      throw invalid('`full_path` is incorrect. You must enter the complete path for the project.');
    }
    await destroy(context, project);
    return accepted;
  }
  if (marked) throw invalid('Project has already been marked for deletion');
  movePath(context, project, { path: project.path + suffix(project) });
  project.name += suffix(project);
  project.markedForDeletionAt = context.now();
  context.world.changed();
  return accepted;
}

function suffix(project: Project): string {
  return `-deletion_scheduled-${project.id}`;
}

/** Takes every row and file of the project away, bots included. */
async function destroy(context: GitLabContext, project: Project): Promise<void> {
  const { tables } = context.world;
  const { id } = project;
  const own = (row: { projectId?: number }): boolean => row.projectId === id;
  const bots = new Set(
    tables.tokens.filter((row) => row.kind === 'project' && own(row)).map((row) => row.userId),
  );
  const packages = new Set(tables.packages.filter(own).map((row) => row.id));
  removeRows(tables.packageFiles, (file) => packages.has(file.packageId));
  removeRows(tables.packages, own);
  removeRows(tables.tokens, own);
  removeRows(tables.users, (user) => bots.has(user.id));
  removeRows(tables.redirects, own);
  removeRows(tables.variables, own);
  removeRows(tables.mergeRequests, own);
  removeRows(tables.notes, own);
  removeRows(tables.pipelines, own);
  removeRows(tables.jobs, own);
  removeRows(tables.experiments, own);
  removeRows(tables.candidates, own);
  removeRows(tables.models, own);
  removeRows(tables.modelVersions, own);
  removeRows(tables.members, ({ source }) => source.kind === 'project' && source.id === id);
  for (const runner of tables.runners) {
    runner.projectIds = runner.projectIds.filter((projectId) => projectId !== id);
  }
  removeRows(
    tables.runners,
    (runner) => runner.runnerType === 'project_type' && runner.projectIds.length === 0,
  );
  removeRows(tables.projects, (row) => row === project);
  context.world.changed();
  await rm(context.repository(project), { recursive: true, force: true });
}
