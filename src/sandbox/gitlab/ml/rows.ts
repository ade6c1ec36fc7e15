import { type Tables, type User, type World } from '../world';
import { type Job, type Pipeline } from '../ciRows';
import {
  type Candidate,
  type Experiment,
  type Model,
  type ModelVersion,
  type Package,
  type PackageFile,
} from '../mlRows';
import { TableIndex } from './tableIndex';

/** Look-ups over the tables of models and runs that do not read the whole table each time. */
export class Rows {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  readonly users = this.#by<User>('users', (row) => row.id);
  readonly experiments = this.#by<Experiment>('experiments', (row) => row.id);
  readonly experimentsOfProject = this.#by<Experiment>('experiments', (row) => row.projectId);
  readonly experimentsByIid = this.#by<Experiment>('experiments', (row) => pair(row, row.iid));
  readonly experimentsByName = this.#by<Experiment>('experiments', (row) => pair(row, row.name));
  readonly candidates = this.#by<Candidate>('candidates', (row) => row.id);
  readonly candidatesByEid = this.#by<Candidate>('candidates', (row) => pair(row, row.eid));
  readonly candidatesByIid = this.#by<Candidate>('candidates', (row) => pair(row, row.iid));
  readonly candidatesOfExperiment = this.#by<Candidate>('candidates', (row) => row.experimentId);
  readonly models = this.#by<Model>('models', (row) => row.id);
  readonly modelsOfProject = this.#by<Model>('models', (row) => row.projectId);
  readonly modelsByName = this.#by<Model>('models', (row) => pair(row, row.name));
  readonly versions = this.#by<ModelVersion>('modelVersions', (row) => row.id);
  readonly versionsOfModel = this.#by<ModelVersion>('modelVersions', (row) => row.modelId);
  readonly packages = this.#by<Package>('packages', (row) => row.id);
  readonly packagesOfProject = this.#by<Package>('packages', (row) => row.projectId);
  readonly files = this.#by<PackageFile>('packageFiles', (row) => row.id);
  readonly filesOfPackage = this.#by<PackageFile>('packageFiles', (row) => row.packageId);
  readonly pipelines = this.#by<Pipeline>('pipelines', (row) => row.id);
  readonly jobs = this.#by<Job>('jobs', (row) => row.id);
  readonly jobsOfPipeline = this.#by<Job>('jobs', (row) => row.pipelineId);
  readonly jobsOfProject = this.#by<Job>('jobs', (row) => row.projectId);
  readonly pipelinesOfProject = this.#by<Pipeline>('pipelines', (row) => row.projectId);

  #by<Row extends object>(
    name: keyof Tables,
    keyOf: (row: Row) => string | number | undefined,
  ): TableIndex<Row> {
    // The caller names the table and its row type together.
    return new TableIndex<Row>(() => this.#tables[name] as unknown as readonly Row[], keyOf);
  }
}

export function pair(row: { projectId: number }, key: string | number): string {
  return `${row.projectId}/${key}`;
}

const kept = new WeakMap<World, Rows>();

export function rowsOf(world: World): Rows {
  let rows = kept.get(world);
  if (rows === undefined) {
    rows = new Rows(world.tables);
    kept.set(world, rows);
  }
  return rows;
}

/** Takes the rows out of a table that `gone` picks, in place. */
export function removeRows<Row>(table: Row[], gone: (row: Row) => boolean): void {
  let kept = 0;
  for (const row of table) if (!gone(row)) table[kept++] = row;
  table.length = kept;
}
