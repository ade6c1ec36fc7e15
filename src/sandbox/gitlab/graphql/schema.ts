import {
  buildASTSchema,
  buildSchema,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  parse,
  type TypeNode,
  visit,
  type ValueNode,
  valueFromASTUntyped,
  GraphQLError,
  isInterfaceType,
} from 'graphql';
import { isRecord } from '../../../base/record';
import { pipelineFields, stageFields } from './ci';
import { connectionFields } from './connectionFields';
import { candidateFields, candidateLinkFields, entryFields, experimentFields } from './experiments';
import { idClasses, parseGlobalId } from './globalId';
import { artifactFields, jobFields, traceFields } from './jobs';
import { modelFields, modelLinkFields, versionFields, versionLinkFields } from './models';
import { mutationFields } from './mutations';
import { packageFields, packageFileFields, packageLinkFields } from './packages';
import { mergeRequestFields, projectFields } from './project';
import { queryFields } from './query';
import { type Fields } from './resolver';
import { sdl } from './sdl';
import { userFields } from './users';

const resolvers: Readonly<Record<string, Fields>> = {
  Query: queryFields,
  Mutation: mutationFields,
  CurrentUser: userFields,
  UserCore: userFields,
  Project: projectFields,
  MergeRequest: mergeRequestFields,
  MlExperiment: experimentFields,
  MlCandidate: candidateFields,
  MLCandidateLinks: candidateLinkFields,
  MlCandidateParam: entryFields('Ml::CandidateParam'),
  MlCandidateMetadata: entryFields('Ml::CandidateMetadata'),
  MlCandidateMetric: entryFields('Ml::CandidateMetric'),
  MlModel: modelFields,
  MLModelLinks: modelLinkFields,
  MlModelVersion: versionFields,
  MLModelVersionLinks: versionLinkFields,
  PackageDetailsType: packageFields,
  PackageLinks: packageLinkFields,
  PackageFile: packageFileFields,
  Pipeline: pipelineFields,
  CiStage: stageFields,
  CiJob: jobFields,
  CiJobTrace: traceFields,
  CiJobArtifact: artifactFields,
};

const built = new Map<string, GraphQLSchema>();

/**
 * The schema with everything that answers it; the same for all servers of this process.
 * @param experiments false: as before 17.8, when GraphQL knew nothing of experiments
 * @param models false: as before 16.7, when it knew nothing of models either
 */
export function gitlabSchema(experiments = true, models = true): GraphQLSchema {
  const key = `${experiments} ${models}`;
  const known = built.get(key);
  if (known) return known;
  const gone = [...(experiments ? [] : ['Experiment']), ...(models ? [] : ['Model'])];
  const schema = build(gone.length === 0 ? buildSchema(sdl) : without(gone));
  built.set(key, schema);
  return schema;
}

/** Leaves out the types that are named so, and the fields by which one comes to them. */
function without(words: readonly string[]): GraphQLSchema {
  const pattern = new RegExp(`^(?:Ml|ml|ML)(?:${words.join('|')})(?!(?:Version)?ID)`);
  const isGone = (name: string): boolean => pattern.test(name);
  const text = visit(parse(sdl), {
    ObjectTypeDefinition: {
      enter: (node) => (isGone(node.name.value) ? null : undefined),
      // Without models there is nothing left to change.
      leave: (node) => (node.fields?.length === 0 ? null : undefined),
    },
    InputObjectTypeDefinition: (node) => (isGone(node.name.value) ? null : undefined),
    FieldDefinition: (node) =>
      isGone(node.name.value) || isGone(typeName(node.type)) ? null : undefined,
  });
  return buildASTSchema(text);
}

function typeName(type: TypeNode): string {
  return 'type' in type ? typeName(type.type) : type.name.value;
}

function build(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type)) {
      const name = Object.entries(idClasses).find(([scalar]) => scalar === type.name)?.[1];
      if (name !== undefined) {
        type.parseValue = (value) => parseGlobalId(name, value);
        type.parseLiteral = (node, variables) => parseGlobalId(name, plainValue(node, variables));
      }
      if (type.name === 'Time') {
        type.parseValue = parseTime;
        type.parseLiteral = (node, variables) => parseTime(plainValue(node, variables));
      }
    }
    if (isInterfaceType(type) && type.name === 'PipelineInterface')
      type.resolveType = () => 'Pipeline';
    if (!isObjectType(type)) continue;
    const fields =
      resolvers[type.name] ?? (type.name.endsWith('Connection') ? connectionFields : {});
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name];
      if (field) field.resolve = resolve;
    }
  }
  return schema;
}

function plainValue(node: ValueNode, variables: unknown): unknown {
  return valueFromASTUntyped(node, isRecord(variables) ? variables : undefined);
}

function parseTime(value: unknown): string {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
  throw new GraphQLError(`${JSON.stringify(value)} is not a valid Time`);
}
