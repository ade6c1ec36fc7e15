export interface Package {
  id: number;
  projectId: number;
  name: string;
  version: string;
  packageType: 'ml_model' | 'generic';
  status: 'default' | 'hidden' | 'processing' | 'error';
  createdAt: number;
  creatorId: number;
}

export interface PackageFile {
  id: number;
  packageId: number;
  /** As GitLab stores it: a path is percent-encoded. */
  fileName: string;
  size: number;
  md5: string;
  sha1: string;
  sha256: string;
  createdAt: number;
}

export interface Experiment {
  id: number;
  iid: number;
  projectId: number;
  name: string;
  userId: number;
  modelId?: number;
  metadata: { name: string; value: string }[];
  createdAt: number;
  updatedAt: number;
  deleted: boolean;
}

export interface Candidate {
  id: number;
  /** Unique in the project. */
  iid: number;
  /** MLflow run UUID. */
  eid: string;
  projectId: number;
  experimentId: number;
  name: string;
  status: 'running' | 'scheduled' | 'finished' | 'failed' | 'killed';
  userId: number;
  ciJobId?: number;
  packageId?: number;
  modelVersionId?: number;
  startTime: number;
  endTime?: number;
  createdAt: number;
  params: { id: number; name: string; value: string }[];
  metadata: { id: number; name: string; value: string }[];
  /** Every logged point in the order of their ids. */
  metrics: { id: number; name: string; value: number; step: number; trackedAt: number }[];
}

export interface Model {
  id: number;
  projectId: number;
  name: string;
  description?: string;
  userId: number;
  defaultExperimentId: number;
  metadata: { name: string; value: string }[];
  createdAt: number;
  updatedAt: number;
}

export interface ModelVersion {
  id: number;
  modelId: number;
  projectId: number;
  version: string;
  description?: string;
  userId: number;
  packageId: number;
  candidateId: number;
  metadata: { name: string; value: string }[];
  createdAt: number;
  updatedAt: number;
}
