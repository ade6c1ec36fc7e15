import { type Exchange, type GitLabContext } from '../exchange';
import { callerLevel, canReadCode, projectOf, roles } from '../access/roles';
import { isProtected, repositoryOf } from '../git/repositories';
import { type Repository } from '../git/repository';
import { forbidden, notFound } from '../http/refusals';
import { type Project } from '../world';

export interface Code {
  readonly project: Project;
  readonly repository: Repository;
}

export const readCode = ['api', 'read_api', 'read_repository'];

/** The repository of `:id` for somebody who may read its code. */
export function codeOf(context: GitLabContext, exchange: Exchange, level = 0): Code {
  const project = projectOf(context, exchange, level);
  if (!canReadCode(context, exchange.caller, project)) throw forbidden();
  return { project, repository: repositoryOf(context, project) };
}

/** The commit of a branch, tag or SHA, or of the default branch. */
export async function commitAt(
  { project, repository }: Code,
  revision: string | null | undefined,
  what = 'Commit',
): Promise<string> {
  const wanted = revision ?? project.defaultBranch ?? '';
  const name = wanted === 'HEAD' ? (project.defaultBranch ?? '') : wanted;
  const sha = await repository.resolve(name);
  if (sha === undefined) throw notFound(what);
  return sha;
}

export function mayPush(
  context: GitLabContext,
  exchange: Exchange,
  project: Project,
  branch: string,
): boolean {
  const level = callerLevel(context, exchange.caller, project);
  return level >= (isProtected(project, branch) ? roles.maintainer : roles.developer);
}
