import { expect, it } from 'vitest';
import { type RunView, type StepView } from '../../../src/model/journal';
import { busyWords, stepNow, stoppedWords } from '../../../src/model/runWords';

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

it('says what keeps other work out, and what to do', () => {
  const alive = (kind: RunView['kind'], more: Partial<RunView> = {}): string =>
    busyWords({ ...run(kind, step('Activate GitLab', 'running')), state: 'running', ...more });
  const cancel = (work: string): string =>
    `cancel the ${work} first: it can be resumed, and goes on from where it was.`;
  expect(alive('create')).toBe(`The creation is under way. Wait for it, or ${cancel('creation')}`);
  expect(alive('destroy')).toContain(`or ${cancel('destruction')}`);
  const parked = {
    ...step('Activate GitLab', 'running'),
    progress: { text: 'Set a password.', needsYou: true },
  };
  expect(alive('create', { steps: [step('GitLab', 'done'), parked] })).toBe(
    `The creation waits for you. Set a password. Or ${cancel('creation')}`,
  );
  expect(alive('create', { state: 'stopping' })).toBe(
    'The creation is stopping. Try again in a moment.',
  );
  expect(alive('create', { elsewhere: true })).toBe(
    'Another window works on the environment. Wait for it, or cancel it there.',
  );
  expect(busyWords(undefined)).toBe(
    'Something else is being done with the environment. Wait for its end.',
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
