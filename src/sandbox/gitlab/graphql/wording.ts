import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isRecord } from '../../../base/record';
import { GlobalIdError } from './globalId';

interface Phrase {
  readonly found: RegExp;
  readonly say: (match: RegExpExecArray) => {
    message: string;
    extensions?: Record<string, unknown>;
  };
}

/** The same complaints, as GitLab's GraphQL library words them. */
const phrases: readonly Phrase[] = [
  {
    found: /^Cannot query field "(\w+)" on type "(\w+)"/,
    say: ([, field, type]) => ({
      message: `Field '${field}' doesn't exist on type '${type}'`,
      extensions: { code: 'undefinedField', typeName: type, fieldName: field },
    }),
  },
  {
    found: /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    say: ([, argument, field]) => ({
      message: `Field '${field}' doesn't accept argument '${argument}'`,
      extensions: {
        code: 'argumentNotAccepted',
        name: field,
        typeName: 'Field',
        argumentName: argument,
      },
    }),
  },
  {
    found: /^Field "(\w+)" argument "(\w+)" of type "[^"]+" is required/,
    say: ([, field, argument]) => ({
      message: `Field '${field}' is missing required arguments: ${argument}`,
      extensions: {
        code: 'missingRequiredArguments',
        className: 'Field',
        name: field,
        arguments: argument,
      },
    }),
  },
  {
    found:
      /^Variable "\$(\w+)" of (?:required|non-null) type "([^"]+)" (?:was not provided|must not be null)/,
    say: ([, name, type]) => ({
      message: `Variable $${name} of type ${type} was provided invalid value`,
      extensions: {
        value: null,
        problems: [{ path: [], explanation: 'Expected value to not be null' }],
      },
    }),
  },
  {
    found: /^Unknown type "(\w+)"/,
    say: ([, type]) => ({
      message: `${type} isn't a defined input type`,
      extensions: { code: 'variableRequiresValidType', typeName: 'VariableDefinition' },
    }),
  },
  {
    found: /^Syntax Error: (.*)$/s,
    say: ([, detail]) => ({ message: `syntax error: ${detail}` }),
  },
];

/** An error in the shape of GitLab's answers. */
export function wordError(
  error: GraphQLError,
  variables: { readonly types: ReadonlyMap<string, string>; readonly values: unknown },
): GraphQLFormattedError {
  const { locations, path } = error;
  const where = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const invalid = invalidVariable(error, variables);
  if (invalid) return { ...invalid, ...where };
  const literal = /^Expected value of type "[^"]+", found .*?; (.*)$/s.exec(error.message)?.[1];
  if (literal !== undefined && originOf(error) instanceof GlobalIdError) {
    const extensions = { code: 'argumentLiteralsIncompatible', typeName: 'CoercionError' };
    return { message: literal, ...where, extensions };
  }
  for (const { found, say } of phrases) {
    const match = found.exec(error.message);
    if (match) return { ...say(match), ...where };
  }
  return { message: error.message, ...where };
}

function invalidVariable(
  error: GraphQLError,
  { types, values }: Parameters<typeof wordError>[1],
): { message: string; extensions: Record<string, unknown> } | undefined {
  const match = /^Variable "\$(\w+)" got invalid value (?:.*?)(?: at "[^"]*")?; (.*)$/s.exec(
    error.message,
  );
  const [, name = '', detail = ''] = match ?? [];
  if (match === null) return undefined;
  const at = / at "\$?\w+\.?([^"]*)";/.exec(error.message)?.[1] ?? '';
  const explanation = detail.replace(/^Expected type "[^"]+"\.\s*/, '');
  const value = isRecord(values) ? values[name] : undefined;
  const problem = { path: at === '' ? [] : at.split('.'), explanation, message: explanation };
  return {
    message: `Variable $${name} of type ${types.get(name) ?? ''} was provided invalid value${
      at === '' ? '' : ` for ${at} (${explanation})`
    }`,
    extensions: { value: value ?? null, problems: [problem] },
  };
}

function originOf(error: GraphQLError): unknown {
  let origin: unknown = error;
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError;
  return origin;
}
