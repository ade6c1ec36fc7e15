import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib/paths.mjs';

const run = promisify(execFile);

/** The sample project as somebody has it on their disk: a clone of the project that GitLab imports. */
export async function cloneSample(folder: string, url: string, caFile: string): Promise<void> {
  // The variable counts more than the configuration, and may be set on this machine.
  const env = { ...process.env, GIT_SSL_CAINFO: caFile };
  await run('git', ['clone', '--quiet', url, folder], { env });
}

/** The same files in a repository of their own. */
export async function copySample(folder: string): Promise<void> {
  await cp(join(root, 'sample'), folder, { recursive: true });
  const git = (...args: string[]): Promise<unknown> => run('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git(
    '-c',
    'user.name=Anna',
    '-c',
    'user.email=anna@example.com',
    'commit',
    '--quiet',
    '-m',
    'Sample',
  );
}
