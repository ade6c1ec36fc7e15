// @ts-check
/** Makes out/gitlab-mlops.vsix from dist/. Everything is bundled, so no dependency goes in. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { packageFile } from './lib/built.mjs';
import { root } from './lib/paths.mjs';
import { size } from './lib/steps.mjs';

// Times inside the package come from here: the same sources give the same bytes.
process.env.SOURCE_DATE_EPOCH ??= '1735689600';
await mkdir(dirname(packageFile), { recursive: true });
const { createVSIX } = await import('@vscode/vsce');
await createVSIX({
  cwd: root,
  packagePath: packageFile,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
  allowUnusedFilesPattern: true,
});
const { size: bytes } = await stat(packageFile);
console.log(`${packageFile}: ${size(bytes)}`);
