import { type GitLabContext } from '../exchange';
import { type Project, type World } from '../world';
import { type Experiment } from '../mlRows';
import { againstRule, checkLength, checkPresence, invalidRecord } from './refused';
import { removeRows, rowsOf } from './rows';

export type Ctx = Pick<GitLabContext, 'world' | 'now'>;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export function experimentByIid(
  world: World,
  project: Project,
  iid: string,
): Experiment | undefined {
  return rowsOf(world).experimentsByIid.one(`${project.id}/${iid}`);
}

export function experimentByName(
  world: World,
  project: Project,
  name: string,
): Experiment | undefined {
  return rowsOf(world).experimentsByName.one(`${project.id}/${name}`);
}

export function createExperiment(
  context: Ctx,
  project: Project,
  userId: number,
  name: string,
  tags: readonly Tag[] = [],
): Experiment {
  const { world } = context;
  checkPresence('Name', name);
  checkLength('Name', name, 255);
  if (experimentByName(world, project, name)) {
    throw invalidRecord('Name should be unique in the project');
  }
  const now = context.now();
  const experiment: Experiment = {
    id: world.nextId('experiments'),
    iid: world.nextId(`experiments/${project.id}`),
    projectId: project.id,
    name,
    userId,
    // Inserted past the validations: a repeated key is dropped.
    metadata: uniqueTags(tags),
    createdAt: now,
    updatedAt: now,
    deleted: false,
  };
  world.tables.experiments.push(experiment);
  world.changed();
  return experiment;
}

export function setExperimentTag(context: Ctx, experiment: Experiment, tag: Tag): void {
  checkPresence('Name', tag.key);
  checkLength('Name', tag.key, 250);
  if (experiment.metadata.some((entry) => entry.name === tag.key)) {
    throw invalidRecord(`Name '${tag.key}' already taken`);
  }
  checkPresence('Value', tag.value);
  checkLength('Value', tag.value, 5000);
  experiment.metadata.push({ name: tag.key, value: tag.value });
  context.world.changed();
}

/** Its runs go with it; their packages stay. */
export function deleteExperiment(context: Ctx, experiment: Experiment): void {
  if (experiment.modelId !== undefined) {
    throw againstRule('Cannot delete an experiment associated to a model');
  }
  removeExperiment(context, experiment);
}

export function removeExperiment(context: Ctx, experiment: Experiment): void {
  const { tables } = context.world;
  removeRows(tables.candidates, (row) => row.experimentId === experiment.id);
  removeRows(tables.experiments, (row) => row === experiment);
  context.world.changed();
}

export function uniqueTags(tags: readonly Tag[]): { name: string; value: string }[] {
  const seen = new Map<string, string>();
  for (const { key, value } of tags) if (!seen.has(key)) seen.set(key, value);
  return [...seen].map(([name, value]) => ({ name, value }));
}
