import { type Features } from '../exchange';
import { type Project } from '../world';
import { type Candidate, type Model, type ModelVersion } from '../mlRows';
import { type Ctx, type Tag } from './experiments';
import { latestVersion, versionsOf } from './models';
import { findOrCreatePackage, renamePackage } from './packages';
import { againstRule, invalidRecord } from './refused';
import { rowsOf } from './rows';
import { createRun, nobody, runByEid } from './runs';
import { nextVersion, parseSemver } from './semver';

export interface NewVersion {
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly Tag[];
  /** The run that becomes the version's run: its database id or its MLflow id. */
  readonly run?: { readonly id: number } | { readonly eid: string } | undefined;
}

export type VersionCtx = Ctx & { readonly features: Pick<Features, 'promoteAcrossExperiments'> };

/**
 * Creates a version, from a run or with a run of its own. Everything or nothing: all refusals come first.
 * A promoted run keeps its package, which is renamed; newer servers also move it to the model's own experiment.
 */
export function createVersion(
  context: VersionCtx,
  project: Project,
  userId: number,
  model: Model,
  request: NewVersion,
): ModelVersion {
  const { world } = context;
  const version = request.version ?? nextVersion(latestVersion(world, model)?.version);
  if (parseSemver(version) === undefined) throw againstRule('Version must be semantic version');
  checkVersion(context, model, version, request.description);
  const run = request.run && promotable(context, project, model, request.run);
  const id = world.nextId('modelVersions');
  const now = context.now();
  const row: ModelVersion = {
    id,
    modelId: model.id,
    projectId: project.id,
    version,
    ...(request.description === undefined ? {} : { description: request.description }),
    userId,
    packageId: 0,
    candidateId: 0,
    metadata: (request.tags ?? []).map(({ key, value }) => ({ name: key, value })),
    createdAt: now,
    updatedAt: now,
  };
  row.candidateId = (run ?? ownRun(context, model)).id;
  row.packageId =
    run?.packageId === undefined
      ? findOrCreatePackage(context, project, userId, { name: model.name, version }).id
      : renamePackage(context, run.packageId, model.name, version);
  world.tables.modelVersions.push(row);
  const candidate = run ?? rowsOf(world).candidates.one(row.candidateId);
  if (candidate) candidate.modelVersionId = id;
  if (run && run.experimentId !== model.defaultExperimentId) {
    run.experimentId = model.defaultExperimentId;
    rowsOf(world).candidatesOfExperiment.forget();
  }
  world.changed();
  return row;
}

function checkVersion(
  context: Ctx,
  model: Model,
  version: string,
  description: string | undefined,
): void {
  const problems: string[] = [];
  if (versionsOf(context.world, model).some((row) => row.version === version)) {
    problems.push('Version has already been taken');
  }
  if (version.length > 255) problems.push('Version is too long (maximum is 255 characters)');
  if ((description?.length ?? 0) > 10_000) {
    problems.push('Description is too long (maximum is 10000 characters)');
  }
  if (problems.length > 0) throw againstRule(...problems);
}

function promotable(
  context: VersionCtx,
  project: Project,
  model: Model,
  wanted: { readonly id: number } | { readonly eid: string },
): Candidate {
  const rows = rowsOf(context.world);
  const run =
    'id' in wanted ? rows.candidates.one(wanted.id) : runByEid(context.world, project, wanted.eid);
  if (run?.projectId !== project.id) throw againstRule('Run not found');
  if (run.modelVersionId !== undefined) throw againstRule('Run has already a model version');
  const own = run.experimentId === model.defaultExperimentId;
  if (!own && !context.features.promoteAcrossExperiments) {
    throw againstRule("Run's experiment does not belong to this model");
  }
  const files = run.packageId === undefined ? undefined : rows.packages.one(run.packageId);
  if (files && files.packageType !== 'ml_model') {
    throw invalidRecord('Package package must be ml_model');
  }
  return run;
}

function ownRun(context: Ctx, model: Model): Candidate {
  const experiment = rowsOf(context.world).experiments.one(model.defaultExperimentId);
  if (experiment === undefined) throw againstRule('Model not found');
  return createRun(context, experiment, nobody, { startTime: 0, tags: [] });
}
