import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { projectOf, roles } from '../access/roles';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, invalid, notFound, refuse } from '../http/refusals';
import { type Project, removeRows, type Variable } from '../world';

const path = '/api/v4/projects/:id/variables';
const types = ['env_var', 'file'] as const;

/** CI/CD variables of a project: for Maintainers. */
export function variableRoutes(context: GitLabContext): Route[] {
  const { variables } = context.world.tables;
  const all = (project: Project): Variable[] =>
    variables.filter((row) => row.projectId === project.id);
  return [
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        return paged(exchange, context.externalUrl, all(project), presentVariable);
      },
    },
    {
      method: 'GET',
      path: `${path}/:key`,
      scopes: ['api', 'read_api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const params = new Params(await exchange.fields());
        return { status: 200, json: presentVariable(find(all(project), exchange, params)) };
      },
    },
    {
      method: 'POST',
      path,
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const params = new Params(await exchange.fields()).require('key', 'value');
        const hidden = params.flag('masked_and_hidden') === true;
        const variable = changed(
          {
            projectId: project.id,
            key: params.required('key'),
            value: '',
            variableType: 'env_var',
            protected: false,
            masked: hidden,
            hidden,
            raw: false,
            environmentScope: '*',
          },
          params,
        );
        check(variable, all(project));
        variables.push(variable);
        context.world.changed();
        return { status: 201, json: presentVariable(variable) };
      },
    },
    {
      method: 'PUT',
      path: `${path}/:key`,
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const params = new Params(await exchange.fields());
        const old = find(all(project), exchange, params);
        if (old.hidden && params.flag('masked') === false) {
          throw invalid({
            base: ['The visibility setting cannot be changed for masked and hidden variables.'],
          });
        }
        const next = changed(old, params);
        check(
          next,
          all(project).filter((row) => row !== old),
        );
        Object.assign(old, next);
        context.world.changed();
        return { status: 200, json: presentVariable(old) };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:key`,
      scopes: ['api'],
      async handle(exchange) {
        const project = projectOf(context, exchange, roles.maintainer);
        const gone = find(all(project), exchange, new Params(await exchange.fields()));
        removeRows(variables, (row) => row === gone);
        context.world.changed();
        return { status: 204 };
      },
    },
  ];
}

/** One key may stand for several environments; then the caller has to say which. */
function find(all: readonly Variable[], exchange: Exchange, params: Params): Variable {
  const filter = params.values['filter'];
  const scope =
    typeof filter === 'object' && filter !== null && 'environment_scope' in filter
      ? String(filter.environment_scope)
      : exchange.query.get('filter[environment_scope]');
  const found = all
    .filter((row) => row.key === exchange.params['key'])
    .filter((row) => scope === null || row.environmentScope === scope);
  if (found.length > 1) {
    throw refuse(409, {
      message:
        "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
    });
  }
  const [variable] = found;
  if (variable === undefined) throw notFound('Variable');
  return variable;
}

function changed(old: Variable, params: Params): Variable {
  const description = params.text('description') ?? old.description;
  return {
    ...old,
    value: params.text('value') ?? old.value,
    variableType: params.oneOf('variable_type', types) ?? old.variableType,
    protected: params.flag('protected') ?? old.protected,
    masked: old.hidden || (params.flag('masked') ?? old.masked),
    raw: params.flag('raw') ?? old.raw,
    environmentScope: params.text('environment_scope') ?? old.environmentScope,
    ...(description === undefined ? {} : { description }),
  };
}

/** GitLab's rules for keys, values and masking. */
export function check(variable: Variable, others: readonly Variable[]): void {
  const { key, value } = variable;
  if (key.trim() === '') throw badParameter('key is empty');
  if (key.length > 255) throw invalid({ key: ['is too long (maximum is 255 characters)'] });
  if (!/^[A-Za-z0-9_]+$/.test(key)) {
    throw invalid({ key: ["can contain only letters, digits and '_'."] });
  }
  if (value.length > 10_000) {
    throw invalid({ value: ['is too long (maximum is 10000 characters)'] });
  }
  const same = others.some(
    (row) => row.key === key && row.environmentScope === variable.environmentScope,
  );
  if (same) throw invalid({ key: [`(${key}) has already been taken`] });
  if (variable.masked && !canMask(variable)) throw invalid({ value: ['is invalid'] });
}

function canMask({ value, raw }: Variable): boolean {
  return raw ? /^\S{8,}$/.test(value) : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/.test(value);
}

export function presentVariable(variable: Variable): Record<string, unknown> {
  return {
    variable_type: variable.variableType,
    key: variable.key,
    value: variable.hidden ? null : variable.value,
    hidden: variable.hidden,
    protected: variable.protected,
    masked: variable.masked,
    raw: variable.raw,
    environment_scope: variable.environmentScope,
    description: variable.description ?? null,
  };
}
