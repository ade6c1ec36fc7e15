import { gzipSync, unzipSync, type Zippable, zipSync } from 'fflate';
import { lstat, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { globToRegExp } from '../../gitlab/ci/config/glob';
import { expand } from '../../gitlab/ci/config/expand';
import { type RunnerApi } from '../api';
import { type JobLog } from './log';
import { type ArtifactSpec, type JobPayload } from './payload';
import { type Workspace } from './workspace';

export async function downloadArtifacts(
  api: RunnerApi,
  job: JobPayload,
  workspace: Workspace,
  log: JobLog,
  signal: AbortSignal,
): Promise<void> {
  for (const dependency of job.dependencies ?? []) {
    if (!dependency.artifacts_file) continue;
    log.step(`Downloading artifacts for ${dependency.name} (${dependency.id})...`);
    const answer = await api.downloadArtifact(dependency.id, dependency.token, signal);
    if (answer.status !== 200) throw new Error(`Downloading artifacts... status ${answer.status}`);
    const files = unzipSync(answer.body);
    for (const [name, bytes] of Object.entries(files)) {
      if (name.endsWith('/')) continue;
      const target = join(workspace.projectDir, name);
      // An archive must not write outside the project.
      if (!target.startsWith(workspace.projectDir + sep)) continue;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    log.line('Downloading artifacts from coordinator... ok');
  }
}

/** Uploads what the job keeps for its outcome. False: something that had to be there could not be sent. */
export async function uploadArtifacts(
  api: RunnerApi,
  job: JobPayload,
  workspace: Workspace,
  succeeded: boolean,
  log: JobLog,
  signal: AbortSignal,
): Promise<boolean> {
  let ok = true;
  for (const spec of job.artifacts ?? []) {
    const when = spec.when ?? 'on_success';
    if (when !== 'always' && (when === 'on_success') !== succeeded) continue;
    ok = (await upload(api, job, workspace, spec, log, signal)) && ok;
  }
  return ok;
}

async function upload(
  api: RunnerApi,
  job: JobPayload,
  workspace: Workspace,
  spec: ArtifactSpec,
  log: JobLog,
  signal: AbortSignal,
): Promise<boolean> {
  log.step('Uploading artifacts...');
  const found = await collect(spec, workspace, log);
  if (found.size === 0) {
    log.error('No files to upload');
    return true;
  }
  const type = spec.artifact_type ?? 'archive';
  const gzip = spec.artifact_format === 'gzip';
  const env = values(workspace);
  const name = expand(spec.name ?? 'artifacts', env).replaceAll(/[/\\]/g, '-') || 'artifacts';
  const file = gzip
    ? { name: `${name}.gz`, bytes: gzipSync(Buffer.concat([...found.values()])) }
    : { name: name.endsWith('.zip') ? name : `${name}.zip`, bytes: zip(found) };
  const answer = await api.uploadArtifact(
    job,
    file,
    {
      artifact_type: type,
      artifact_format: gzip ? 'gzip' : 'zip',
      ...(spec.expire_in ? { expire_in: spec.expire_in } : {}),
    },
    signal,
  );
  if (answer.status !== 201) {
    log.error(`Uploading artifacts as "${type}" to coordinator... ${answer.status}`);
    return false;
  }
  log.line(`Uploading artifacts as "${type}" to coordinator... 201 Created  id=${job.id}`);
  return true;
}

function zip(files: ReadonlyMap<string, Buffer>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, bytes] of files) entries[name] = [bytes, { level: 6 }];
  return zipSync(entries);
}

/** Files by path in the project; what lies outside the project is refused, as the real one does. */
async function collect(
  spec: ArtifactSpec,
  workspace: Workspace,
  log: JobLog,
): Promise<Map<string, Buffer>> {
  const root = await realpath(workspace.projectDir);
  const env = values(workspace);
  const everything = await listFiles(root, root);
  const excluded = (spec.exclude ?? []).map((glob) => globToRegExp(expand(glob, env)));
  const found = new Map<string, Buffer>();
  for (const pattern of spec.paths ?? []) {
    const glob = expand(pattern, env).replace(/^\.\//, '').replace(/\/+$/, '');
    const exact = globToRegExp(glob);
    const below = globToRegExp(`${glob}/**`);
    const inside =
      glob === '.' ? everything : everything.filter((path) => exact.test(path) || below.test(path));
    const chosen = inside.filter((path) => !excluded.some((one) => one.test(path)));
    if (chosen.length === 0) {
      log.warning(
        `${pattern}: no matching files. Ensure that the artifact path is relative to the working directory (${workspace.projectDir})`,
      );
      continue;
    }
    log.line(`${pattern}: found ${chosen.length} matching artifact files and directories`);
    for (const path of chosen) found.set(path, await readFile(join(root, path)));
  }
  return found;
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const result: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (folder === root && entry.name === '.git') continue;
    if (entry.isDirectory()) result.push(...(await listFiles(root, path)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await pointsInside(root, path)))) {
      result.push(relative(root, path).split(sep).join('/'));
    }
  }
  return result;
}

async function pointsInside(root: string, path: string): Promise<boolean> {
  try {
    const target = await realpath(path);
    return target.startsWith(root + sep) && (await lstat(target)).isFile();
  } catch {
    return false;
  }
}

function values(workspace: Workspace): Record<string, string> {
  return Object.fromEntries(
    Object.entries(workspace.env).map(([key, value]) => [key, value ?? '']),
  );
}
