import { GraphQLError } from 'graphql';

/** Classes behind the scalars of global ids, as GitLab names them. */
export const idClasses = {
  CiJobArtifactID: 'Ci::JobArtifact',
  CiPipelineID: 'Ci::Pipeline',
  JobID: 'CommitStatus',
  MlCandidateID: 'Ml::Candidate',
  MlCandidateMetadataID: 'Ml::CandidateMetadata',
  MlCandidateMetricID: 'Ml::CandidateMetric',
  MlCandidateParamID: 'Ml::CandidateParam',
  MlExperimentID: 'Ml::Experiment',
  MlModelID: 'Ml::Model',
  MlModelVersionID: 'Ml::ModelVersion',
  PackagesPackageFileID: 'Packages::PackageFile',
  PackagesPackageID: 'Packages::Package',
  UserID: 'User',
} as const;

export type IdClass = (typeof idClasses)[keyof typeof idClasses] | OtherClass;
type OtherClass = 'Project' | 'MergeRequest' | 'Ci::Build' | 'Ci::Stage';

/** Classes whose instances are also instances of another one. */
const subclasses: Readonly<Record<string, readonly string[]>> = {
  CommitStatus: [
    'CommitStatus',
    'Ci::Build',
    'Ci::Bridge',
    'Ci::Processable',
    'GenericCommitStatus',
  ],
  'Packages::Package': [
    'Packages::Package',
    'Packages::MlModel::Package',
    'Packages::Generic::Package',
  ],
};

/** `gid://gitlab/Ml::Candidate/90` */
export function globalId(name: IdClass, id: number | string): string {
  return `gid://gitlab/${name}/${id}`;
}

export class GlobalIdError extends GraphQLError {
  constructor(readonly explanation: string) {
    super(explanation);
  }
}

/** The database id inside a global id of a class, or GitLab's refusal of the text. */
export function parseGlobalId(name: string, value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? /^gid:\/\/([^/]+)\/([^/]+)\/([^/?]+)$/.exec(text) : null;
  const shown = JSON.stringify(text);
  if (match === null) throw new GlobalIdError(`${shown} is not a valid Global ID`);
  if (match[1] !== 'gitlab') throw new GlobalIdError(`${shown} is not a Gitlab Global ID`);
  const allowed = subclasses[name] ?? [name];
  if (!allowed.includes(match[2] ?? '')) {
    throw new GlobalIdError(`${shown} does not represent an instance of ${name}`);
  }
  // A text that is no number finds no row, as in the database.
  return /^\d+$/.test(match[3] ?? '') ? Number(match[3]) : 0;
}
