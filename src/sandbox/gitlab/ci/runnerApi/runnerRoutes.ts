import { digestOf, mint } from '../../access/tokens';
import { type Route } from '../../exchange';
import { forbidden, refuse } from '../../http/refusals';
import { Params } from '../../http/params';
import { type Ci } from '../ci';
import { authenticateRunner, hearRunner } from './auth';

/** How gitlab-runner shows its own token. */
export function runnerSelfRoutes(ci: Ci): Route[] {
  const { world } = ci.context;
  return [
    {
      method: 'POST',
      path: '/api/v4/runners',
      async handle() {
        // Registration tokens are off by default since 17.0.
        throw refuse(410, { message: '410 Gone - runner registration disallowed' });
      },
    },
    {
      method: 'POST',
      path: '/api/v4/runners/verify',
      async handle(exchange) {
        const params = new Params(await exchange.fields());
        params.require('token');
        const runner = authenticateRunner(ci, exchange, params);
        hearRunner(ci, runner, params);
        return {
          status: 200,
          json: { id: runner.id, token: params.text('token'), token_expires_at: null },
        };
      },
    },
    {
      method: 'POST',
      path: '/api/v4/runners/reset_authentication_token',
      async handle(exchange) {
        const runner = authenticateRunner(ci, exchange, new Params(await exchange.fields()));
        const token = mint('glrt-', 20);
        runner.digest = digestOf(token);
        world.changed();
        return { status: 201, json: { token, token_expires_at: null } };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v4/runners/managers',
      async handle(exchange) {
        const params = new Params(await exchange.fields()).require('token', 'system_id');
        const runner = authenticateRunner(ci, exchange, params);
        const systemId = params.text('system_id') ?? '';
        if (!runner.systemIds.includes(systemId)) throw forbidden();
        runner.systemIds = runner.systemIds.filter((id) => id !== systemId);
        world.changed();
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v4/runners',
      async handle(exchange) {
        const runner = authenticateRunner(ci, exchange, new Params(await exchange.fields()));
        world.tables.runners.splice(world.tables.runners.indexOf(runner), 1);
        world.changed();
        return { status: 204 };
      },
    },
  ];
}
