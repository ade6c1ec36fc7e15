import { digestOf, isActive, issueToken, mintHex, sameText } from '../access/tokens';
import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { Params } from '../http/params';
import { refuse } from '../http/refusals';
import { type Application, type Token } from '../world';
import { type Grants } from './grants';

const lifetimeS = 7_200;

/** What clients of OAuth call: tokens for codes, renewal, revoking, looking a token up, device codes. */
export function oauthTokenRoutes(context: GitLabContext, grants: Grants): Route[] {
  const { tokens, applications } = context.world.tables;
  return [
    {
      method: 'POST',
      path: '/oauth/token',
      handle: (exchange) => token(context, grants, exchange),
    },
    {
      method: 'POST',
      path: '/oauth/revoke',
      async handle(exchange) {
        const params = new Params(await exchange.fields());
        const application = clientOf(context, exchange, params);
        const digest = digestOf(params.text('token') ?? '');
        // Unknown tokens are answered like known ones (RFC 7009).
        for (const row of tokens) {
          const named = row.digest === digest || row.refreshDigest === digest;
          if (named && row.kind === 'oauth' && row.applicationId === application.id)
            row.revoked = true;
        }
        context.world.changed();
        return { status: 200, json: {} };
      },
    },
    {
      method: 'GET',
      path: '/oauth/token/info',
      async handle(exchange) {
        const bearer = /^Bearer\s+(\S+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1];
        const digest = digestOf(bearer ?? exchange.query.get('access_token') ?? '');
        const row = tokens.find((one) => one.kind === 'oauth' && one.digest === digest);
        if (row === undefined || !isActive(row, context.now())) {
          throw oauthError(401, 'invalid_token', 'The access token is invalid');
        }
        const left = Math.ceil(((row.expiresAt ?? 0) - context.now()) / 1000);
        const application = applications.find((one) => one.id === row.applicationId);
        return {
          status: 200,
          json: {
            resource_owner_id: row.userId,
            scope: row.scopes,
            expires_in: left,
            application: { uid: application?.clientId ?? null },
            created_at: Math.floor(row.createdAt / 1000),
            scopes: row.scopes,
            expires_in_seconds: left,
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/oauth/authorize_device',
      async handle(exchange) {
        const params = new Params(await exchange.fields());
        const application = clientOf(context, exchange, params, false);
        const scopes = readScopes(application, params.text('scope'));
        if (scopes === undefined) throw invalidScope();
        const grant = grants.addDevice(application, scopes);
        const page = `${context.externalUrl}/oauth/device`;
        return {
          status: 200,
          json: {
            device_code: grant.deviceCode,
            user_code: grant.userCode,
            verification_uri: page,
            verification_uri_complete: `${page}?user_code=${grant.userCode}`,
            expires_in: 300,
            interval: 5,
          },
          headers: { 'Cache-Control': 'no-store' },
        };
      },
    },
  ];
}

/** The scopes asked for; the application's first when none; undefined when it may not have them. */
export function readScopes(
  application: Application,
  text: string | undefined | null,
): string[] | undefined {
  const asked = (text ?? '').split(/[\s+]+/).filter((scope) => scope !== '');
  if (asked.length === 0) return application.scopes.slice(0, 1);
  return asked.every((scope) => application.scopes.includes(scope)) ? asked : undefined;
}

async function token(context: GitLabContext, grants: Grants, exchange: Exchange): Promise<Reply> {
  const params = new Params(await exchange.fields());
  const application = clientOf(context, exchange, params);
  switch (params.text('grant_type')) {
    case 'authorization_code': {
      const grant = grants.takeCode(
        params.text('code') ?? '',
        application,
        params.text('redirect_uri'),
        params.text('code_verifier'),
      );
      if (grant === undefined) throw invalidGrant();
      return issue(context, application, grant.userId, grant.scopes);
    }
    case 'refresh_token': {
      const digest = digestOf(params.text('refresh_token') ?? '');
      const old = context.world.tables.tokens.find(
        (row) => row.kind === 'oauth' && row.refreshDigest === digest,
      );
      if (old === undefined || old.revoked || old.applicationId !== application.id) {
        throw invalidGrant();
      }
      old.revoked = true;
      return issue(context, application, old.userId, old.scopes);
    }
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return fromDevice(context, grants, application, params.text('device_code') ?? '');
    case undefined:
    default:
      throw oauthError(
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      );
  }
}

function fromDevice(
  context: GitLabContext,
  grants: Grants,
  application: Application,
  code: string,
): Reply {
  const grant = grants.device(code, application);
  if (grant === undefined) throw invalidGrant();
  const now = context.now();
  if (grant.expiresAt <= now) {
    grants.removeDevice(grant);
    throw oauthError(400, 'expired_token', 'The device_code has expired.');
  }
  if (grant.answer === undefined) {
    const early = grant.lastPolledAt !== undefined && now - grant.lastPolledAt < grant.intervalMs;
    grant.lastPolledAt = now;
    if (!early)
      throw oauthError(400, 'authorization_pending', 'The authorization request is still pending.');
    grant.intervalMs += 5_000;
    throw oauthError(400, 'slow_down', 'The client is polling too quickly.');
  }
  grants.removeDevice(grant);
  if (grant.answer.kind === 'denied') {
    throw oauthError(
      400,
      'access_denied',
      'The resource owner or authorization server denied the request.',
    );
  }
  return issue(context, application, grant.answer.userId, grant.scopes);
}

function issue(
  context: GitLabContext,
  application: Application,
  userId: number,
  scopes: readonly string[],
): Reply {
  const [access, refresh] = [mintHex(32), mintHex(32)];
  const row: Token = issueToken(context, access, {
    kind: 'oauth',
    userId,
    name: application.name,
    scopes: [...scopes],
    expiresAt: context.now() + lifetimeS * 1000,
    refreshDigest: digestOf(refresh),
    applicationId: application.id,
  });
  return {
    status: 200,
    json: {
      access_token: access,
      token_type: 'bearer',
      expires_in: lifetimeS,
      refresh_token: refresh,
      scope: scopes.join(' '),
      created_at: Math.floor(row.createdAt / 1000),
    },
    headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
  };
}

/** The application that calls; a confidential one has to show its secret. */
function clientOf(
  context: GitLabContext,
  exchange: Exchange,
  params: Params,
  secretNeeded = true,
): Application {
  const basic = /^Basic\s+(\S+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1];
  const [id, password] = basic
    ? Buffer.from(basic, 'base64').toString('utf8').split(':', 2)
    : [params.text('client_id'), params.text('client_secret')];
  const application = context.world.tables.applications.find((row) => row.clientId === id);
  const trusted =
    application !== undefined &&
    (!secretNeeded ||
      !application.confidential ||
      sameText(digestOf(password ?? ''), application.secretDigest ?? ''));
  if (trusted) return application;
  throw oauthError(
    401,
    'invalid_client',
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  );
}

function oauthError(status: number, error: string, description: string): Error {
  return refuse(status, { error, error_description: description }, { 'Cache-Control': 'no-store' });
}

function invalidGrant(): Error {
  return oauthError(
    400,
    'invalid_grant',
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  );
}

function invalidScope(): Error {
  return oauthError(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
}
