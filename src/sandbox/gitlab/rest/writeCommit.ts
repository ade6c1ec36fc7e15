import { type Exchange, type GitLabContext } from '../exchange';
import { roles } from '../access/roles';
import { type CommitAction, commitActions } from '../git/commitActions';
import { zeros } from '../git/repository';
import { afterUpdates } from '../git/updates';
import { type Params } from '../http/params';
import { badParameter, forbidden, invalid } from '../http/refusals';
import { checkBranchName } from './branches';
import { type Code, codeOf, mayPush } from './codeAccess';

/** Commits what a request asks for, with its `branch`, `start_branch`, `start_sha`, author and message. */
export async function writeCommit(
  context: GitLabContext,
  exchange: Exchange,
  params: Params,
  actions: readonly CommitAction[],
): Promise<Code & { readonly sha: string; readonly branch: string }> {
  const code = codeOf(context, exchange, roles.developer);
  const { project, repository } = code;
  const { user } = exchange.signedIn();
  const branch = params.filled('branch');
  await checkBranchName(branch);
  if (!mayPush(context, exchange, project, branch)) {
    throw forbidden('You are not allowed to push into this branch');
  }
  const existing = await repository.branch(branch);
  const start = params.text('start_branch') ?? params.text('start_sha');
  const force = params.flag('force') === true;
  if (existing && start !== undefined && start !== branch && !force) {
    throw invalid(
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    );
  }
  const parent =
    existing && (start === undefined || !force)
      ? existing.sha
      : await startingPoint(code, branch, start);
  const person = { name: user.name, email: user.email };
  const sha = await commitActions(repository, {
    branch,
    parent,
    before: existing?.sha,
    message: params.filled('commit_message'),
    author: {
      name: params.text('author_name') ?? person.name,
      email: params.text('author_email') ?? person.email,
    },
    committer: person,
    now: context.now(),
    actions,
  });
  const ref = `refs/heads/${branch}`;
  await afterUpdates(context, project, user, [{ ref, before: existing?.sha ?? zeros, after: sha }]);
  return { ...code, sha, branch };
}

/** Content in its `encoding`; broken base64 is refused. */
export function decodeContent(content: string | undefined, encoding: string | undefined): Buffer {
  if (encoding !== 'base64') return Buffer.from(content ?? '', 'utf8');
  const text = (content ?? '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw badParameter('content is invalid');
  return Buffer.from(text, 'base64');
}

async function startingPoint(
  { project, repository }: Code,
  branch: string,
  start: string | undefined,
): Promise<string | undefined> {
  if (start !== undefined) {
    const sha = await repository.resolve(start);
    if (sha === undefined) throw invalid(`Cannot find start_branch '${start}'`);
    return sha;
  }
  // The very first commit makes the branch.
  if (project.defaultBranch === undefined) return undefined;
  throw invalid(
    `You can only create or edit files when you are on a branch (there is no branch '${branch}')`,
  );
}
