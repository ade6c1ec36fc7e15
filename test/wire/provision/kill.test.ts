import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run } from '../../../scripts/lib/processes.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A sample of what `npm run test:crash` does in full. */
it('survives being killed at points all over creating, repairing, setting up and destroying', async ({
  signal,
}) => {
  const args = [
    join(root, 'scripts/crash.mjs'),
    '--every',
    '37',
    '--from',
    String(new Date().getDate() - 1),
  ];
  const { code, output } = await run(process.execPath, args, { cwd: root, signal });
  expect(output.trim().split('\n').at(-1), output).toMatch(/^\d+ points, 0 duplicates, 0 orphans$/);
  expect(code, output).toBe(0);
}, 300_000);
