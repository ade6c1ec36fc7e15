import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { forbidden, invalid, notFound } from '../http/refusals';
import {
  addApplication,
  applicationScopes,
  redirectProblem,
  removeApplication,
} from '../oauth/applications';
import { type Application } from '../world';

const path = '/api/v4/applications';

/** OAuth applications of the whole server: for administrators. */
export function applicationRoutes(context: GitLabContext): Route[] {
  const { applications } = context.world.tables;
  const admin = (exchange: Exchange): void => {
    if (!exchange.signedIn().user.admin) throw forbidden();
  };
  return [
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        admin(exchange);
        return paged(exchange, context.externalUrl, applications, present);
      },
    },
    {
      method: 'POST',
      path,
      scopes: ['api'],
      async handle(exchange) {
        admin(exchange);
        const params = new Params(await exchange.fields()).require(
          'name',
          'redirect_uri',
          'scopes',
        );
        const redirectUris = params.filled('redirect_uri').split(/\s+/);
        const problem = redirectUris.map(redirectProblem).find((one) => one !== undefined);
        if (problem !== undefined) throw invalid({ redirect_uri: [problem] });
        const scopes = params.filled('scopes').split(/[\s,]+/);
        if (scopes.some((scope) => !applicationScopes.includes(scope))) {
          throw invalid({ scopes: ["doesn't match configured on the server."] });
        }
        const { application, secret } = addApplication(context, {
          name: params.filled('name'),
          redirectUris,
          scopes,
          confidential: params.flag('confidential') ?? true,
        });
        return { status: 201, json: { ...present(application), secret } };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:application`,
      scopes: ['api'],
      async handle(exchange) {
        admin(exchange);
        const found = applications.find((row) => String(row.id) === exchange.params['application']);
        if (found === undefined) throw notFound();
        removeApplication(context, found);
        return { status: 204 };
      },
    },
  ];
}

function present(application: Application): Record<string, unknown> {
  return {
    id: application.id,
    application_id: application.clientId,
    application_name: application.name,
    callback_url: application.redirectUris.join('\n'),
    confidential: application.confidential,
  };
}
