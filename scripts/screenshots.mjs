// @ts-check
/** Puts pictures of the last journey into docs/images: `npm run test:e2e && node scripts/screenshots.mjs`. */
import { copyFile, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newestEditor } from './lib/editor.mjs';
import { root } from './lib/paths.mjs';

/** Name in the documentation, and of the journey's step. */
const pictures = {
  plan: '03-plan-the-environment',
  create: '04-create-until-GitLab-waits-for-its-activation',
  log: '13-play-the-training-job-and-follow-its-log',
  table: 'own-baseline',
  compare: 'own-compare',
};

const from = join(root, 'out/e2e', newestEditor);
const to = join(root, 'docs/images');
await mkdir(to, { recursive: true });
for (const [name, step] of Object.entries(pictures)) {
  const picture = join(from, `${step}.png`);
  if (!existsSync(picture)) {
    console.error(`There is no picture "${step}". Run: npm run test:e2e`);
    process.exit(1);
  }
  await copyFile(picture, join(to, `${name}.png`));
}
