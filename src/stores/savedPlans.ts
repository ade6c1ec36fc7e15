import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../base/errors';

const prefix = 'mlops-';
const dayMs = 24 * 60 * 60_000;

/**
 * Where Terraform may save a plan: in its own folder for such things, which nobody commits. Plans that nobody waits for
 * any more go. @param folder with the configuration @returns a path where nothing is yet
 */
export async function newPlanFile(folder: string): Promise<string> {
  const path = join(folder, '.terraform');
  try {
    // Not with its parents: a folder that is gone is not made anew without its configuration and state.
    await mkdir(path);
  } catch (cause) {
    if (!(await there(path))) throw unusable(folder, cause);
  }
  for (const name of await readdir(path)) {
    const old = join(path, name);
    // Another window may still wait for somebody to agree.
    if (name.startsWith(prefix) && Date.now() - (await stat(old)).mtimeMs > dayMs)
      await rm(old, { force: true });
  }
  return join(path, `${prefix}${randomUUID()}.tfplan`);
}

export async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

export function there(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function unusable(folder: string, cause: unknown): AppError {
  return new AppError(
    'not-found',
    `The folder “${folder}” with the Terraform configuration cannot be used. Choose another, or export the configuration again.`,
    { cause, fix: 'open-terraform' },
  );
}
