import { randomUUID } from 'node:crypto';
import { type Project, type World } from '../world';
import { type Candidate, type Experiment } from '../mlRows';
import { type Ctx, type Tag } from './experiments';
import { linkJob } from './jobLink';
import { nickname } from './nickname';
import {
  againstRule,
  characters,
  checkLength,
  checkPresence,
  constraint,
  invalidRecord,
} from './refused';
import { removeRows, rowsOf } from './rows';

/** Nobody: runs that a model version made for itself have no author. */
export const nobody = 0;

/** Longest name of a parameter, a metric or a tag; longest value of a parameter and of a tag. */
export const limits = { name: 250, paramValue: 500, tagValue: 5000 } as const;

export interface NewRun {
  readonly name?: string | undefined;
  /** Milliseconds since 1970, 0 when unknown. */
  readonly startTime: number;
  readonly tags: readonly Tag[];
}

export interface Point {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step?: number | undefined;
}

export function runByEid(world: World, project: Project, eid: string): Candidate | undefined {
  return rowsOf(world).candidatesByEid.one(`${project.id}/${eid}`);
}

export function runByIid(world: World, project: Project, iid: string): Candidate | undefined {
  return rowsOf(world).candidatesByIid.one(`${project.id}/${iid}`);
}

/** Newest first. */
export function runsOf(world: World, experiment: Experiment): readonly Candidate[] {
  return rowsOf(world).candidatesOfExperiment.all(experiment.id).toReversed();
}

/** The run stays when one of its tags is refused: GitLab writes them one after the other. */
export function createRun(
  context: Ctx,
  experiment: Experiment,
  userId: number,
  run: NewRun,
): Candidate {
  const { world } = context;
  const tagged = run.tags.find((tag) => tag.key === 'mlflow.runName')?.value;
  const name = [run.name, tagged].find((text) => text !== undefined && text.trim() !== '');
  if (name !== undefined && characters(name) > 255) throw tooLong('ml_candidates');
  const row: Candidate = {
    id: world.nextId('candidates'),
    iid: world.nextId(`candidates/${experiment.projectId}`),
    eid: randomUUID(),
    projectId: experiment.projectId,
    experimentId: experiment.id,
    name: name ?? nickname(),
    status: 'running',
    userId,
    startTime: run.startTime,
    createdAt: context.now(),
    params: [],
    metadata: [],
    metrics: [],
  };
  world.tables.candidates.push(row);
  world.changed();
  addTags(context, row, run.tags);
  return row;
}

export function updateRun(
  context: Ctx,
  run: Candidate,
  change: { status?: Candidate['status'] | undefined; endTime?: number | undefined },
): void {
  if (change.status !== undefined) run.status = change.status;
  if (change.endTime !== undefined) run.endTime = change.endTime;
  context.world.changed();
}

export function logMetric(context: Ctx, run: Candidate, point: Point): void {
  checkPresence('Name', point.key);
  checkLength('Name', point.key, limits.name);
  addPoint(context.world, run, point);
  context.world.changed();
}

/** A name has one value for ever. */
export function logParam(context: Ctx, run: Candidate, param: Tag): void {
  checkPresence('Name', param.key);
  checkLength('Name', param.key, limits.name);
  checkPresence('Value', param.value);
  checkLength('Value', param.value, limits.paramValue);
  if (run.params.some((row) => row.name === param.key)) {
    throw constraint(
      `PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_ml_candidate_params_on_candidate_id_on_name"\nDETAIL:  Key (candidate_id, name)=(${run.id}, ${param.key}) already exists.\n`,
    );
  }
  addParam(context.world, run, param);
  context.world.changed();
}

export function setTag(context: Ctx, run: Candidate, tag: Tag): void {
  linkJob(context.world, run, [tag]);
  checkPresence('Name', tag.key);
  checkLength('Name', tag.key, limits.name);
  if (run.metadata.some((row) => row.name === tag.key)) {
    throw invalidRecord(`Name '${tag.key}' already taken`);
  }
  checkPresence('Value', tag.value);
  checkLength('Value', tag.value, limits.tagValue);
  addTag(context.world, run, tag);
  context.world.changed();
}

/** Many at once, past the validations: only the database's own limits hold. */
export function logMetrics(context: Ctx, run: Candidate, points: readonly Point[]): void {
  for (const { key } of points) {
    if (characters(key) > limits.name) throw tooLong('ml_candidate_metrics');
  }
  for (const point of points) addPoint(context.world, run, point);
  context.world.changed();
}

/** Names that are there already, in the run or earlier in the list, are skipped silently. */
export function logParams(context: Ctx, run: Candidate, params: readonly Tag[]): void {
  for (const { key, value } of params) {
    const fits = characters(key) <= limits.name && characters(value) <= limits.paramValue;
    if (!fits) throw tooLong('ml_candidate_params');
  }
  const known = new Set(run.params.map((row) => row.name));
  for (const param of params) {
    if (known.has(param.key)) continue;
    known.add(param.key);
    addParam(context.world, run, param);
  }
  context.world.changed();
}

export function addTags(context: Ctx, run: Candidate, tags: readonly Tag[]): void {
  if (tags.length === 0) return;
  linkJob(context.world, run, tags);
  for (const { key, value } of tags) {
    const fits = characters(key) <= limits.name && characters(value) <= limits.tagValue;
    if (!fits) throw tooLong('ml_candidate_metadata');
  }
  const known = new Set(run.metadata.map((row) => row.name));
  for (const tag of tags) {
    if (known.has(tag.key)) continue;
    known.add(tag.key);
    addTag(context.world, run, tag);
  }
  context.world.changed();
}

/** The run's package stays. */
export function deleteRun(context: Ctx, run: Candidate): void {
  if (run.modelVersionId !== undefined) {
    throw againstRule('Cannot delete a candidate associated to a model version');
  }
  removeRows(context.world.tables.candidates, (row) => row === run);
  context.world.changed();
}

/** The value of the newest row of a metric, whatever its step. */
export function latestValue(run: Candidate, metric: string): number | undefined {
  for (let at = run.metrics.length - 1; at >= 0; at--) {
    const point = run.metrics[at];
    if (point?.name === metric) return point.value;
  }
  return undefined;
}

function addPoint(world: World, run: Candidate, point: Point): void {
  run.metrics.push({
    id: world.nextId('candidateMetrics'),
    name: point.key,
    value: point.value,
    // The column has the default 0.
    step: point.step ?? 0,
    trackedAt: point.timestamp,
  });
}

function addParam(world: World, run: Candidate, { key, value }: Tag): void {
  run.params.push({ id: world.nextId('candidateParams'), name: key, value });
}

function addTag(world: World, run: Candidate, { key, value }: Tag): void {
  run.metadata.push({ id: world.nextId('candidateMetadata'), name: key, value });
}

function tooLong(table: string): Error {
  return constraint(
    `PG::CheckViolation: ERROR:  new row for relation "${table}" violates check constraint\n`,
  );
}
