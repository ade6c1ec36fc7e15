import { afterEach, expect, it, vi } from 'vitest';
import { AppError, type ErrorKind } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type StepProgress } from '../../../src/model/journal';
import { recovery } from '../../../src/provision/recovery';

function recoveryWith(signedIn: () => boolean = () => true) {
  const asked: string[] = [];
  const told: StepProgress[] = [];
  const recover = recovery({
    pace: { lookMs: 1, busyMs: 1 },
    askSignIn: () => void asked.push('sign in'),
    signedIn: () => Promise.resolve(signedIn()),
  });
  const after = (kind: ErrorKind, times: number, signal = never): Promise<boolean> =>
    recover(new AppError(kind, 'It did not work.'), times, (one) => told.push(one), signal);
  return { asked, told, after, recover };
}

it('asks once for a sign-in that many steps wait for, and goes on when there is one', async () => {
  let signedIn = false;
  const { asked, told, after } = recoveryWith(() => signedIn);
  let awake = 0;
  const waiting = [1, 1, 7].map((times) => after('signed-out', times).then(() => awake++));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect([asked.length, awake]).toEqual([1, 0]);
  expect(told[0]).toMatchObject({ needsYou: true, fix: 'sign-in-cloud' });
  signedIn = true;
  await Promise.all(waiting);
  expect(awake).toBe(3);

  await after('signed-out', 2);
  expect(asked).toHaveLength(2);
});

it('ends the waiting for a sign-in when the run is stopped', async () => {
  const { after } = recoveryWith(() => false);
  const stop = new AbortController();
  const waiting = after('signed-out', 1, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
});

it.each<[ErrorKind, number, boolean]>([
  ['unreachable', 1, true],
  ['unreachable', 40, true],
  ['unreachable', 41, false],
  ['rate-limited', 40, true],
  ['rate-limited', 41, false],
  ['forbidden', 3, true],
  ['forbidden', 4, false],
  ['quota', 1, false],
  ['conflict', 1, false],
  ['remote', 1, false],
  ['cancelled', 1, false],
])('after “%s” for the %sth time: another try is %s', async (kind, times, expected) => {
  const { asked, after } = recoveryWith();
  expect(await after(kind, times)).toBe(expected);
  expect(asked).toEqual([]);
});

it('pauses longer from try to try, up to fifteen times as long as at first', async () => {
  vi.useFakeTimers();
  const recover = recovery({
    pace: { lookMs: 1, busyMs: 2_000 },
    askSignIn: () => undefined,
    signedIn: () => Promise.resolve(true),
  });
  const error = new AppError('unreachable', 'It did not work.');
  const pauses: number[] = [];
  for (const times of [1, 2, 3, 4, 5, 40]) {
    const begun = Date.now();
    const again = recover(error, times, () => undefined, never).then(() => Date.now() - begun);
    await vi.runAllTimersAsync();
    pauses.push(await again);
  }
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});
afterEach(() => vi.useRealTimers());

it('leaves a sign-in to GitLab to whoever asks for it', async () => {
  const { recover, asked } = recoveryWith();
  const error = new AppError('signed-out', 'Sign in to GitLab.', { fix: 'sign-in-gitlab' });
  expect(await recover(error, 1, () => undefined, never)).toBe(false);
  expect(asked).toEqual([]);
});
