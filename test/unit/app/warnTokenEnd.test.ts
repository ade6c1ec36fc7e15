import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { warnTokenEnd } from '../../../src/app/warnTokenEnd';
import { Emitter } from '../../../src/base/event';
import { type EnvironmentState } from '../../../src/model/environment';
import { environmentStages } from '../../support/treeCases';

const hour = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watching(first: EnvironmentState) {
  const changed = new Emitter<void>();
  let current = first;
  const warned: string[] = [];
  let signedIn = 0;
  const watch = warnTokenEnd({
    ui: {
      warn: (message, action) => {
        warned.push(message);
        action.run();
      },
    },
    environment: {
      get current() {
        return current;
      },
      onDidChange: changed.event,
    },
    signIn: () => signedIn++,
    now: Date.now,
  });
  return {
    warned,
    signedIn: () => signedIn,
    become: (next: EnvironmentState): void => {
      current = next;
      changed.fire();
    },
    watch,
  };
}

const working = stage('creating');
const ready = stage('ready');

function stage(name: string): EnvironmentState {
  const found = environmentStages[name];
  if (!found) throw new Error(`There is no stage ${name}.`);
  return found;
}
const with_ = (state: EnvironmentState, pastedAt: number | undefined): EnvironmentState => ({
  ...state,
  signIn: { label: 'IAM token', pastedAt, sessionOnly: false },
});

it('warns an hour before a pasted token runs out, once, in the middle of work', () => {
  const { warned, signedIn, become } = watching(with_(working, Date.now()));
  vi.advanceTimersByTime(11 * hour - 1);
  expect(warned).toEqual([]);
  vi.advanceTimersByTime(1);
  become(with_(working, Date.now() - 11 * hour));
  vi.advanceTimersByTime(2 * hour);
  expect(warned).toHaveLength(1);
  expect(warned[0]).toContain('runs out within 1 h');
  expect(signedIn()).toBe(1);
});

it('says nothing while nothing is under way, for tokens that renew themselves, and after the end', () => {
  const idle = watching(with_(ready, Date.now()));
  const renewed = watching(with_(working, undefined));
  const ended = watching(with_(working, Date.now()));
  ended.watch.dispose();
  vi.advanceTimersByTime(20 * hour);
  expect([idle.warned, renewed.warned, ended.warned]).toEqual([[], [], []]);
});

it('warns at once when work begins with an old token, and again for the next one', () => {
  const old = Date.now() - 11.5 * hour;
  const { warned, become } = watching(with_(ready, old));
  become(with_(working, old));
  expect(warned).toHaveLength(1);
  become(with_(working, Date.now()));
  vi.advanceTimersByTime(11 * hour);
  expect(warned).toHaveLength(2);
});
