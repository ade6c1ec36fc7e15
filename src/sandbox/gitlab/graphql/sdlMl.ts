type Connection = (type: string) => string;

export function mlSdl(paging: string, connection: Connection): string {
  return `
enum MlModelsOrderBy { CREATED_AT ID NAME UPDATED_AT }
enum MlModelVersionsOrderBy { CREATED_AT ID VERSION }

type MlExperiment {
  candidateCount: Int!
  candidates(${paging}): MlCandidateConnection
  createdAt: Time!
  creator: UserCore
  id: MlExperimentID!
  modelId: MlModelID
  name: String!
  path: String!
  updatedAt: Time!
}
${connection('MlExperiment')}

type MlCandidate {
  _links: MLCandidateLinks!
  ciJob: CiJob
  createdAt: Time!
  creator: UserCore
  eid: String!
  id: MlCandidateID!
  iid: Int!
  metadata(${paging}): MlCandidateMetadataConnection!
  metrics(${paging}): MlCandidateMetricConnection!
  name: String
  params(${paging}): MlCandidateParamConnection!
  status: String
}
${connection('MlCandidate')}

type MLCandidateLinks {
  artifactPath: String
  showPath: String
}

type MlCandidateParam {
  id: MlCandidateParamID!
  name: String
  value: String!
}
${connection('MlCandidateParam')}

type MlCandidateMetadata {
  id: MlCandidateMetadataID!
  name: String
  value: String!
}
${connection('MlCandidateMetadata')}

type MlCandidateMetric {
  id: MlCandidateMetricID!
  name: String
  step: Int!
  value: Float!
}
${connection('MlCandidateMetric')}

type MlModel {
  _links: MLModelLinks!
  author: UserCore
  candidateCount: Int
  candidates(${paging}): MlCandidateConnection
  createdAt: Time!
  defaultExperimentPath: String
  description: String
  descriptionHtml: String
  id: MlModelID!
  latestVersion: MlModelVersion
  name: String!
  version(modelVersionId: MlModelVersionID): MlModelVersion
  versionCount: Int
  versions(${paging}, orderBy: MlModelVersionsOrderBy, sort: SortDirectionEnum, version: String): MlModelVersionConnection
}
${connection('MlModel')}

type MLModelLinks { showPath: String }

type MlModelVersion {
  _links: MLModelVersionLinks!
  artifactsCount: Int
  author: UserCore
  candidate: MlCandidate!
  createdAt: Time!
  description: String
  descriptionHtml: String
  id: MlModelVersionID!
  packageId: PackagesPackageID!
  version: String!
}
${connection('MlModelVersion')}

type MLModelVersionLinks {
  importPath: String
  packagePath: String
  showPath: String
}

type Mutation {
  mlModelCreate(input: MlModelCreateInput!): MlModelCreatePayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 16.8.")
  mlModelDelete(input: MlModelDeleteInput!): MlModelDeletePayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 17.0.")
  mlModelDestroy(input: MlModelDestroyInput!): MlModelDestroyPayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 16.10.")
  mlModelEdit(input: MlModelEditInput!): MlModelEditPayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 17.3.")
  mlModelVersionCreate(input: MlModelVersionCreateInput!): MlModelVersionCreatePayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 17.1.")
  mlModelVersionDelete(input: MlModelVersionDeleteInput!): MlModelVersionDeletePayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 17.0.")
  mlModelVersionEdit(input: MlModelVersionEditInput!): MlModelVersionEditPayload @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 17.4.")
}

input MlModelCreateInput {
  clientMutationId: String
  description: String
  name: String!
  projectPath: ID!
}
type MlModelCreatePayload { ${modelPayload} }

input MlModelEditInput {
  clientMutationId: String
  description: String
  modelId: Int
  name: String!
  projectPath: ID!
}
type MlModelEditPayload { ${modelPayload} }

input MlModelDeleteInput {
  clientMutationId: String
  id: MlModelID!
  projectPath: ID!
}
type MlModelDeletePayload { ${modelPayload} }

input MlModelDestroyInput {
  clientMutationId: String
  id: MlModelID!
  projectPath: ID!
}
type MlModelDestroyPayload {
  message: String
  ${modelPayload}
}

input MlModelVersionCreateInput {
  candidateId: MlCandidateID
  clientMutationId: String
  description: String
  modelId: MlModelID!
  projectPath: ID!
  version: String
}
type MlModelVersionCreatePayload { ${versionPayload} }

input MlModelVersionEditInput {
  clientMutationId: String
  description: String!
  modelId: MlModelID!
  projectPath: ID!
  version: String!
}
type MlModelVersionEditPayload { ${versionPayload} }

input MlModelVersionDeleteInput {
  clientMutationId: String
  id: MlModelVersionID!
}
type MlModelVersionDeletePayload { ${versionPayload} }
`;
}

const modelPayload = `
  clientMutationId: String
  errors: [String!]!
  model: MlModel
`;

const versionPayload = `
  clientMutationId: String
  errors: [String!]!
  modelVersion: MlModelVersion
`;
