import { type IncomingMessage } from 'node:http';
import { canRead, canReadCode, callerLevel, findProject, fullPath, roles } from '../access/roles';
import { digestOf, isActive } from '../access/tokens';
import { type Caller, type GitLabContext } from '../exchange';
import { type Project, type User } from '../world';

export const gitServices = ['git-upload-pack', 'git-receive-pack'] as const;
export type GitService = (typeof gitServices)[number];

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly project: Project;
      readonly user: User | undefined;
      readonly mayPushProtected: boolean;
      readonly tokenName: string | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly tokenName: string | undefined;
    };

const readScopes = ['api', 'read_repository', 'write_repository'];
const writeScopes = ['api', 'write_repository'];

/** Whether git may fetch or push: a token as Basic password, its scopes, and the role in the project. */
export function admit(
  context: GitLabContext,
  request: IncomingMessage,
  path: string,
  service: GitService,
): Admission {
  const login = basicLogin(request);
  const caller = login && callerOf(context, login);
  const tokenName = caller?.token.name;
  if (login !== undefined && caller === undefined) return denied(context);
  const project = findByPath(context, path);
  const push = service === 'git-receive-pack';
  if (caller === undefined) {
    const open = !push && project !== undefined && canReadCode(context, undefined, project);
    if (!open) return denied(context);
    return { kind: 'admitted', project, user: undefined, mayPushProtected: false, tokenName };
  }
  const refused = (status: number, text: string): Admission => ({
    kind: 'refused',
    status,
    text,
    tokenName,
  });
  if (project === undefined || !canRead(context, caller, project)) {
    return refused(
      404,
      "The project you were looking for could not be found or you don't have permission to view it.",
    );
  }
  const { token, user } = caller;
  const scopes = push ? writeScopes : readScopes;
  const inScope = token.kind === 'job' ? !push : scopes.some((one) => token.scopes.includes(one));
  if (!inScope) {
    return refused(403, `You are not allowed to ${push ? 'upload' : 'download'} code.`);
  }
  if (!canReadCode(context, caller, project)) {
    return refused(403, 'You are not allowed to download code from this project.');
  }
  const level = callerLevel(context, caller, project);
  if (push && level < roles.developer) {
    return refused(403, 'You are not allowed to push code to this project.');
  }
  return {
    kind: 'admitted',
    project,
    user,
    mayPushProtected: level >= roles.maintainer,
    tokenName,
  };
}

interface Login {
  readonly user: string;
  readonly password: string;
}

function basicLogin(request: IncomingMessage): Login | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? { user: text, password: '' }
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Any user name will do with a token, except that a job's token comes with `gitlab-ci-token`. */
function callerOf(context: GitLabContext, login: Login): Caller | undefined {
  const { tokens, users } = context.world.tables;
  const digest = digestOf(login.password);
  const token = tokens.find((row) => row.digest === digest && row.kind !== 'session');
  if (token === undefined || !isActive(token, context.now())) return undefined;
  if (token.kind === 'job' && login.user !== 'gitlab-ci-token') return undefined;
  const user = users.find((row) => row.id === token.userId);
  return user?.state === 'active' ? { user, token } : undefined;
}

function findByPath(context: GitLabContext, path: string): Project | undefined {
  const { projects, redirects } = context.world.tables;
  const found = /^\d+$/.test(path) ? undefined : findProject(context, path);
  if (found !== undefined && found.markedForDeletionAt === undefined) return found;
  const moved = redirects.find((row) => row.path.toLowerCase() === path.toLowerCase());
  return found ?? projects.find((row) => row.id === moved?.projectId);
}

/** A public project's clone address. */
export function cloneUrl(context: GitLabContext, project: Project): string {
  return `${context.externalUrl}/${fullPath(context, project)}.git`;
}

function denied(context: GitLabContext): Admission {
  return {
    kind: 'refused',
    status: 401,
    text:
      'HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect ' +
      "or you're required to use a token instead of a password. If a token was provided, it was either incorrect, " +
      `expired, or improperly scoped. See ${context.externalUrl}/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied`,
    headers: { 'WWW-Authenticate': 'Basic realm="GitLab"' },
    tokenName: undefined,
  };
}
