import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { projectUrl, roles } from '../access/roles';
import { isProtected, repositoryOf } from '../git/repositories';
import { type BranchRef, zeros } from '../git/repository';
import { runGit } from '../git/run';
import { afterUpdates } from '../git/updates';
import { keyset, paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, invalid, notFound } from '../http/refusals';
import { type Project, type User } from '../world';
import { codeOf, mayPush, readCode } from './codeAccess';
import { presentCommit } from './presentCommit';

const path = '/api/v4/projects/:id/repository/branches';

export function branchRoutes(context: GitLabContext): Route[] {
  const present = async (
    exchange: Exchange,
    project: Project,
    branch: BranchRef,
  ): Promise<unknown> => presentBranch(context, exchange, project, branch);
  return [
    {
      method: 'GET',
      path,
      scopes: readCode,
      anonymous: true,
      handle: (exchange) => list(context, exchange),
    },
    {
      method: 'GET',
      path: `${path}/:branch`,
      scopes: readCode,
      anonymous: true,
      async handle(exchange) {
        const { project, repository } = codeOf(context, exchange);
        const branch = await repository.branch(exchange.params['branch'] ?? '');
        if (branch === undefined) throw notFound('Branch');
        return { status: 200, json: await present(exchange, project, branch) };
      },
    },
    {
      method: 'POST',
      path,
      scopes: ['api'],
      async handle(exchange) {
        const { project, repository } = codeOf(context, exchange, roles.developer);
        const { user } = exchange.signedIn();
        const params = new Params(await exchange.fields()).require('branch', 'ref');
        const name = params.filled('branch');
        await checkBranchName(name);
        const sha = await repository.resolve(params.required('ref'));
        if (sha === undefined) throw invalid(`Invalid reference name: ${params.required('ref')}`);
        const ref = `refs/heads/${name}`;
        if (!(await repository.moveRef(ref, sha, zeros))) throw invalid('Branch already exists');
        await afterUpdates(context, project, user, [{ ref, before: zeros, after: sha }]);
        return { status: 201, json: await present(exchange, project, { name, sha }) };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:branch`,
      scopes: ['api'],
      async handle(exchange) {
        const { project, repository } = codeOf(context, exchange, roles.developer);
        const branch = await repository.branch(exchange.params['branch'] ?? '');
        if (branch === undefined) throw notFound('Branch');
        if (branch.name === project.defaultBranch) {
          throw invalid('Cannot remove HEAD branch');
        }
        if (!mayPush(context, exchange, project, branch.name)) {
          throw invalid("You don't have push access to repo");
        }
        await removeBranch(context, exchange.signedIn().user, project, branch);
        return { status: 204 };
      },
    },
  ];
}

async function list(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const { project, repository } = codeOf(context, exchange);
  const { query } = exchange;
  const keep = nameFilter(query.get('search'), query.get('regex'));
  const dates = new Map<string, number>();
  const branches = (await repository.branches()).filter((branch) => keep(branch.name));
  const sort = query.get('sort') ?? 'name_asc';
  if (sort.startsWith('updated')) {
    const text = await repository.git([
      'for-each-ref',
      '--format=%(committerdate:unix) %(refname:lstrip=2)',
      'refs/heads/',
    ]);
    for (const line of text.split('\n')) {
      const space = line.indexOf(' ');
      dates.set(line.slice(space + 1), Number(line.slice(0, space)));
    }
    const direction = sort === 'updated_asc' ? 1 : -1;
    branches.sort((a, b) => direction * ((dates.get(a.name) ?? 0) - (dates.get(b.name) ?? 0)));
  }
  // Only what a page shows is looked up.
  const reply =
    query.get('pagination') === 'keyset'
      ? keyset(
          exchange,
          context.externalUrl,
          branches,
          (row) => row.name,
          (row) => row,
          'page_token',
        )
      : paged(exchange, context.externalUrl, branches, (row) => row);
  const page = reply.json as readonly BranchRef[];
  const json = await Promise.all(page.map((row) => presentBranch(context, exchange, project, row)));
  return { ...reply, json };
}

/** `^begin`, `end$` or a part; a regular expression when asked for. */
function nameFilter(search: string | null, regex: string | null): (name: string) => boolean {
  if (regex !== null) {
    try {
      const pattern = new RegExp(regex);
      return (name) => pattern.test(name);
    } catch {
      throw badParameter('regex is invalid');
    }
  }
  const text = search?.toLowerCase() ?? '';
  if (text.startsWith('^')) return (name) => name.toLowerCase().startsWith(text.slice(1));
  if (text.endsWith('$')) return (name) => name.toLowerCase().endsWith(text.slice(0, -1));
  return (name) => name.toLowerCase().includes(text);
}

async function presentBranch(
  context: GitLabContext,
  exchange: Exchange,
  project: Project,
  branch: BranchRef,
): Promise<Record<string, unknown>> {
  const repository = repositoryOf(context, project);
  const [commit] = await repository.commits(['-1', branch.sha]);
  const base = project.defaultBranch;
  const isDefault = branch.name === base;
  const merged =
    !isDefault &&
    base !== undefined &&
    (await repository.isAncestor(branch.sha, `refs/heads/${base}`));
  return {
    name: branch.name,
    merged,
    protected: isProtected(project, branch.name),
    developers_can_push: false,
    developers_can_merge: false,
    can_push: mayPush(context, exchange, project, branch.name),
    default: isDefault,
    web_url: `${projectUrl(context, project)}/-/tree/${encodeURI(branch.name)}`,
    commit: commit === undefined ? null : presentCommit(context, project, commit),
  };
}

export async function checkBranchName(name: string): Promise<void> {
  const { code } = await runGit(['check-ref-format', `refs/heads/${name}`], { allow: [1] });
  if (code !== 0 || name.startsWith('-') || /^[0-9a-f]{40}$/.test(name)) {
    throw invalid('Branch name is invalid');
  }
}

export async function removeBranch(
  context: GitLabContext,
  user: User,
  project: Project,
  branch: BranchRef,
): Promise<void> {
  const ref = `refs/heads/${branch.name}`;
  const repository = repositoryOf(context, project);
  if (!(await repository.deleteRef(ref, branch.sha))) throw invalid('Failed to remove branch');
  await afterUpdates(context, project, user, [{ ref, before: branch.sha, after: zeros }]);
}
