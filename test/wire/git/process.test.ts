import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { runProcess } from '../../../src/git/process';
import { run } from '../../../src/terraform/process';

const program = process.execPath;
const limits = { env: {}, deadlineMs: 20_000, maxOutputBytes: 1_000 };

it('waits with one listener for the signal of many programs, and leaves none on it', async () => {
  const { signal } = new AbortController();
  const listeners = (): number => getEventListeners(signal, 'abort').length;
  const args = ['-e', ''];
  const running = [
    ...Array.from({ length: 6 }, () => runProcess({ program, args, ...limits }, signal)),
    ...Array.from({ length: 6 }, () => run({ program, args, cwd: undefined, ...limits }, signal)),
  ];
  expect(listeners()).toBe(1);
  await Promise.all(running);
  expect(listeners()).toBe(0);
});
