import { callerLevel, canRead, roles } from '../access/roles';
import { type Caller, type GitLabContext } from '../exchange';
import { type Project } from '../world';

type Ctx = Pick<GitLabContext, 'world'>;

export function canReadExperiments(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return canReadFeature(context, caller, project, project.mlExperiments);
}

export function canWriteExperiments(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return project.mlExperiments !== 'disabled' && isDeveloper(context, caller, project);
}

export function canReadRegistry(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return canReadFeature(context, caller, project, project.mlRegistry);
}

export function canWriteRegistry(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return project.mlRegistry !== 'disabled' && isDeveloper(context, caller, project);
}

/** Packages of private projects are for Reporters and above. */
export function canReadPackages(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  if (!project.packagesEnabled || !canRead(context, caller, project)) return false;
  return (
    project.visibility !== 'private' || callerLevel(context, caller, project) >= roles.reporter
  );
}

export function canCreatePackages(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return project.packagesEnabled && isDeveloper(context, caller, project);
}

/** Deleting packages takes a Maintainer, also when a model or a version brings it about. */
export function canDestroyPackages(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
): boolean {
  return project.packagesEnabled && callerLevel(context, caller, project) >= roles.maintainer;
}

/** Jobs, pipelines and logs: whoever sees the project, as pipelines are public to its members by default. */
export function canReadBuilds(context: Ctx, caller: Caller | undefined, project: Project): boolean {
  return canRead(context, caller, project);
}

/** Public projects: everybody; others: Guest and above, so no stranger on an internal one. */
function canReadFeature(
  context: Ctx,
  caller: Caller | undefined,
  project: Project,
  level: Project['mlRegistry'],
): boolean {
  if (level === 'disabled' || !canRead(context, caller, project)) return false;
  if (project.visibility === 'public' && level === 'enabled') return true;
  return callerLevel(context, caller, project) >= roles.guest;
}

function isDeveloper(context: Ctx, caller: Caller | undefined, project: Project): boolean {
  return callerLevel(context, caller, project) >= roles.developer;
}
