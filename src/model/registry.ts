import { type Metric } from './run';
import { type ModelId, type ModelVersionId, type PackageId, type RunId } from './ids';
import { type Person, type Project } from './project';

export interface Model {
  readonly id: ModelId;
  readonly name: string;
  readonly description: string;
  readonly author: Person | undefined;
  readonly createdAt: number;
  readonly versionCount: number;
  /** Runs of the model's own experiment that were not promoted. */
  readonly runCount: number;
  readonly latestVersion: { readonly id: ModelVersionId; readonly version: string } | undefined;
  /** The iid of the model's own experiment. */
  readonly experimentIid: number | undefined;
  readonly webUrl: string;
}

export interface ModelVersion {
  readonly id: ModelVersionId;
  readonly modelId: ModelId;
  readonly version: string;
  /** The model card, Markdown. */
  readonly description: string;
  readonly author: Person | undefined;
  readonly createdAt: number;
  readonly packageId: PackageId | undefined;
  readonly artifactCount: number;
  readonly run: {
    readonly id: RunId;
    readonly eid: string;
    readonly iid: number;
    readonly name: string;
  };
  readonly webUrl: string;
}

export interface PackageFile {
  readonly id: number;
  readonly packageId: PackageId;
  /** As people know it: GitLab stores `dir%2Fmodel.pkl` for `dir/model.pkl`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string | undefined;
  readonly createdAt: number;
}

/** The registry of a project; versions newest first. */
export interface ModelsSnapshot {
  readonly project: Project;
  readonly models: readonly {
    readonly model: Model;
    readonly versions: readonly ModelVersion[];
    /** What the runs behind the versions reached, as far as it could be read. */
    readonly metrics?: ReadonlyMap<RunId, readonly Metric[]>;
  }[];
}

/** GitLab's rule for names of models: a package name, at most 255 characters. */
export function modelNameProblem(name: string): string | undefined {
  if (name === '') return 'Give the model a name.';
  if (name.length > 255) return 'A model name has at most 255 characters.';
  if (!/^[A-Za-z0-9._~@/+-]+$/.test(name)) {
    return 'A model name consists of letters, digits and . _ - + ~ @ /, without spaces.';
  }
  return undefined;
}
