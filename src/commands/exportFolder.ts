import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, errorText } from '../base/errors';
import { type TerraformFile } from '../model/terraform/input';
import { replaceFile } from '../provision/replaceFile';

/** How a folder stands to what is to be written there. */
export interface FolderLook {
  /** To be written without a question: not there yet. */
  readonly fresh: readonly TerraformFile[];
  /** There with another content. */
  readonly differing: readonly TerraformFile[];
  /** Other configuration that Terraform would read together with ours. */
  readonly others: readonly string[];
}

/** An `imports.tf` of an earlier export would import what is no longer there: it is emptied, after a question. */
const noImports: TerraformFile = { name: 'imports.tf', text: '# Nothing exists yet.\n' };

export async function lookAtFolder(
  folder: string,
  files: readonly TerraformFile[],
): Promise<FolderLook> {
  const names = await unlessUnreadable(folder, () => readdir(folder));
  const stale =
    names.includes(noImports.name) && !files.some(({ name }) => name === noImports.name);
  const all = stale ? [...files, noImports] : files;
  const there = await Promise.all(all.map((file) => state(folder, file)));
  const ours = new Set(all.map(({ name }) => name));
  return {
    fresh: all.filter((_file, at) => there[at] === 'missing'),
    differing: all.filter((_file, at) => there[at] === 'differs'),
    others: names.filter((name) => /\.tf(\.json)?$/.test(name) && !ours.has(name)).sort(),
  };
}

/** Each file whole or not at all. */
export async function writeFiles(folder: string, files: readonly TerraformFile[]): Promise<void> {
  for (const { name, text } of files) {
    const path = join(folder, name);
    await unlessUnreadable(path, () => replaceFile(path, text));
  }
}

async function state(
  folder: string,
  { name, text }: TerraformFile,
): Promise<'missing' | 'same' | 'differs'> {
  const path = join(folder, name);
  try {
    const there = await lstat(path);
    if (there.isDirectory()) {
      throw new AppError('conflict', `"${path}" is a folder. Choose another place to export to.`);
    }
    return (await readFile(path, 'utf8')) === text ? 'same' : 'differs';
  } catch (error) {
    if (error instanceof AppError) throw error;
    // A link that leads nowhere is something of the user, too.
    const linked = await lstat(path).then(
      () => true,
      () => false,
    );
    return linked ? 'differs' : 'missing';
  }
}

async function unlessUnreadable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError('invalid', `"${path}" cannot be used: ${errorText(cause)}.`, { cause });
  }
}
