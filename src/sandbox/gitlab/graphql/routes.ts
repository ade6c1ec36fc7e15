import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { isRecord } from '../../../base/record';
import { callerFor, credentialsOf } from '../access/credentials';
import {
  type Caller,
  type Exchange,
  type GitLabContext,
  Refusal,
  type Reply,
  type Route,
} from '../exchange';
import { answerQuery, type Request } from './execute';
import { InternalFailure } from './session';

const path = '/api/graphql';
/** Characters of all query texts of a request; variables do not count. */
const maxQueryLength = 10_000;

export function graphqlRoutes(context: GitLabContext): Route[] {
  const route = (method: 'GET' | 'POST'): Route => ({
    method,
    path,
    ownSignIn: true,
    handle: (exchange) => handle(context, exchange),
  });
  return [route('POST'), route('GET')];
}

async function handle(context: GitLabContext, exchange: Exchange): Promise<Reply> {
  const caller = identify(context, exchange);
  if (caller === 'refused') return failure(401, 'Invalid token');
  let requests: Requests;
  try {
    requests = await read(exchange);
  } catch (error) {
    if (error instanceof InvalidRequest) return failure(422, error.message);
    throw error;
  }
  const length = requests.list.reduce((sum, { query }) => sum + query.length, 0);
  if (length > maxQueryLength) return failure(422, 'Query too large');
  if (exchange.method !== 'POST' && requests.list.some(isMutation)) {
    return failure(422, `Mutations are forbidden in ${exchange.method} requests`);
  }
  try {
    const answers = [];
    for (const request of requests.list) answers.push(await answerQuery(context, caller, request));
    return { status: 200, json: requests.batch ? answers : answers[0] };
  } catch (error) {
    if (!(error instanceof InternalFailure)) context.crashes.push(error);
    return failure(500, 'Internal server error');
  }
}

/** The caller, nobody, or a token that does not do: it needs `api` or `read_api`. */
function identify(context: GitLabContext, exchange: Exchange): Caller | undefined | 'refused' {
  const credentials = credentialsOf(exchange.request, exchange.query, false);
  if (credentials === undefined) return undefined;
  try {
    const caller = callerFor(context, credentials, false);
    const fits = ['api', 'read_api'].some((scope) => caller.token.scopes.includes(scope));
    return fits ? caller : 'refused';
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

interface Requests {
  readonly list: readonly Request[];
  /** An array came in, so an array goes out. */
  readonly batch: boolean;
}

class InvalidRequest extends Error {}

async function read(exchange: Exchange): Promise<Requests> {
  const type = exchange.request.headers['content-type'] ?? '';
  if (exchange.method === 'POST' && type.includes('json')) {
    const body = parseJson((await exchange.body()).toString('utf8'));
    if (Array.isArray(body)) return { list: body.map(toRequest), batch: true };
    return { list: [toRequest(body)], batch: false };
  }
  return { list: [toRequest(await exchange.fields())], batch: false };
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidRequest('The request body is no JSON');
  }
}

function toRequest(value: unknown): Request {
  const body = isRecord(value) ? value : {};
  const { query, operationName } = body;
  return {
    query: typeof query === 'string' ? query : '',
    variables: toVariables(body['variables']),
    operationName: typeof operationName === 'string' && operationName ? operationName : undefined,
  };
}

/** An object, or its JSON as a text. */
function toVariables(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null || value === '') return {};
  if (isRecord(value)) return value;
  if (typeof value !== 'string') throw new InvalidRequest('Invalid variables');
  return toVariables(parseJson(value));
}

function isMutation({ query, operationName }: Request): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.MUTATION;
  } catch {
    return false;
  }
}

function failure(status: number, message: string): Reply {
  return { status, json: { errors: [{ message }] } };
}
