import { expect, it } from 'vitest';
import { type RunView, type StepView } from '../../../src/model/journal';
import { stepNow, stoppedWords } from '../../../src/model/runWords';

const step = (title: string, state: StepView['state'], outputs = {}): StepView => ({
  id: title,
  title,
  after: [],
  expectedMs: 1,
  state,
  startedAt: undefined,
  endedAt: undefined,
  outputs,
  error: undefined,
  progress: undefined,
});
const run = (kind: RunView['kind'], ...steps: StepView[]): RunView => ({
  kind,
  state: 'stopped',
  steps,
});

it('says what exists and what the cloud still does', () => {
  const accepted = { 'create.operation': 'fhm1', id: 'x' };
  expect(
    stoppedWords(
      run(
        'create',
        step('net-gitlab', 'done', accepted),
        step('GitLab instance mlops', 'waiting', accepted),
        step('vm-mlops', 'waiting', { image: 'i' }),
      ),
    ),
  ).toBe(
    'Stopped after 1 of 3 steps. There: net-gitlab. Still under way in the cloud: GitLab instance mlops. Resume goes on from here.',
  );
  expect(stoppedWords(run('destroy', step('machine “vm-mlops”', 'waiting')))).toBe(
    'Stopped after 0 of 1 steps. Nothing is taken back yet. Resume goes on from here.',
  );
});

it('says how long a running step usually takes, from a minute on', () => {
  const running = { ...step('GitLab', 'running'), expectedMs: 18 * 60_000 };
  expect(stepNow(running)).toBe('usually 18 min');
  expect(stepNow({ ...running, progress: { text: 'creating', fraction: 0.5 } })).toBe(
    'creating · 50 % · usually 18 min',
  );
  expect(stepNow({ ...running, expectedMs: 59_000 })).toBeUndefined();
});
