import { type GraphQLFieldResolver } from 'graphql';
import { type Session } from './session';

export type Fields = Readonly<Record<string, GraphQLFieldResolver<unknown, Session>>>;

/** Resolvers of one type, written against the row behind it. */
export function fieldsOf<Source>(fields: {
  readonly [name: string]: (source: Source, session: Session, args: Args) => unknown;
}): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [
      name,
      // The schema's types fix which source reaches which field.
      (source: unknown, args: unknown, session: Session) =>
        resolve(source as Source, session, args as Args),
    ]),
  );
}

/** Arguments as the schema has checked them. */
export type Args = Readonly<Record<string, unknown>>;

export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

export function number(args: Args, name: string): number | undefined {
  const value = args[name];
  return typeof value === 'number' ? value : undefined;
}

export function flag(args: Args, name: string): boolean | undefined {
  const value = args[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function texts(args: Args, name: string): readonly string[] | undefined {
  const value = args[name];
  return Array.isArray(value) ? value.map(String) : undefined;
}
