import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { experimentsDocument } from '../../../src/gitlab/documents/experiments';
import { featuresDocument } from '../../../src/gitlab/documents/features';
import * as models from '../../../src/gitlab/documents/models';
import { runRestDocument } from '../../../src/gitlab/documents/runRest';
import { runIdsDocument, runsDocument } from '../../../src/gitlab/documents/runs';
import { interfaceData, missingData } from '../../support/gitlabData';

const documents = [
  experimentsDocument,
  featuresDocument,
  runsDocument,
  runIdsDocument,
  runRestDocument,
  ...Object.values(models),
];

describe('GraphQL documents of the adapter', () => {
  const missing = missingData('schema.graphql');
  let schema: GraphQLSchema;

  beforeAll(async () => {
    if (missing === undefined) schema = buildSchema(await interfaceData('schema.graphql'));
  }, 30_000);

  it.skipIf(missing !== undefined).each(documents.map((one) => [one.name, one.text] as const))(
    `%s is valid in GitLab's schema (${missing ?? 'data is there'})`,
    (_name, text) => {
      expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
    },
  );

  it.each(documents.map((one) => [one.name, one.text] as const))(
    '%s has its own name and fits into the 10,000 characters of a query',
    (name, text) => {
      const [definition, ...more] = parse(text).definitions;
      expect(more).toEqual([]);
      expect(definition).toMatchObject({ kind: 'OperationDefinition', name: { value: name } });
      expect(text.length).toBeLessThan(10_000);
    },
  );
});
