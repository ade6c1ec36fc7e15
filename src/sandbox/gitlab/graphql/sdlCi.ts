type Connection = (type: string) => string;

const statuses = `
  CANCELED CANCELING CREATED FAILED MANUAL PENDING PREPARING RUNNING SCHEDULED SKIPPED SUCCESS
  WAITING_FOR_CALLBACK WAITING_FOR_RESOURCE
`;

export function ciSdl(paging: string, connection: Connection): string {
  return `
enum CiJobStatus { ${statuses} }
enum PipelineStatusEnum { ${statuses} }
enum CiJobKind { BRIDGE BUILD }
enum ShaFormat { LONG SHORT }

interface PipelineInterface {
  id: ID
  iid: String
  path: String
  user: UserCore
}

type Pipeline implements PipelineInterface {
  active: Boolean!
  beforeSha: String
  cancelable: Boolean!
  child: Boolean!
  complete: Boolean!
  createdAt: Time!
  detailedStatus: DetailedStatus!
  duration: Int
  failedJobsCount: Int!
  failureReason: String
  finishedAt: Time
  hasManualActions: Boolean!
  hasScheduledActions: Boolean!
  id: ID!
  iid: String!
  job(id: JobID, name: String): CiJob
  jobs(${paging}, retried: Boolean, statuses: [CiJobStatus!]): CiJobConnection
  latest: Boolean!
  mergeRequest: MergeRequest
  name: String
  path: String
  project: Project
  queuedDuration: Duration
  ref: String
  refPath: String
  retryable: Boolean!
  sha(format: ShaFormat): String
  source: String
  stages(${paging}): CiStageConnection
  startedAt: Time
  status: PipelineStatusEnum!
  stuck: Boolean!
  totalJobs: Int!
  updatedAt: Time!
  user: UserCore
  userPermissions: PipelinePermissions!
  warnings: Boolean!
  yamlErrorMessages: String
  yamlErrors: Boolean!
}
${connection('Pipeline')}

type PipelinePermissions {
  adminPipeline: Boolean!
  cancelPipeline: Boolean!
  destroyPipeline: Boolean!
  updatePipeline: Boolean!
}

type CiStage {
  detailedStatus: DetailedStatus
  id: ID!
  jobs(${paging}): CiJobConnection
  name: String
  status: String
}
type CiStageConnection {
  edges: [CiStageEdge]
  nodes: [CiStage]
  pageInfo: PageInfo!
}
type CiStageEdge {
  cursor: String!
  node: CiStage
}

type DetailedStatus {
  action: StatusAction
  detailsPath: String
  favicon: String
  group: String @deprecated(reason: "The \`group\` attribute is deprecated. Use \`name\` instead. Deprecated in GitLab 16.4.")
  hasDetails: Boolean
  icon: String @deprecated(reason: "The \`icon\` attribute is deprecated. Use \`name\` to identify the status to display instead. Deprecated in GitLab 16.4.")
  id: String!
  label: String
  name: String
  text: String @deprecated(reason: "The \`text\` attribute is being deprecated. Use \`label\` instead. Deprecated in GitLab 16.4.")
  tooltip: String
}

type StatusAction {
  buttonTitle: String
  icon: String
  id: String!
  method: String
  path: String
  title: String
}

type CiJob {
  active: Boolean!
  allowFailure: Boolean!
  artifacts(${paging}): CiJobArtifactConnection
  canPlayJob: Boolean!
  cancelable: Boolean!
  commitPath: String
  createdAt: Time!
  createdByTag: Boolean!
  detailedStatus: DetailedStatus
  duration: Int
  erasedAt: Time
  exitCode: Int
  failureMessage: String
  finishedAt: Time
  id: JobID
  kind: CiJobKind!
  manualJob: Boolean
  name: String
  pipeline: PipelineInterface
  playPath: String
  playable: Boolean!
  project: Project
  queuedAt: Time
  queuedDuration: Duration
  refName: String
  refPath: String
  retried: Boolean
  retryPath: String
  retryable: Boolean!
  scheduled: Boolean!
  scheduledAt: Time
  schedulingType: String
  shortSha: String!
  source: String
  stage: CiStage
  startedAt: Time
  status: CiJobStatus
  stuck: Boolean!
  tags: [String!]
  trace: CiJobTrace
  triggered: Boolean
  userPermissions: JobPermissions!
  webPath: String
}
${connection('CiJob')}

type JobPermissions {
  cancelBuild: Boolean!
  readBuild: Boolean!
  readJobArtifacts: Boolean!
  updateBuild: Boolean!
}

type CiJobTrace {
  htmlSummary(lastLines: Int = 10): String! @deprecated(reason: "**Status**: Experiment. Introduced in GitLab 15.11.")
}

enum JobArtifactFileType {
  ACCESSIBILITY ANNOTATIONS API_FUZZING ARCHIVE BROWSER_PERFORMANCE CLUSTER_APPLICATIONS CLUSTER_IMAGE_SCANNING
  COBERTURA CODEQUALITY CONTAINER_SCANNING COVERAGE_FUZZING CYCLONEDX DAST DEPENDENCY_SCANNING DOTENV JACOCO JUNIT
  LICENSE_SCANNING LOAD_PERFORMANCE LSIF METADATA METRICS METRICS_REFEREE NETWORK_REFEREE PERFORMANCE
  REPOSITORY_XRAY REQUIREMENTS REQUIREMENTS_V2 SAST SCIP SECRET_DETECTION TERRAFORM TRACE
}

type CiJobArtifact {
  downloadPath: String
  expireAt: Time
  expired: Boolean!
  fileType: JobArtifactFileType
  id: CiJobArtifactID!
  name: String
  size: BigInt!
}
type CiJobArtifactConnection {
  edges: [CiJobArtifactEdge]
  nodes: [CiJobArtifact]
  pageInfo: PageInfo!
}
type CiJobArtifactEdge {
  cursor: String!
  node: CiJobArtifact
}
`;
}
