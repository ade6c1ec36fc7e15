import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { sdl } from '../../../../src/sandbox/gitlab/graphql/sdl';

const file = fileURLToPath(new URL('../../../../../shared/gitlab/schema.graphql', import.meta.url));
const present = existsSync(file);
if (!present) process.stdout.write('Skipped: the schema of GitLab is not beside this checkout.\n');

describe('the GraphQL schema of the sandbox', () => {
  it.skipIf(!present)(
    'has only types, fields, arguments and values that GitLab has, typed alike',
    () => {
      const real = buildSchema(readFileSync(file, 'utf8'));
      const ours = buildSchema(sdl);
      expect(differences(ours, real)).toEqual([]);
    },
  );

  it('finds what GitLab would not know', () => {
    const real = buildSchema('type Query { a(x: Int): Int b: B } enum B { C }');
    const ours = buildSchema(
      'type Query { a(x: ID, y: Int): Float c: Int b: B } enum B { C D } scalar E',
    );
    expect(differences(ours, real).sort()).toEqual([
      'B.D is unknown',
      'E is unknown',
      'Query.a is Float, not Int',
      'Query.a(x) is ID, not Int',
      'Query.a(y) is unknown',
      'Query.c is unknown',
    ]);
  });
});

function differences(ours: GraphQLSchema, real: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(ours.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    const other = real.getType(type.name);
    if (other === undefined || other.constructor !== type.constructor)
      found.push(`${type.name} is unknown`);
    else found.push(...compare(type, other, real));
  }
  return found;
}

function compare(type: GraphQLNamedType, other: GraphQLNamedType, real: GraphQLSchema): string[] {
  const found: string[] = [];
  if (isEnumType(type) && isEnumType(other)) {
    for (const { name } of type.getValues()) {
      if (!other.getValue(name)) found.push(`${type.name}.${name} is unknown`);
    }
  }
  const withFields = isObjectType(type) || isInterfaceType(type);
  if (withFields && (isObjectType(other) || isInterfaceType(other))) {
    for (const one of type.getInterfaces()) {
      if (!other.getInterfaces().some(({ name }) => name === one.name)) {
        found.push(`${type.name} does not implement ${one.name}`);
      }
    }
    for (const field of Object.values(type.getFields())) {
      const twin = other.getFields()[field.name];
      const path = `${type.name}.${field.name}`;
      if (!twin) {
        found.push(`${path} is unknown`);
        continue;
      }
      if (String(field.type) !== String(twin.type)) {
        found.push(`${path} is ${String(field.type)}, not ${String(twin.type)}`);
      }
      if (!real.getType(getNamedType(twin.type).name)) found.push(`${path} has no type`);
      found.push(...compareInputs(path, field.args, twin.args));
    }
  }
  if (isInputObjectType(type) && isInputObjectType(other)) {
    const inputs = (of: typeof type): Input[] => Object.values(of.getFields());
    found.push(...compareInputs(type.name, inputs(type), inputs(other)));
  }
  return found;
}

interface Input {
  readonly name: string;
  readonly type: unknown;
}

function compareInputs(path: string, ours: readonly Input[], real: readonly Input[]): string[] {
  return ours.flatMap((input) => {
    const twin = real.find(({ name }) => name === input.name);
    if (!twin) return [`${path}(${input.name}) is unknown`];
    if (String(input.type) === String(twin.type)) return [];
    return [`${path}(${input.name}) is ${String(input.type)}, not ${String(twin.type)}`];
  });
}
