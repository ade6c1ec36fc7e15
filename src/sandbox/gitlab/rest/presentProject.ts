import { type Caller, type GitLabContext } from '../exchange';
import {
  accessLevel,
  fullPath,
  groupAccessLevel,
  namespacePath,
  projectUrl,
} from '../access/roles';
import { cloneUrl } from '../git/gitAccess';
import { type Group, type Project, type User } from '../world';
import { iso, isoDay, presentUserById } from './users';

/** The form for people without a say in the project, and for `simple=true`. */
export function presentProjectBriefly(
  context: GitLabContext,
  project: Project,
): Record<string, unknown> {
  const path = fullPath(context, project);
  const url = projectUrl(context, project);
  const { hostname } = new URL(context.externalUrl);
  return {
    id: project.id,
    description: project.description ?? null,
    name: project.name,
    name_with_namespace: `${namespaceName(context, project)} / ${project.name}`,
    path: project.path,
    path_with_namespace: path,
    created_at: iso(project.createdAt),
    default_branch: project.defaultBranch ?? null,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${hostname}:${path}.git`,
    http_url_to_repo: cloneUrl(context, project),
    web_url: url,
    readme_url: null,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: iso(project.lastActivityAt),
    visibility: project.visibility,
    namespace: presentNamespace(context, project),
  };
}

export function presentProject(
  context: GitLabContext,
  project: Project,
  caller: Caller | undefined,
): Record<string, unknown> {
  const brief = presentProjectBriefly(context, project);
  if (caller === undefined) return brief;
  const api = `${context.externalUrl}/api/v4/projects/${project.id}`;
  const marked = isoDay(project.markedForDeletionAt);
  return {
    ...brief,
    _links: {
      self: api,
      merge_requests: `${api}/merge_requests`,
      repo_branches: `${api}/repository/branches`,
      labels: `${api}/labels`,
      events: `${api}/events`,
      members: `${api}/members`,
    },
    marked_for_deletion_at: marked,
    marked_for_deletion_on: marked,
    packages_enabled: project.packagesEnabled,
    empty_repo: project.defaultBranch === undefined,
    archived: false,
    ...(project.namespace.kind === 'user'
      ? { owner: presentUserById(context, project.namespace.id) }
      : {}),
    issues_enabled: true,
    merge_requests_enabled: true,
    wiki_enabled: false,
    jobs_enabled: true,
    snippets_enabled: false,
    builds_access_level: 'enabled',
    repository_access_level: 'enabled',
    merge_requests_access_level: 'enabled',
    model_experiments_access_level: project.mlExperiments,
    model_registry_access_level: project.mlRegistry,
    package_registry_access_level: project.packagesEnabled ? 'enabled' : 'disabled',
    shared_runners_enabled: true,
    group_runners_enabled: true,
    lfs_enabled: false,
    creator_id: project.creatorId,
    import_url: project.importUrl ?? null,
    import_type: project.importUrl === undefined ? null : 'git',
    import_status: project.importStatus,
    import_error: project.importError ?? null,
    open_issues_count: 0,
    updated_at: iso(project.lastActivityAt),
    ci_default_git_depth: 20,
    ci_config_path: null,
    public_jobs: true,
    only_allow_merge_if_pipeline_succeeds: false,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: true,
    printing_merge_request_link_enabled: true,
    merge_method: 'merge',
    squash_option: 'default_off',
    permissions: presentPermissions(context, project, caller.user),
  };
}

export function presentGroup(context: GitLabContext, group: Group): Record<string, unknown> {
  const parent = parentOf(context, group);
  return {
    id: group.id,
    web_url: `${context.externalUrl}/groups/${group.path}`,
    name: group.name,
    path: group.path.split('/').at(-1) ?? group.path,
    description: '',
    visibility: group.visibility,
    full_name: parent === undefined ? group.name : `${parent.name} / ${group.name}`,
    full_path: group.path,
    parent_id: parent?.id ?? null,
    avatar_url: null,
    request_access_enabled: true,
    project_creation_level: 'developer',
    subgroup_creation_level: 'maintainer',
    shared_runners_setting: 'enabled',
  };
}

export function parentOf(context: Pick<GitLabContext, 'world'>, group: Group): Group | undefined {
  const path = group.path.split('/').slice(0, -1).join('/');
  return context.world.tables.groups.find((row) => row.path === path);
}

export function presentUserNamespace(context: GitLabContext, user: User): Record<string, unknown> {
  return {
    id: user.namespaceId,
    name: user.name,
    path: user.username,
    kind: 'user',
    full_path: user.username,
    parent_id: null,
    avatar_url: null,
    web_url: `${context.externalUrl}/${user.username}`,
  };
}

export function presentGroupNamespace(
  context: GitLabContext,
  group: Group,
): Record<string, unknown> {
  return {
    id: group.id,
    name: group.name,
    path: group.path.split('/').at(-1) ?? group.path,
    kind: 'group',
    full_path: group.path,
    parent_id: parentOf(context, group)?.id ?? null,
    avatar_url: null,
    web_url: `${context.externalUrl}/groups/${group.path}`,
  };
}

function presentNamespace(
  context: GitLabContext,
  project: Project,
): Record<string, unknown> | null {
  const { kind, id } = project.namespace;
  if (kind === 'user') {
    const user = context.world.tables.users.find((row) => row.id === id);
    return user ? presentUserNamespace(context, user) : null;
  }
  const group = context.world.tables.groups.find((row) => row.id === id);
  return group ? presentGroupNamespace(context, group) : null;
}

function namespaceName(context: GitLabContext, project: Project): string {
  const { kind, id } = project.namespace;
  const { users, groups } = context.world.tables;
  const owner = kind === 'user' ? users.find((u) => u.id === id) : groups.find((g) => g.id === id);
  return owner?.name ?? namespacePath(context, project);
}

function presentPermissions(
  context: GitLabContext,
  project: Project,
  user: User,
): Record<string, unknown> {
  const group = context.world.tables.groups.find(
    (row) => project.namespace.kind === 'group' && row.id === project.namespace.id,
  );
  const plain = { ...user, admin: false };
  const inherited = group ? groupAccessLevel(context, plain, group) : 0;
  const own = accessLevel(context, plain, project);
  const level = (value: number): unknown =>
    value === 0 ? null : { access_level: value, notification_level: 3 };
  return {
    project_access: level(own > inherited ? own : 0),
    group_access: level(inherited),
  };
}
