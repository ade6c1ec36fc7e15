import { type GitLabContext } from '../exchange';
import { type Project } from '../world';
import { Repository } from './repository';

export function repositoryOf(context: GitLabContext, project: Project): Repository {
  return new Repository(context.repository(project));
}

/** The first branch of an empty project becomes its default branch, protected, as GitLab does it. */
export async function adoptDefaultBranch(context: GitLabContext, project: Project): Promise<void> {
  const repository = repositoryOf(context, project);
  const branches = await repository.branches();
  if (
    project.defaultBranch !== undefined &&
    branches.some((b) => b.name === project.defaultBranch)
  ) {
    return;
  }
  const first = branches.find((branch) => branch.name === 'main') ?? branches[0];
  if (first === undefined) return;
  project.defaultBranch = first.name;
  if (project.protectedBranches.length === 0) project.protectedBranches = [first.name];
  await repository.setHead(first.name);
  context.world.changed();
}

export function isProtected(project: Project, branch: string): boolean {
  return project.protectedBranches.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(branch);
  });
}
