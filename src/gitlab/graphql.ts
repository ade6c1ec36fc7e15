import * as z from 'zod';
import { AppError, type ErrorKind } from '../base/errors';
import { redact } from '../base/secret';
import { type Http } from './http/http';
import { parseAnswer, parseValue } from './parse';

/** A GraphQL operation with the shape of its variables and a reader for its data. */
export interface Document<V, R> {
  /** The operation's name in `text`. */
  readonly name: string;
  readonly text: string;
  readonly data: z.ZodType<R>;
  /** Only for the type. */
  readonly variables?: V;
}

export function document<V>() {
  return <R>(name: string, text: string, data: z.ZodType<R>): Document<V, R> => ({
    name,
    text,
    data,
  });
}

export interface GraphQL {
  /** Reads; may be repeated after a failure of the network. */
  query<V extends object, R>(
    document: Document<V, R>,
    variables: V,
    purpose: string,
    signal: AbortSignal,
  ): Promise<R>;
  /** Writes; sent once. */
  mutate<V extends object, R>(
    document: Document<V, R>,
    variables: V,
    purpose: string,
    signal: AbortSignal,
  ): Promise<R>;
}

const envelope = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
      }),
    )
    .nullish(),
});

/** JSON has no NaN: the item that held one is missing in the answer, which is good otherwise. */
const unsayable = /Float cannot represent non numeric value: "?-?(?:NaN|Infinity)/;

export function createGraphQL(http: Http): GraphQL {
  async function send<V extends object, R>(
    operation: Document<V, R>,
    variables: V,
    purpose: string,
    repeatable: boolean,
    signal: AbortSignal,
  ): Promise<R> {
    const answer = await http.request(
      {
        method: 'POST',
        path: 'api/graphql',
        body: {
          kind: 'json',
          value: { query: operation.text, variables, operationName: operation.name },
        },
        purpose,
        repeatable,
      },
      signal,
    );
    const { data, errors } = parseAnswer(envelope, answer, purpose);
    const messages = (errors ?? []).map((error) => error.message);
    if (messages.some((message) => !unsayable.test(message))) {
      throw graphqlFailure(messages, purpose);
    }
    return parseValue(operation.data, data, purpose);
  }
  return {
    query: (operation, variables, purpose, signal) =>
      send(operation, variables, purpose, true, signal),
    mutate: (operation, variables, purpose, signal) =>
      send(operation, variables, purpose, false, signal),
  };
}

const notOffered = 'NOT_OFFERED';

/** True when the server's schema lacks what was asked for. */
export function isNotOffered(error: unknown): boolean {
  return error instanceof AppError && error.code === notOffered;
}

const tooComplex = /exceeds max complexity of (\d+)/;

/** True for the refusal of a query that asks for too much at once. */
export function isTooComplex(error: unknown): boolean {
  return error instanceof AppError && tooComplex.test(error.detail ?? '');
}

/** Errors on top of an answer: the query as a whole failed. */
function graphqlFailure(messages: readonly string[], purpose: string): AppError {
  const text = messages.join('; ');
  const detail = redact(text.slice(0, 2_000));
  if (/does not exist or you don't have permission/i.test(text)) {
    return new AppError(
      'forbidden',
      `Cannot ${purpose}: it does not exist, or your role in the project does not allow it. Changes need the Developer role or higher.`,
      { detail },
    );
  }
  if (/doesn't exist on type|isn't defined|is not defined|doesn't accept argument/i.test(text)) {
    return new AppError(
      'remote',
      `Cannot ${purpose}: this version of GitLab does not offer it. Experiments and the model registry need GitLab 17.8 or later.`,
      { detail, fix: 'open-log', code: notOffered },
    );
  }
  if (/timeout|timed out/i.test(text)) {
    return new AppError(
      'unreachable',
      `Cannot ${purpose}: GitLab took too long to answer. Try again in a moment.`,
      { detail, fix: 'retry' },
    );
  }
  return new AppError('remote', `Cannot ${purpose}: GitLab says: "${short(text)}".`, {
    detail,
    fix: 'open-log',
  });
}

/** Problems in a mutation's own `errors` list; nothing when it is empty. */
export function throwMutationErrors(errors: readonly string[], purpose: string): void {
  if (errors.length === 0) return;
  const text = errors.join('; ');
  throw new AppError(
    mutationKind(text),
    `Cannot ${purpose}: GitLab refused it: "${short(text)}".`,
    { detail: redact(text) },
  );
}

function mutationKind(text: string): ErrorKind {
  if (/not found/i.test(text)) return 'not-found';
  if (/already|taken|exists/i.test(text)) return 'conflict';
  return 'invalid';
}

function short(text: string): string {
  return (text.length > 500 ? `${text.slice(0, 500)}…` : text).replace(/[.\s]+$/, '');
}
