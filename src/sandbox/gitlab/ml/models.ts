import { type Project, type World } from '../world';
import { type Model, type ModelVersion } from '../mlRows';
import {
  createExperiment,
  type Ctx,
  experimentByName,
  removeExperiment,
  type Tag,
} from './experiments';
import { deletePackage } from './packages';
import { againstRule, invalidRecord, Refused } from './refused';
import { removeRows, rowsOf } from './rows';
import { compareSemver } from './semver';

/** GitLab's pattern for package names, which model names have to follow. */
const namePattern = /^@?(([\w\-+]*\.)*[\w\-+]+)@?\/?(([\w\-+]*\.)*[\w\-+]*)$/;
const maxDescription = 10_000;

export const notPermitted = "You don't have the permission to perform this action";

export function modelById(world: World, project: Project, id: number): Model | undefined {
  const model = rowsOf(world).models.one(id);
  return model?.projectId === project.id ? model : undefined;
}

export function modelByName(world: World, project: Project, name: string): Model | undefined {
  return rowsOf(world).modelsByName.one(`${project.id}/${name}`);
}

export function versionsOf(world: World, model: Model): readonly ModelVersion[] {
  return rowsOf(world).versionsOfModel.all(model.id);
}

/** The highest semantic version; of versions that differ in their suffix only, the newest. */
export function latestVersion(world: World, model: Model): ModelVersion | undefined {
  let latest: ModelVersion | undefined;
  for (const version of versionsOf(world, model)) {
    if (!latest || compareSemver(version.version, latest.version) >= 0) latest = version;
  }
  return latest;
}

/** Makes the model and the experiment `[model]<name>` that is its own. */
export function createModel(
  context: Ctx,
  project: Project,
  userId: number,
  name: string,
  description?: string,
  tags: readonly Tag[] = [],
): Model {
  const { world } = context;
  // The experiment is made first, so its refusal comes before those of the model.
  const experimentName = `[model]${name}`;
  if (experimentByName(world, project, experimentName)) {
    throw invalidRecord('Name should be unique in the project');
  }
  const problems = nameProblems(world, project, name);
  if ((description?.length ?? 0) > maxDescription) problems.push(longDescription);
  if (problems.length > 0) throw invalidRecord(...problems);
  const experiment = createExperiment(context, project, userId, experimentName);
  const now = context.now();
  const model: Model = {
    id: world.nextId('models'),
    projectId: project.id,
    name,
    ...(description === undefined ? {} : { description }),
    userId,
    defaultExperimentId: experiment.id,
    metadata: tags.map(({ key, value }) => ({ name: key, value })),
    createdAt: now,
    updatedAt: now,
  };
  experiment.modelId = model.id;
  world.tables.models.push(model);
  world.changed();
  return model;
}

export function updateModel(context: Ctx, model: Model, description: string): Model {
  if (description.length > maxDescription) throw invalidRecord(longDescription);
  model.description = description;
  model.updatedAt = context.now();
  context.world.changed();
  return model;
}

/**
 * Takes versions, their packages, the model's experiment and its runs away.
 * @param mayDestroyPackages whether the caller is a Maintainer; a model without versions needs none.
 */
export function deleteModel(context: Ctx, model: Model, mayDestroyPackages: boolean): void {
  const { world } = context;
  const versions = [...versionsOf(world, model)];
  if (versions.length > 0 && !mayDestroyPackages) throw againstRule(notPermitted);
  for (const version of versions) deletePackage(context, version.packageId);
  removeRows(world.tables.modelVersions, (row) => row.modelId === model.id);
  const experiment = rowsOf(world).experiments.one(model.defaultExperimentId);
  if (experiment) removeExperiment(context, experiment);
  removeRows(world.tables.models, (row) => row === model);
  world.changed();
}

/** The run of the version becomes an ordinary run of the model again. */
export function deleteVersion(
  context: Ctx,
  version: ModelVersion,
  mayDestroyPackages: boolean,
): void {
  const { world } = context;
  if (!mayDestroyPackages) throw againstRule(notPermitted);
  deletePackage(context, version.packageId);
  const run = rowsOf(world).candidates.one(version.candidateId);
  if (run) delete run.modelVersionId;
  removeRows(world.tables.modelVersions, (row) => row === version);
  world.changed();
}

export function updateVersion(
  context: Ctx,
  version: ModelVersion,
  description: string,
): ModelVersion {
  if (description.length > maxDescription) throw new Refused('rule', ['Model update failed']);
  version.description = description;
  version.updatedAt = context.now();
  context.world.changed();
  return version;
}

export function versionByName(
  world: World,
  project: Project,
  name: string,
  version: string,
): ModelVersion | undefined {
  const model = modelByName(world, project, name);
  return model && versionsOf(world, model).find((row) => row.version === version);
}

const longDescription = `Description is too long (maximum is ${maxDescription} characters)`;

function nameProblems(world: World, project: Project, name: string): string[] {
  const problems: string[] = [];
  if (!namePattern.test(name)) problems.push('Name is invalid');
  if (modelByName(world, project, name)) problems.push('Name has already been taken');
  if (name.trim() === '') problems.push("Name can't be blank");
  if (name.length > 255) problems.push('Name is too long (maximum is 255 characters)');
  return problems;
}
