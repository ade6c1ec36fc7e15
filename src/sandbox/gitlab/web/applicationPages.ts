import { type Reply, type Route } from '../exchange';
import {
  addApplication,
  applicationScopes,
  redirectProblem,
  removeApplication,
} from '../oauth/applications';
import { type User } from '../world';
import { html, type Markup, redirect } from './html';
import { type Visit } from './sessions';
import { type Site } from './site';

const path = '/-/user_settings/applications';

/** A person's own OAuth applications. */
export function applicationPages(site: Site): Route[] {
  const { context, sessions } = site;
  return [
    site.private('GET', path, async (_exchange, visit, user) => listPage(site, visit, user)),
    site.private('POST', path, async (exchange, visit, user) => {
      const params = await sessions.form(exchange);
      const name = params.text('name')?.trim() ?? '';
      const redirectUris = (params.text('redirect_uri') ?? '')
        .split(/\s+/)
        .filter((one) => one !== '');
      const scopes = (params.list('scopes') ?? []).filter((one) => applicationScopes.includes(one));
      const problem =
        name === ''
          ? "Name can't be blank"
          : redirectUris.length === 0
            ? "Redirect URI can't be blank"
            : (redirectUris.map(redirectProblem).find((one) => one !== undefined) ??
              (scopes.length === 0 ? "Scopes can't be blank" : undefined));
      if (problem !== undefined) {
        return listPage(site, visit, user, html`<p class="alert" role="alert">${problem}</p>`);
      }
      const { application, secret } = addApplication(context, {
        name,
        redirectUris,
        scopes,
        confidential: params.flag('confidential') === true,
        ownerId: user.id,
      });
      return listPage(
        site,
        visit,
        user,
        html`<div class="alert good">
          <label for="application_id">Application ID</label>
          <input type="text" readonly id="application_id" value="${application.clientId}" />
          <label for="secret">Secret (shown only now)</label>
          <input type="text" readonly id="secret" value="${secret}" />
        </div>`,
      );
    }),
    site.private('POST', `${path}/:application/destroy`, async (exchange, visit, user) => {
      await sessions.form(exchange);
      const found = context.world.tables.applications.find(
        (row) => row.ownerId === user.id && String(row.id) === exchange.params['application'],
      );
      if (found) removeApplication(context, found);
      return redirect(site.url(path), visit.headers);
    }),
  ];
}

function listPage(site: Site, visit: Visit, user: User, note?: Markup): Reply {
  const own = site.context.world.tables.applications.filter((row) => row.ownerId === user.id);
  return site.show(
    visit,
    'Applications',
    html`${note}
      <form method="post" action="${site.url(path)}">
        ${visit.csrf}
        <label for="name">Name</label><input type="text" id="name" name="name" required />
        <label for="redirect_uri">Redirect URI (one per line)</label>
        <textarea id="redirect_uri" name="redirect_uri" rows="3" required></textarea>
        <p>
          <label class="inline"
            ><input type="checkbox" name="confidential" value="1" checked /> Confidential</label
          >
        </p>
        <label>Scopes</label>
        ${applicationScopes.map(
          (scope) =>
            html`<label class="inline"
              ><input type="checkbox" name="scopes[]" value="${scope}" /> ${scope}</label
            >`,
        )}
        <div><button id="save-application">Save application</button></div>
      </form>
      <h2>Your applications</h2>
      <table>
        <tr>
          <th>Name</th>
          <th>Application ID</th>
          <th>Redirect URI</th>
          <th>Scopes</th>
          <th></th>
        </tr>
        ${own.map(
          (row) =>
            html`<tr>
              <td>${row.name}</td>
              <td><code>${row.clientId}</code></td>
              <td>${row.redirectUris.join(' ')}</td>
              <td>${row.scopes.join(', ')}</td>
              <td>
                <form method="post" action="${site.url(`${path}/${row.id}/destroy`)}">
                  ${visit.csrf}<button>Destroy</button>
                </form>
              </td>
            </tr>`,
        )}
      </table>`,
  );
}
