import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempFolder } from '../../support/tempFolder';

const sampleFolder = fileURLToPath(new URL('../../../sample', import.meta.url));

export const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;

export interface Sample extends AsyncDisposable {
  readonly folder: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** A copy of the sample project in a folder of its own, run as a CI job with a bare python3 would. */
export async function sample(): Promise<Sample> {
  const folder = await tempFolder();
  await cp(sampleFolder, folder.path, {
    recursive: true,
    filter: (path) => !/^(runs|results|\.venv)$|__pycache__/.test(relative(sampleFolder, path)),
  });
  const start: Sample['start'] = (args, env = {}) => {
    const child = spawn('python3', args, {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PYTHONDONTWRITEBYTECODE: '1',
        TRAIN_WITH: 'stdlib',
        TRACK_WITH: env['MLFLOW_TRACKING_URI'] === undefined ? 'local' : 'rest',
        ...env,
      },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    return { child, finished };
  };
  return {
    folder: folder.path,
    start,
    run: (args, env) => start(args, env).finished,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
