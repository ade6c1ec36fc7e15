import { personalScopes, readExpiry, readScopes } from '../access/newTokens';
import { isActive, issueToken, mint } from '../access/tokens';
import { Refusal, type Reply, type Route } from '../exchange';
import { isoDay } from '../rest/users';
import { type User } from '../world';
import { html, redirect } from './html';
import { type Visit } from './sessions';
import { type Site } from './site';

const path = '/-/user_settings/personal_access_tokens';

/** Personal access tokens: `?name=&scopes=&description=` fill the form; a new token is shown once. */
export function tokenPages(site: Site): Route[] {
  const { context, sessions } = site;
  const { tokens } = context.world.tables;
  return [
    site.private('GET', path, async (exchange, visit, user) =>
      tokenPage(site, visit, user, {
        name: exchange.query.get('name') ?? '',
        scopes: (exchange.query.get('scopes') ?? '').split(/[\s,]+/),
      }),
    ),
    site.private('POST', path, async (exchange, visit, user) => {
      const params = await sessions.form(exchange);
      const name = params.text('name') ?? '';
      const form = { name, scopes: params.list('scopes') ?? [] };
      try {
        const scopes = readScopes(params, personalScopes);
        const expiresAt = readExpiry(params.text('expires_at'), context.now());
        if (name.trim() === '') throw problem("Name can't be blank");
        const text = mint('glpat-');
        issueToken(context, text, { kind: 'personal', userId: user.id, name, scopes, expiresAt });
        return tokenPage(site, visit, user, { name: '', scopes: [], created: text });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return tokenPage(site, visit, user, { ...form, problem: wordsOf(error) });
      }
    }),
    site.private('POST', `${path}/:token/revoke`, async (exchange, visit, user) => {
      await sessions.form(exchange);
      const token = tokens.find(
        (row) =>
          row.kind === 'personal' &&
          row.userId === user.id &&
          String(row.id) === exchange.params['token'],
      );
      if (token) token.revoked = true;
      context.world.changed();
      return redirect(site.url(path), visit.headers);
    }),
  ];
}

interface TokenForm {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created?: string;
  readonly problem?: string;
}

function tokenPage(site: Site, visit: Visit, user: User, form: TokenForm): Reply {
  const { context } = site;
  const own = context.world.tables.tokens.filter(
    (row) => row.kind === 'personal' && row.userId === user.id && isActive(row, context.now()),
  );
  const created =
    form.created &&
    html`<div class="alert good">
      <label for="created-personal-access-token">Your new personal access token</label>
      <input type="text" readonly id="created-personal-access-token" value="${form.created}" />
      <p>Make sure you save it: you won't be able to access it again.</p>
    </div>`;
  return site.show(
    visit,
    'Personal access tokens',
    html`${created}
      ${form.problem === undefined ? undefined : html`<p class="alert" role="alert">${form.problem}</p>`}
      <form method="post" action="${site.url(path)}">
        ${visit.csrf}
        <label for="name">Token name</label>
        <input type="text" id="name" name="name" value="${form.name}" required />
        <label for="expires_at">Expiration date</label>
        <input type="date" id="expires_at" name="expires_at" />
        <label>Scopes</label>
        ${personalScopes.map(
          (scope) =>
            html`<label class="inline"
              ><input
                type="checkbox"
                name="scopes[]"
                value="${scope}"
                ${form.scopes.includes(scope) ? 'checked' : ''}
              />
              ${scope}</label
            >`,
        )}
        <div><button id="create-token">Create token</button></div>
      </form>
      <h2>Active tokens</h2>
      <table>
        <tr>
          <th>Name</th>
          <th>Scopes</th>
          <th>Expires</th>
          <th></th>
        </tr>
        ${own.map(
          (row) =>
            html`<tr>
              <td>${row.name}</td>
              <td>${row.scopes.join(', ')}</td>
              <td>${isoDay(row.expiresAt) ?? 'Never'}</td>
              <td>
                <form method="post" action="${site.url(`${path}/${row.id}/revoke`)}">
                  ${visit.csrf}<button>Revoke</button>
                </form>
              </td>
            </tr>`,
        )}
      </table>`,
  );
}

function problem(words: string): Refusal {
  return new Refusal({ status: 422, json: { message: words } });
}

function wordsOf(refusal: Refusal): string {
  const { json } = refusal.reply;
  if (typeof json !== 'object' || json === null) return 'The token could not be created.';
  const words = Object.values(json).find((value) => typeof value === 'string');
  return typeof words === 'string' ? words : 'The token could not be created.';
}
