import { GraphQLError } from 'graphql';
import { projectUrl } from '../access/roles';
import { type Caller, type GitLabContext } from '../exchange';
import { type Rows, rowsOf } from '../ml/rows';
import { type Project, type User } from '../world';

/** One query's surroundings: what resolvers get as their context. */
export interface Session {
  readonly gitlab: GitLabContext;
  readonly caller: Caller | undefined;
  /** False for a token that may only read. */
  readonly mayWrite: boolean;
  readonly complexity: { readonly score: number; readonly limit: number };
  /** How often limited fields were asked for in this query. */
  readonly fieldCalls: Map<string, number>;
}

/** An error of the server that no rule foresaw: the whole answer becomes a 500. */
export class InternalFailure extends Error {}

export function notAvailable(): GraphQLError {
  return new GraphQLError(
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
  );
}

/** Some fields may be asked for once a query only. */
export function onlyOnce(session: Session, field: string, owner: string): void {
  const calls = (session.fieldCalls.get(field) ?? 0) + 1;
  session.fieldCalls.set(field, calls);
  if (calls > 1) {
    throw new GraphQLError(`"${field}" field can be requested only for 1 ${owner}(s) at a time.`);
  }
}

export function rowsIn(session: Session): Rows {
  return rowsOf(session.gitlab.world);
}

export function projectById(session: Session, id: number): Project | undefined {
  return session.gitlab.world.tables.projects.find((row) => row.id === id);
}

export function userById(session: Session, id: number): User | undefined {
  return rowsIn(session).users.one(id);
}

/** Path of a project's page with a possible prefix of the whole server, `/g/p/-/ml/models`. */
export function pagePath(session: Session, projectId: number, below = ''): string {
  const project = projectById(session, projectId);
  return project === undefined
    ? below
    : `${new URL(projectUrl(session.gitlab, project)).pathname}${below}`;
}

export function apiPath(session: Session, below: string): string {
  return `${new URL(session.gitlab.externalUrl).pathname.replace(/\/$/, '')}/api/v4${below}`;
}

/** Whole seconds, `2026-01-31T10:00:00Z`. */
export function time(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A time in cursors, `2026-01-31 10:00:00.123000000 +0000`. */
export function cursorTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '000000 +0000');
}
