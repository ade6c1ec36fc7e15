import {
  buildASTSchema,
  buildSchema,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  parse,
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

const built = new Map<boolean, GraphQLSchema>();

/**
 * The schema with everything that answers it; the same for all servers of this process.
 * @param experiments false: as before 17.8, when GraphQL knew nothing of experiments
 */
export function gitlabSchema(experiments = true): GraphQLSchema {
  const known = built.get(experiments);
  if (known) return known;
  const schema = build(experiments ? buildSchema(sdl) : withoutExperiments());
  built.set(experiments, schema);
  return schema;
}

function withoutExperiments(): GraphQLSchema {
  const isGone = (name: string): boolean => /^(?:MlExperiment|mlExperiment)(?!ID)/.test(name);
  const text = visit(parse(sdl), {
    ObjectTypeDefinition: (node) => (isGone(node.name.value) ? null : undefined),
    FieldDefinition: (node) => (isGone(node.name.value) ? null : undefined),
  });
  return buildASTSchema(text);
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
