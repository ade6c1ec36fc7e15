/** A file of a local model folder, as it would be kept in the registry. */
export interface LocalFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly size: number;
}

/** Nobody wants these in a model version. */
export const leftOutNames: ReadonlySet<string> = new Set([
  '.git',
  '.DS_Store',
  'Thumbs.db',
  '__pycache__',
  '.ipynb_checkpoints',
  '.venv',
]);

/** More files are a sign of a wrong folder. */
export const mostFiles = 1_000;
/** What GitLab takes by default, bytes (`ml_model_max_file_size` is larger, its documentation says 5 GB). */
export const largestFile = 5 * 1024 ** 3;

/** What GitLab would refuse about these files, in one sentence; undefined when nothing. */
export function localFilesProblem(files: readonly LocalFile[]): string | undefined {
  if (files.length === 0) return 'There are no files in this folder.';
  if (files.length > mostFiles) {
    return `There are more than ${mostFiles.toLocaleString('en-US')} files in this folder. Choose the folder of one model.`;
  }
  const odd = files.find(({ path }) => !isAllowedPath(path));
  if (odd) {
    return `GitLab does not take the name "${odd.path}": names consist of letters, digits, spaces and . _ - +. Rename it first.`;
  }
  const large = files.find(({ size }) => size > largestFile);
  return large && `"${large.path}" is larger than 5 GB, which GitLab does not take.`;
}

function isAllowedPath(path: string): boolean {
  return path.split('/').every((name) => /^[A-Za-z0-9._+ -]+$/.test(name) && !/^\.+$/.test(name));
}
