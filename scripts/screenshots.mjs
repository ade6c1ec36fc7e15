// @ts-check
/**
 * Puts pictures of the last journey into docs/images, among them those of the marketplace's page in dark and light:
 * `npm run test:e2e && node scripts/screenshots.mjs`. Needs those of the journey only: `--environment`.
 */
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newestEditor } from './lib/editor.mjs';
import { root } from './lib/paths.mjs';

const { values } = parseArgs({ options: { environment: { type: 'boolean', default: false } } });

/** Moments of the environment's life that the journey keeps in both themes, under their own names. */
const moments = ['wizard', 'plan', 'progress', 'parked', 'drift', 'stop', 'destroy'].flatMap(
  (moment) => ['dark', 'light'].map((theme) => `${moment}-${theme}`),
);
/** Name in the documentation, and of the picture; the numbers of the journey's steps may change. */
const pictures = {
  ...Object.fromEntries(moments.map((name) => [name, name])),
  ...(values.environment
    ? {}
    : {
        log: 'play-the-training-job-and-follow-its-log',
        table: 'own-baseline',
        compare: 'own-compare',
      }),
};

const from = join(root, 'out/e2e', newestEditor);
const to = join(root, 'docs/images');
await mkdir(to, { recursive: true });
const made = await readdir(from).catch(() => []);
for (const [name, wanted] of Object.entries(pictures)) {
  const picture = made.find((file) => file.replace(/^\d+-/, '') === `${wanted}.png`);
  if (picture === undefined) {
    console.error(`There is no picture "${wanted}". Run: npm run test:e2e`);
    process.exit(1);
  }
  await copyFile(join(from, picture), join(to, `${name}.png`));
}
