import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

/** The packaged extension in out/, which the runner of the tests has made. */
export async function packagedExtension(): Promise<string> {
  const folder = join(root, 'out');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.vsix'));
  const dated = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(join(folder, file))).mtimeMs })),
  );
  const newest = dated.sort((a, b) => b.at - a.at)[0];
  if (!newest) throw new Error('There is no package in out/. Run: npm run package');
  return join(folder, newest.file);
}
