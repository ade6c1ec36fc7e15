import { type GitLabContext } from '../exchange';
import { Repository } from '../git/repository';
import { type Project, type User } from '../world';

export type NewProject = Pick<Project, 'name' | 'path' | 'namespace' | 'visibility'> & {
  readonly description?: string | undefined;
};

/** A project row and its empty repository. */
export async function newProject(
  context: GitLabContext,
  creator: User,
  wanted: NewProject,
): Promise<Project> {
  const now = context.now();
  const project: Project = {
    id: context.world.nextId('projects'),
    name: wanted.name,
    path: wanted.path,
    namespace: wanted.namespace,
    visibility: wanted.visibility,
    creatorId: creator.id,
    createdAt: now,
    lastActivityAt: now,
    importStatus: 'none',
    protectedBranches: [],
    mlExperiments: 'enabled',
    mlRegistry: 'enabled',
    packagesEnabled: true,
    ...(wanted.description === undefined ? {} : { description: wanted.description }),
  };
  await Repository.create(context.repository(project), 'main');
  context.world.tables.projects.push(project);
  context.world.changed();
  return project;
}
