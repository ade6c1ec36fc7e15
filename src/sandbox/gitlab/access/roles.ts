import { type Caller, type Exchange, type GitLabContext } from '../exchange';
import { forbidden, notFound, refuse } from '../http/refusals';
import { type Group, type Project, type User } from '../world';

export const roles = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

/** `group/project`. */
export function fullPath(context: Pick<GitLabContext, 'world'>, project: Project): string {
  return `${namespacePath(context, project)}/${project.path}`;
}

export function namespacePath(context: Pick<GitLabContext, 'world'>, project: Project): string {
  const { groups, users } = context.world.tables;
  const { kind, id } = project.namespace;
  if (kind === 'group') return groups.find((group) => group.id === id)?.path ?? `group-${id}`;
  return users.find((user) => user.id === id)?.username ?? `user-${id}`;
}

export function projectUrl(context: GitLabContext, project: Project): string {
  return `${context.externalUrl}/${fullPath(context, project)}`;
}

/** By number or full path; paths do not care about case. */
export function findProject(
  context: Pick<GitLabContext, 'world'>,
  idOrPath: string,
): Project | undefined {
  const { projects } = context.world.tables;
  if (/^\d+$/.test(idOrPath)) return projects.find((project) => project.id === Number(idOrPath));
  const wanted = idOrPath.toLowerCase();
  return projects.find((project) => fullPath(context, project).toLowerCase() === wanted);
}

/** 0 for none, else 10 to 50; a group's members reach its subgroups and their projects. */
export function accessLevel(
  context: Pick<GitLabContext, 'world'>,
  user: User | undefined,
  project: Project,
): number {
  if (user === undefined) return 0;
  if (user.admin) return roles.owner;
  const { namespace } = project;
  if (namespace.kind === 'user' && namespace.id === user.id) return roles.owner;
  const group = context.world.tables.groups.find((row) => row.id === namespace.id);
  const inherited =
    namespace.kind === 'group' && group ? groupAccessLevel(context, user, group) : 0;
  return Math.max(inherited, direct(context, user, 'project', project.id));
}

export function groupAccessLevel(
  context: Pick<GitLabContext, 'world'>,
  user: User | undefined,
  group: Group,
): number {
  if (user === undefined) return 0;
  if (user.admin) return roles.owner;
  return Math.max(
    0,
    ...context.world.tables.groups
      .filter((row) => group.path === row.path || group.path.startsWith(`${row.path}/`))
      .map((row) => direct(context, user, 'group', row.id)),
  );
}

/** The level of a call: a project's or job's token reaches its own project only. */
export function callerLevel(
  context: Pick<GitLabContext, 'world'>,
  caller: Caller | undefined,
  project: Project,
): number {
  if (caller === undefined) return 0;
  const { token, user } = caller;
  if (token.projectId !== undefined && token.projectId !== project.id) return 0;
  return accessLevel(context, user, project);
}

export function canRead(
  context: Pick<GitLabContext, 'world'>,
  caller: Caller | undefined,
  project: Project,
): boolean {
  if (project.visibility === 'public') return true;
  if (project.visibility === 'internal' && caller !== undefined) return true;
  return callerLevel(context, caller, project) >= roles.guest;
}

/** Code of private projects is for Reporters and above. */
export function canReadCode(
  context: Pick<GitLabContext, 'world'>,
  caller: Caller | undefined,
  project: Project,
): boolean {
  if (!canRead(context, caller, project)) return false;
  return (
    project.visibility !== 'private' || callerLevel(context, caller, project) >= roles.reporter
  );
}

/**
 * The project of `:id`. 404 when it is not there or not to be seen, 403 when the caller's role is below `level`,
 * 301 for GET when it was moved.
 */
export function projectOf(context: GitLabContext, exchange: Exchange, level = 0): Project {
  const id = exchange.params['id'] ?? '';
  const project = findProject(context, id);
  if (project === undefined || !canRead(context, exchange.caller, project)) {
    throw movedProject(context, exchange, id) ?? notFound('Project');
  }
  if (level > 0) {
    exchange.signedIn();
    if (callerLevel(context, exchange.caller, project) < level) throw forbidden();
  }
  return project;
}

function movedProject(context: GitLabContext, exchange: Exchange, id: string): Error | undefined {
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD') return undefined;
  const { redirects, projects } = context.world.tables;
  const redirect = redirects.find((row) => row.path.toLowerCase() === id.toLowerCase());
  const project = projects.find((row) => row.id === redirect?.projectId);
  if (project === undefined || !canRead(context, exchange.caller, project)) return undefined;
  const url = new URL(exchange.request.url ?? '/', context.externalUrl);
  const location = `${url.origin}${url.pathname.replace(
    /(\/projects\/)[^/]+/,
    (_all, prefix: string) => `${prefix}${project.id}`,
  )}${url.search}`;
  return refuse(
    301,
    { message: `This resource has been moved permanently to ${location}` },
    { Location: location },
  );
}

function direct(
  context: Pick<GitLabContext, 'world'>,
  user: User,
  kind: 'group' | 'project',
  id: number,
): number {
  const member = context.world.tables.members.find(
    (row) => row.userId === user.id && row.source.kind === kind && row.source.id === id,
  );
  return member?.accessLevel ?? 0;
}
