import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { never } from '../../../src/base/wait';
import { type StepProgress } from '../../../src/model/journal';
import { activationStep } from '../../../src/provision/activation';
import { type StepContext } from '../../../src/provision/step';

const minute = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('waits an hour and a half for a person, looks as often as it is told, and goes on by itself', async () => {
  const end = Date.now() + 90 * minute;
  const asked: string[] = [];
  const told: StepProgress[] = [];
  const context: Pick<StepContext, 'outputs' | 'report'> = {
    outputs: () => ({ url: 'https://mlops.example.com' }),
    report: (progress) => void told.push(progress),
  };
  const step = activationStep({
    adminEmail: 'anna@example.com',
    lookMs: 15_000,
    signedIn: (url) => {
      asked.push(url);
      return Promise.resolve(Date.now() >= end);
    },
  });
  let done = false;
  const waiting = step.run(context as StepContext, never).then(() => (done = true));
  await vi.advanceTimersByTimeAsync(89 * minute);
  expect([done, told.map(({ needsYou }) => needsYou)]).toEqual([false, [true]]);
  await vi.advanceTimersByTimeAsync(minute);
  await waiting;
  expect(asked.length).toBe(90 * 4 + 1);
  expect(new Set(asked)).toEqual(new Set(['https://mlops.example.com']));
});
