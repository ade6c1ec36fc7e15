import { type Operation as WireOperation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type OperationId } from '../../../src/model/ids';
import { type Calls } from '../../../src/yandex/calls';
import { defaultPace, Operations } from '../../../src/yandex/operations';

const minute = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Operations whose service answers by the hour of the fake clock. */
function settling(answer: () => boolean) {
  let looks = 0;
  const read = (): Promise<unknown> => {
    looks++;
    return new Promise((resolve) => {
      const at = new Date();
      const done = answer();
      const operation: Partial<WireOperation> = { id: 'op', description: 'Create', done };
      resolve({ ...operation, createdAt: at, modifiedAt: at, createdBy: '' });
    });
  };
  const calls: Pick<Calls, 'read'> = { read: read as Calls['read'] };
  const settled = new Operations(calls, defaultPace, Date.now).settle('op' as OperationId, never);
  // A rejection is looked at later.
  settled.catch(() => undefined);
  return { settled, looks: () => looks };
}

const unreachable = (): never => {
  throw new AppError('unreachable', 'Yandex Cloud does not answer.');
};

it('waits an hour and a half for an operation, and looks at it every five seconds at most', async () => {
  const end = Date.now() + 90 * minute;
  const { settled, looks } = settling(() => Date.now() >= end);
  await vi.advanceTimersByTimeAsync(91 * minute);
  expect(await settled).toMatchObject({ kind: 'done' });
  expect(looks()).toBeGreaterThan(1_000);
  expect(looks()).toBeLessThan((90 * minute) / defaultPace.maxMs + 60);
});

it('does not count what the computer slept as silence of the cloud', async () => {
  let woke = Infinity;
  const { settled } = settling(() => {
    if (woke === Infinity) return false;
    return Date.now() - woke < minute ? unreachable() : true;
  });
  await vi.advanceTimersByTimeAsync(2 * minute);
  // Timers stand still meanwhile; the network comes back a little later than the clock.
  vi.setSystemTime(Date.now() + 8 * 60 * minute);
  woke = Date.now();
  await vi.advanceTimersByTimeAsync(2 * minute);
  expect(await settled).toMatchObject({ kind: 'done' });
});

it('gives up when the cloud is silent for longer than its patience', async () => {
  const { settled, looks } = settling(unreachable);
  await vi.advanceTimersByTimeAsync(defaultPace.patienceMs - minute);
  const before = looks();
  await vi.advanceTimersByTimeAsync(3 * minute);
  await expect(settled).rejects.toMatchObject({ kind: 'unreachable' });
  const after = looks();
  expect(after).toBeGreaterThan(before);
  await vi.advanceTimersByTimeAsync(minute);
  expect(looks()).toBe(after);
});
