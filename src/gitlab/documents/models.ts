import * as z from 'zod';
import { type ModelId, type ModelVersionId, type RunId } from '../../model/ids';
import { document } from '../graphql';
import { maybe, time } from '../parse';
import { nodes, pageInfo, person } from './common';

const modelFields = `
  id
  name
  description
  createdAt
  author { username name }
  versionCount
  candidateCount
  defaultExperimentPath
  latestVersion { id version }
  _links { showPath }`;

const versionFields = `
  id
  version
  description
  createdAt
  author { username name }
  packageId
  artifactsCount
  candidate { id iid eid name }
  _links { showPath }`;

const versionId = z.string().transform((id) => id as ModelVersionId);
const links = z.object({ showPath: maybe(z.string()) });

const model = z.object({
  id: z.string().transform((id) => id as ModelId),
  name: z.string(),
  description: maybe(z.string()),
  createdAt: time,
  author: maybe(person),
  versionCount: maybe(z.number()),
  candidateCount: maybe(z.number()),
  defaultExperimentPath: maybe(z.string()),
  latestVersion: maybe(z.object({ id: versionId, version: z.string() })),
  _links: links,
});
export type RawModel = z.infer<typeof model>;

const version = z.object({
  id: versionId,
  version: z.string(),
  description: maybe(z.string()),
  createdAt: time,
  author: maybe(person),
  packageId: maybe(z.string()),
  artifactsCount: maybe(z.number()),
  candidate: z.object({
    id: z.string().transform((id) => id as RunId),
    iid: z.int(),
    eid: z.string(),
    name: maybe(z.string()),
  }),
  _links: links,
});
export type RawVersion = z.infer<typeof version>;

const errors = z.array(z.string());

export const modelsDocument = document<{
  readonly project: string;
  readonly first: number;
  readonly after?: string | undefined;
}>()(
  'mlopsModels',
  `query mlopsModels($project: ID!, $first: Int!, $after: String) {
  project(fullPath: $project) {
    mlModels(first: $first, after: $after, orderBy: NAME, sort: ASC) {
      nodes {${modelFields} }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  z.object({
    project: maybe(z.object({ mlModels: maybe(z.object({ nodes: nodes(model), pageInfo })) })),
  }),
);

export const modelDocument = document<{ readonly model: ModelId }>()(
  'mlopsModel',
  `query mlopsModel($model: MlModelID!) {
  mlModel(id: $model) {${modelFields} }
}`,
  z.object({ mlModel: maybe(model) }),
);

export const versionsDocument = document<{
  readonly model: ModelId;
  readonly first: number;
  readonly after?: string | undefined;
}>()(
  'mlopsVersions',
  `query mlopsVersions($model: MlModelID!, $first: Int!, $after: String) {
  mlModel(id: $model) {
    versions(first: $first, after: $after, orderBy: CREATED_AT, sort: DESC) {
      nodes {${versionFields} }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  z.object({
    mlModel: maybe(z.object({ versions: maybe(z.object({ nodes: nodes(version), pageInfo })) })),
  }),
);

export const createModelDocument = document<{
  readonly project: string;
  readonly name: string;
  readonly description: string;
}>()(
  'mlopsCreateModel',
  `mutation mlopsCreateModel($project: ID!, $name: String!, $description: String) {
  mlModelCreate(input: { projectPath: $project, name: $name, description: $description }) {
    model {${modelFields} }
    errors
  }
}`,
  z.object({ mlModelCreate: maybe(z.object({ model: maybe(model), errors })) }),
);

export const editModelDocument = document<{
  readonly project: string;
  readonly name: string;
  readonly id: number;
  readonly description: string;
}>()(
  'mlopsEditModel',
  `mutation mlopsEditModel($project: ID!, $name: String!, $id: Int!, $description: String!) {
  mlModelEdit(
    input: { projectPath: $project, name: $name, modelId: $id, description: $description }
  ) {
    model { id }
    errors
  }
}`,
  z.object({ mlModelEdit: maybe(z.object({ errors })) }),
);

export const deleteModelDocument = document<{ readonly project: string; readonly id: ModelId }>()(
  'mlopsDeleteModel',
  `mutation mlopsDeleteModel($project: ID!, $id: MlModelID!) {
  mlModelDelete(input: { projectPath: $project, id: $id }) {
    errors
  }
}`,
  z.object({ mlModelDelete: maybe(z.object({ errors })) }),
);

export const createVersionDocument = document<{
  readonly project: string;
  readonly model: ModelId;
  readonly version: string;
  readonly description: string;
  readonly run?: RunId | undefined;
}>()(
  'mlopsCreateVersion',
  `mutation mlopsCreateVersion(
  $project: ID!
  $model: MlModelID!
  $version: String
  $description: String
  $run: MlCandidateID
) {
  mlModelVersionCreate(
    input: {
      projectPath: $project
      modelId: $model
      version: $version
      description: $description
      candidateId: $run
    }
  ) {
    modelVersion {${versionFields} }
    errors
  }
}`,
  z.object({ mlModelVersionCreate: maybe(z.object({ modelVersion: maybe(version), errors })) }),
);

export const editVersionDocument = document<{
  readonly project: string;
  readonly model: ModelId;
  readonly version: string;
  readonly description: string;
}>()(
  'mlopsEditVersion',
  `mutation mlopsEditVersion(
  $project: ID!
  $model: MlModelID!
  $version: String!
  $description: String!
) {
  mlModelVersionEdit(
    input: { projectPath: $project, modelId: $model, version: $version, description: $description }
  ) {
    modelVersion { id }
    errors
  }
}`,
  z.object({ mlModelVersionEdit: maybe(z.object({ errors })) }),
);

export const deleteVersionDocument = document<{ readonly id: ModelVersionId }>()(
  'mlopsDeleteVersion',
  `mutation mlopsDeleteVersion($id: MlModelVersionID!) {
  mlModelVersionDelete(input: { id: $id }) {
    errors
  }
}`,
  z.object({ mlModelVersionDelete: maybe(z.object({ errors })) }),
);
