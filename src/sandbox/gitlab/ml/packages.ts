import { type GitLabContext } from '../exchange';
import { type Project, type World } from '../world';
import { type Candidate, type Package, type PackageFile } from '../mlRows';
import { type Ctx } from './experiments';
import { cgiEscape, encodeComponent } from './names';
import { removeRows, rowsOf } from './rows';
import { type StoredFile } from './storage';

export interface PackageKey {
  readonly name: string;
  readonly version: string;
  readonly packageType?: Package['packageType'];
}

export function findPackage(world: World, project: Project, key: PackageKey): Package | undefined {
  const type = key.packageType ?? 'ml_model';
  return rowsOf(world)
    .packagesOfProject.all(project.id)
    .find(
      (row) => row.packageType === type && row.name === key.name && row.version === key.version,
    );
}

export function findOrCreatePackage(
  context: Ctx,
  project: Project,
  userId: number,
  key: PackageKey,
): Package {
  const { world } = context;
  const found = findPackage(world, project, key);
  if (found) return found;
  const row: Package = {
    id: world.nextId('packages'),
    projectId: project.id,
    name: key.name,
    version: key.version,
    packageType: key.packageType ?? 'ml_model',
    status: 'default',
    createdAt: context.now(),
    creatorId: userId,
  };
  world.tables.packages.push(row);
  world.changed();
  return row;
}

/**
 * A run's package, made when it is asked for and linked to the run. Runs of a model use the model's name.
 * After a promotion the old package has the version's name, so this makes a new, empty one: use the version then.
 */
export function packageForRun(
  context: Ctx,
  project: Project,
  userId: number,
  run: Candidate,
): Package {
  const rows = rowsOf(context.world);
  const linked = run.packageId === undefined ? undefined : rows.packages.one(run.packageId);
  const row = findOrCreatePackage(context, project, userId, {
    name: runPackageName(context.world, run),
    version: linked?.packageType === 'generic' ? String(run.iid) : `candidate_${run.iid}`,
  });
  if (run.packageId !== row.id) {
    run.packageId = row.id;
    context.world.changed();
  }
  return row;
}

export function runPackageName(world: World, run: Candidate): string {
  const rows = rowsOf(world);
  const experiment = rows.experiments.one(run.experimentId);
  const model = experiment?.modelId === undefined ? undefined : rows.models.one(experiment.modelId);
  return model?.name ?? `ml_experiment_${experiment?.iid ?? 0}`;
}

/** Same package, same files, another label. Answers its id. */
export function renamePackage(context: Ctx, id: number, name: string, version: string): number {
  const row = rowsOf(context.world).packages.one(id);
  if (row) {
    row.name = name;
    row.version = version;
  }
  return id;
}

export function addFile(
  context: Ctx,
  owner: Package,
  fileName: string,
  stored: StoredFile,
): PackageFile {
  const { world } = context;
  const row: PackageFile = {
    id: world.nextId('packageFiles'),
    packageId: owner.id,
    fileName,
    size: stored.size,
    md5: stored.md5,
    sha1: stored.sha1,
    sha256: stored.sha256,
    createdAt: context.now(),
  };
  world.tables.packageFiles.push(row);
  world.changed();
  return row;
}

export function filesOf(world: World, packageId: number): readonly PackageFile[] {
  return rowsOf(world).filesOfPackage.all(packageId);
}

/** The newest file of a stored (encoded) name. */
export function fileNamed(
  world: World,
  packageId: number,
  storedName: string,
): PackageFile | undefined {
  return filesOf(world, packageId).findLast((file) => file.fileName === storedName);
}

/** How the MLflow artifact API looks a path up: with `+` for a blank, so names with blanks are not found. */
export function fileByArtifactPath(
  world: World,
  packageId: number,
  path: string,
): PackageFile | undefined {
  return fileNamed(world, packageId, cgiEscape(path));
}

/** How uploads store a path: percent-encoded as a whole. */
export function storedFileName(directory: string, name: string): string {
  return encodeComponent(directory === '' ? name : `${directory}/${name}`);
}

/** The package and its file rows go; a run or version that had it has none afterwards. */
export function deletePackage(context: Ctx, id: number): void {
  const { tables } = context.world;
  removeRows(tables.packageFiles, (row) => row.packageId === id);
  removeRows(tables.packages, (row) => row.id === id);
  for (const run of tables.candidates) if (run.packageId === id) delete run.packageId;
  context.world.changed();
}

export function deleteFile(context: Pick<GitLabContext, 'world'>, file: PackageFile): void {
  removeRows(context.world.tables.packageFiles, (row) => row === file);
  context.world.changed();
}
