import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql';
import { type Caller, type GitLabContext } from '../exchange';
import { complexityOf, depthOf } from './complexity';
import { gitlabSchema } from './schema';
import { type Session } from './session';
import { wordError } from './wording';

export interface Request {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Answers one query. Throws `InternalFailure` where GitLab would answer 500. */
export async function answerQuery(
  gitlab: GitLabContext,
  caller: Caller | undefined,
  request: Request,
): Promise<Answer> {
  const schema = gitlabSchema(
    gitlab.features.graphqlExperiments !== false,
    gitlab.features.graphqlModels !== false,
  );
  const { variables } = request;
  if (request.query.trim() === '') return { errors: [{ message: 'No query string was present' }] };
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [wordError(error, { types: new Map(), values: variables })] };
  }
  const operation = getOperationAST(document, request.operationName);
  const types = new Map<string, string>(
    operation?.variableDefinitions?.map((one) => [one.variable.name.value, print(one.type)]) ?? [],
  );
  const worded = (errors: readonly GraphQLError[]): Answer => ({
    errors: errors.map((error) => wordError(error, { types, values: variables })),
  });
  const problems = validate(schema, document);
  if (problems.length > 0) return worded(problems);
  if (!operation) return { errors: [{ message: noOperation(request.operationName) }] };
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (values.errors) return worded(values.errors);

  const limits = limitsFor(caller);
  const described = {
    schema,
    operation,
    fragments: fragmentsOf(document),
    variables: values.coerced,
  };
  const [score, depth] = [complexityOf(described), depthOf(described)];
  const exceeded = [
    ...(score > limits.complexity
      ? [`Query has complexity of ${score}, which exceeds max complexity of ${limits.complexity}`]
      : []),
    ...(depth > limits.depth && !isIntrospection(operation)
      ? [`Query has depth of ${depth}, which exceeds max depth of ${limits.depth}`]
      : []),
  ];
  if (exceeded.length > 0) return { errors: exceeded.map((message) => ({ message })) };

  const session: Session = {
    gitlab,
    caller,
    mayWrite: caller?.token.scopes.includes('api') ?? false,
    complexity: { score, limit: limits.complexity },
    fieldCalls: new Map(),
  };
  const result = await execute({
    schema,
    document,
    contextValue: session,
    variableValues: variables,
    operationName: request.operationName,
  });
  for (const { originalError } of result.errors ?? []) {
    if (originalError && !(originalError instanceof GraphQLError)) throw originalError;
  }
  return {
    ...(result.errors ? worded(result.errors) : {}),
    data: result.data ?? null,
  };
}

/** Anonymous callers have 200 points, others 250, administrators 300. */
function limitsFor(caller: Caller | undefined): { complexity: number; depth: number } {
  if (caller === undefined) return { complexity: 200, depth: 15 };
  return { complexity: caller.user.admin ? 300 : 250, depth: 20 };
}

function noOperation(name: string | undefined): string {
  return name === undefined ? 'An operation name is required' : `No operation named "${name}"`;
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const found: Record<string, FragmentDefinitionNode> = {};
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) found[node.name.value] = node;
  }
  return found;
}

function isIntrospection({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(
    (node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );
}
