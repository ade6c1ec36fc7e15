import { personalScopes } from '../access/newTokens';
import { digestOf, mint, mintHex } from '../access/tokens';
import { type GitLabContext } from '../exchange';
import { type Application, removeRows } from '../world';

export interface NewApplication {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly confidential: boolean;
  /** A chosen id, for clients that come with one. */
  readonly clientId?: string | undefined;
  readonly ownerId?: number | undefined;
}

/** Scopes that an application can ask for. */
export const applicationScopes = [...personalScopes, 'openid', 'profile', 'email'];

/** Registers a client. The secret is shown once, here. */
export function addApplication(
  context: Pick<GitLabContext, 'world'>,
  wanted: NewApplication,
): { readonly application: Application; readonly secret: string } {
  const secret = mint('gloas-', 64);
  const application: Application = {
    id: context.world.nextId('applications'),
    clientId: wanted.clientId ?? mintHex(32),
    name: wanted.name,
    redirectUris: [...wanted.redirectUris],
    scopes: [...wanted.scopes],
    confidential: wanted.confidential,
    secretDigest: digestOf(secret),
    ...(wanted.ownerId === undefined ? {} : { ownerId: wanted.ownerId }),
  };
  context.world.tables.applications.push(application);
  context.world.changed();
  return { application, secret };
}

export function removeApplication(context: GitLabContext, application: Application): void {
  const { tables } = context.world;
  removeRows(tables.applications, (row) => row === application);
  removeRows(tables.tokens, (row) => row.applicationId === application.id);
  context.world.changed();
}

/** Why a redirect address cannot be registered, or nothing. */
export function redirectProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'Redirect URI must be an absolute URI.';
  }
  if (['javascript:', 'data:', 'vbscript:'].includes(url.protocol)) {
    return 'Redirect URI is forbidden by the server.';
  }
  return url.hash === '' ? undefined : 'Redirect URI cannot contain a fragment.';
}

/** Exactly as registered; of a loopback address only the port may differ (RFC 8252, 7.3). */
export function redirectMatches(application: Application, asked: string): boolean {
  return application.redirectUris.some(
    (registered) => registered === asked || withoutPort(registered) === withoutPort(asked),
  );
}

function withoutPort(text: string): string | undefined {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.protocol !== 'http:' || !['127.0.0.1', '[::1]'].includes(url.hostname)) return text;
  url.port = '';
  return url.toString();
}
