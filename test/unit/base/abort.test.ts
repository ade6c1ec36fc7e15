import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { whenAborted } from '../../../src/base/abort';
import { AppError } from '../../../src/base/errors';
import { retrying } from '../../../src/base/retry';
import { wait } from '../../../src/base/wait';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

it('tells everybody, in order, with one listener on the signal', () => {
  const { signal, ...controller } = withSignal();
  const told: number[] = [];
  const forgets = Array.from({ length: 50 }, (_, at) => whenAborted(signal, () => told.push(at)));
  expect(listeners(signal)).toBe(1);
  for (const forget of forgets.slice(3)) forget();
  controller.abort();
  expect(told).toEqual([0, 1, 2]);
  forgets[0]?.();
});

it('leaves nothing on a signal that nobody waits for any more', () => {
  const { signal } = withSignal();
  const twice = (): void => undefined;
  const [one, two] = [whenAborted(signal, twice), whenAborted(signal, twice)];
  one();
  one();
  expect(listeners(signal)).toBe(1);
  two();
  expect(listeners(signal)).toBe(0);
  // And begins anew.
  let told = 0;
  const { signal: other, abort } = withSignal();
  whenAborted(other, () => told++)();
  whenAborted(other, () => told++);
  abort();
  expect(told).toBe(1);
});

it('one that is told takes others off, who are then not told', () => {
  const { signal, abort } = withSignal();
  const told: string[] = [];
  whenAborted(signal, () => {
    told.push('first');
    forget();
  });
  const forget = whenAborted(signal, () => told.push('second'));
  abort();
  expect(told).toEqual(['first']);
});

it('repeats and pauses add nothing to a signal that outlives them', async () => {
  const { signal, abort } = withSignal();
  const policy = { tries: 30, firstDelayMs: 0, maxDelayMs: 0, maxRetryAfterMs: 0 };
  const work = (): Promise<never> => Promise.reject(new AppError('unreachable', 'Away.'));
  const many = Array.from({ length: 20 }, () =>
    retrying(work, { ...policy, kinds: ['unreachable'] }, signal).catch(() => undefined),
  );
  const long = Array.from({ length: 20 }, () => wait(60_000, signal).catch(String));
  expect(listeners(signal)).toBe(1);
  await Promise.all(many);
  expect(listeners(signal)).toBe(1);
  abort();
  expect(new Set(await Promise.all(long)).size).toBe(1);
  expect(listeners(signal)).toBe(0);
});

function withSignal(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
