import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { findProject, groupAccessLevel, roles } from '../access/roles';
import { commitActions } from '../git/commitActions';
import { adoptDefaultBranch, repositoryOf } from '../git/repositories';
import { Params } from '../http/params';
import { badParameter, forbidden, invalid } from '../http/refusals';
import { type Project, removeRows, type User } from '../world';
import { importRepository, readImportUrl } from './importer';
import { pathTaken } from './movePath';
import { newProject } from './newProject';
import { presentProject } from './presentProject';
import { visibilities } from './projects';

export function createProjectRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v4/projects',
      scopes: ['api'],
      handle: (exchange) => create(context, exchange),
    },
  ];
}

async function create(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const caller = exchange.signedIn();
  const { user, token } = caller;
  if (user.bot || token.kind === 'project') throw forbidden();
  const params = new Params(await exchange.fields());
  if (!params.text('name') && !params.text('path')) {
    throw badParameter('name, path are missing, at least one parameter must be provided');
  }
  const name = params.text('name') ?? params.text('path') ?? '';
  const path = params.text('path') ?? slug(name);
  const namespace = chooseNamespace(context, user, params);
  const visibility = params.oneOf('visibility', visibilities) ?? 'private';
  const source = params.text('import_url');
  const importUrl = source ? readImportUrl(source) : undefined;
  checkName(name, path);
  checkVisibility(context, namespace, visibility);
  const { tables } = context.world;
  const taken = tables.projects.some(
    (row) =>
      row.namespace.kind === namespace.kind &&
      row.namespace.id === namespace.id &&
      row.path.toLowerCase() === path.toLowerCase(),
  );
  if (taken) throw pathTaken();
  const project = await newProject(context, user, {
    name,
    path,
    namespace,
    visibility,
    description: params.text('description'),
  });
  // A new project takes over an address that once led elsewhere.
  removeRows(tables.redirects, (row) => findProject(context, row.path) === project);
  if (importUrl !== undefined) importRepository(context, project, importUrl);
  else if (params.flag('initialize_with_readme') === true) {
    await addReadme(context, project, user, params.text('default_branch') ?? 'main');
  }
  return { status: 201, json: presentProject(context, project, caller) };
}

async function addReadme(
  context: GitLabContext,
  project: Project,
  user: User,
  branch: string,
): Promise<void> {
  const person = { name: user.name, email: user.email };
  await commitActions(repositoryOf(context, project), {
    branch,
    parent: undefined,
    message: 'Initial commit',
    author: person,
    committer: person,
    now: context.now(),
    actions: [{ action: 'create', path: 'README.md', content: Buffer.from(`# ${project.name}\n`) }],
  });
  await adoptDefaultBranch(context, project);
}

function chooseNamespace(context: GitLabContext, user: User, params: Params): Project['namespace'] {
  const id = params.number('namespace_id');
  if (id === undefined || id === user.namespaceId) return { kind: 'user', id: user.id };
  const group = context.world.tables.groups.find((row) => row.id === id);
  if (group === undefined || groupAccessLevel(context, user, group) < roles.developer) {
    throw invalid({ namespace: ['is not valid'] });
  }
  return { kind: 'group', id: group.id };
}

function checkName(name: string, path: string): void {
  if (name.length > 255) throw invalid({ name: ['is too long (maximum is 255 characters)'] });
  if (!/^[\p{L}\p{N}\p{Extended_Pictographic}_]/u.test(name)) {
    throw invalid({ name: ["must start with a letter, digit, emoji, or '_'"] });
  }
  if (!/^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/.test(path) || /(\.git|\.atom)$/.test(path)) {
    throw invalid({
      path: [
        "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'",
      ],
    });
  }
}

function checkVisibility(
  context: GitLabContext,
  namespace: Project['namespace'],
  visibility: Project['visibility'],
): void {
  if (namespace.kind === 'user') return;
  const group = context.world.tables.groups.find((row) => row.id === namespace.id);
  if (group === undefined) return;
  if (visibilities.indexOf(visibility) > visibilities.indexOf(group.visibility)) {
    throw invalid({
      visibility_level: [`${visibility} is not allowed in a ${group.visibility} group.`],
    });
  }
}

function slug(name: string): string {
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return text === '' ? 'project' : text;
}
