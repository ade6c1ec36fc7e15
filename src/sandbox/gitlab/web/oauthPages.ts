import { isActive } from '../access/tokens';
import { type Exchange, type Reply, type Route } from '../exchange';
import { type Params } from '../http/params';
import { redirectMatches } from '../oauth/applications';
import { type Grants } from '../oauth/grants';
import { readScopes } from '../oauth/tokenRoutes';
import { type Application, type User } from '../world';
import { html, redirect } from './html';
import { type Visit } from './sessions';
import { type Site } from './site';

/** The pages on which a person lets an application in. */
export function oauthPages(site: Site, grants: Grants): Route[] {
  const { sessions } = site;
  return [
    site.private('GET', '/oauth/authorize', async (exchange, visit, user) => {
      const asked = readRequest(site, visit, (name) => exchange.query.get(name) ?? undefined);
      if ('reply' in asked) return asked.reply;
      if (isKnown(site, asked, user)) return allow(grants, asked, user);
      return consentPage(site, visit, asked);
    }),
    site.private('POST', '/oauth/authorize', async (exchange, visit, user) => {
      const params = await sessions.form(exchange);
      const asked = readRequest(site, visit, (name) => params.text(name));
      if ('reply' in asked) return asked.reply;
      if (params.text('decision') === 'allow') return allow(grants, asked, user);
      return back(asked, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      });
    }),
    site.private('GET', '/oauth/device', async (exchange, visit) =>
      devicePage(site, visit, exchange.query.get('user_code') ?? ''),
    ),
    site.private('POST', '/oauth/device', async (exchange, visit, user) => {
      const params = await sessions.form(exchange);
      return answerDevice(site, grants, exchange, visit, user, params);
    }),
  ];
}

interface Asked {
  readonly application: Application;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly challenge: string | undefined;
}

/** Faults about the client or the address are shown here; all others go back to the client. */
function readRequest(
  site: Site,
  visit: Visit,
  read: (name: string) => string | undefined,
): Asked | { readonly reply: Reply } {
  const { applications } = site.context.world.tables;
  const application = applications.find((row) => row.clientId === read('client_id'));
  const redirectUri = read('redirect_uri');
  const state = read('state');
  const stop = (words: string): { reply: Reply } => ({
    reply: site.show(
      visit,
      'An error has occurred',
      html`<p class="alert" role="alert">${words}</p>`,
      {
        status: application === undefined ? 401 : 400,
      },
    ),
  });
  if (application === undefined) {
    return stop(
      'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
    );
  }
  if (redirectUri === undefined || !redirectMatches(application, redirectUri)) {
    return stop('The redirect URI included is not valid.');
  }
  const fail = (error: string, description: string): { reply: Reply } => ({
    reply: back({ redirectUri, state }, { error, error_description: description }),
  });
  if (read('response_type') !== 'code') {
    return fail(
      'unsupported_response_type',
      'The authorization server does not support this response type.',
    );
  }
  const scopes = readScopes(application, read('scope'));
  if (scopes === undefined) {
    return fail('invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
  }
  const challenge = read('code_challenge') || undefined;
  if (challenge !== undefined && read('code_challenge_method') !== 'S256') {
    return fail('invalid_request', 'The code_challenge_method must be S256.');
  }
  return { application, redirectUri, scopes, state, challenge };
}

/** A confidential application that was let in with these scopes is not asked about again. */
function isKnown(site: Site, asked: Asked, user: User): boolean {
  const { context } = site;
  return (
    asked.application.confidential &&
    context.world.tables.tokens.some(
      (row) =>
        row.kind === 'oauth' &&
        row.userId === user.id &&
        row.applicationId === asked.application.id &&
        isActive(row, context.now()) &&
        asked.scopes.every((scope) => row.scopes.includes(scope)),
    )
  );
}

function allow(grants: Grants, asked: Asked, user: User): Reply {
  return back(asked, { code: grants.addCode({ ...asked, userId: user.id }) });
}

function back(
  { redirectUri, state }: Pick<Asked, 'redirectUri' | 'state'>,
  values: Readonly<Record<string, string>>,
): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return redirect(url.toString());
}

function consentPage(site: Site, visit: Visit, asked: Asked): Reply {
  const hidden = {
    client_id: asked.application.clientId,
    redirect_uri: asked.redirectUri,
    response_type: 'code',
    scope: asked.scopes.join(' '),
    ...(asked.state === undefined ? {} : { state: asked.state }),
    ...(asked.challenge === undefined
      ? {}
      : { code_challenge: asked.challenge, code_challenge_method: 'S256' }),
  };
  return site.show(
    visit,
    'Authorize application',
    html`<p>
        <strong>${asked.application.name}</strong> is requesting access to your account
        (${visit.user?.username}).
      </p>
      <p>It will be able to:</p>
      <ul>
        ${asked.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <p>Afterwards you are led to <code>${asked.redirectUri}</code>.</p>
      <form method="post" action="${site.url('/oauth/authorize')}">
        ${visit.csrf}${Object.entries(hidden).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <button name="decision" value="allow" id="authorize">
          Authorize ${asked.application.name}
        </button>
        <button name="decision" value="deny" id="deny">Cancel</button>
      </form>`,
  );
}

async function answerDevice(
  site: Site,
  grants: Grants,
  _exchange: Exchange,
  visit: Visit,
  user: User,
  params: Params,
): Promise<Reply> {
  const typed = params.text('user_code') ?? '';
  const grant = grants.deviceForUser(typed);
  if (grant === undefined) return devicePage(site, visit, typed, 'Invalid or expired code.');
  const decision = params.text('decision');
  if (decision === 'allow' || decision === 'deny') {
    grant.answer = decision === 'allow' ? { kind: 'allowed', userId: user.id } : { kind: 'denied' };
    const words =
      decision === 'allow' ? 'Device successfully authorized' : 'Device authorization was denied';
    return site.show(
      visit,
      words,
      html`<p>You can close this page and go back to your device.</p>`,
    );
  }
  return site.show(
    visit,
    'Authorize device',
    html`<p>
        <strong>${grant.application.name}</strong> is requesting access to your account
        (${user.username}) from another device.
      </p>
      <ul>
        ${grant.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <form method="post" action="${site.url('/oauth/device')}">
        ${visit.csrf}<input type="hidden" name="user_code" value="${grant.userCode}" />
        <button name="decision" value="allow" id="authorize">Authorize</button>
        <button name="decision" value="deny" id="deny">Deny</button>
      </form>`,
  );
}

function devicePage(site: Site, visit: Visit, code: string, problem?: string): Reply {
  return site.show(
    visit,
    'Connect a device',
    html`${problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`}
      <form method="post" action="${site.url('/oauth/device')}">
        ${visit.csrf}
        <label for="user_code">Enter the code displayed on your device</label>
        <input type="text" id="user_code" name="user_code" value="${code}" required />
        <div><button id="continue">Continue</button></div>
      </form>`,
    { status: problem === undefined ? 200 : 422 },
  );
}
