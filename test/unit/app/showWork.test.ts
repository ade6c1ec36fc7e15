import { expect, it } from 'vitest';
import { showWork } from '../../../src/app/showWork';
import { Emitter } from '../../../src/base/event';
import { type EnvironmentState } from '../../../src/model/environment';
import { type RunView, type StepView } from '../../../src/model/journal';
import { ScriptedUi } from '../../support/scriptedUi';
import { environmentStages } from '../../support/treeCases';

function environmentOf() {
  const changed = new Emitter<void>();
  let current: EnvironmentState = environmentStages['ready']!;
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    become(state: RunView['state'], ...steps: StepView[]): void {
      current = { ...current, run: { kind: 'create', state, steps } };
      changed.fire();
    },
  };
}

const step = (title: string, change: Partial<StepView>): StepView => ({
  id: title,
  title,
  after: [],
  expectedMs: 1_000,
  state: 'running',
  startedAt: undefined,
  endedAt: undefined,
  outputs: {},
  error: undefined,
  progress: undefined,
  ...change,
});
const done = step('net-gitlab', { state: 'done' });
const making = step('GitLab instance', {});
const waiting = step('Activate GitLab', {
  progress: { text: 'Open the link that GitLab mailed to anna@example.com.', needsYou: true },
});

function shown() {
  const ui = new ScriptedUi();
  const environment = environmentOf();
  const pressed: string[] = [];
  const reported: unknown[] = [];
  const showing = showWork({
    ui,
    environment,
    cancel: () => pressed.push('cancel'),
    activate: () => pressed.push('activate'),
    showPlan: () => pressed.push('plan'),
    report: (error) => reported.push(error),
  });
  return { ui, environment, pressed, reported, showing };
}

it('shows one notification with the steps that run, until they have ended', async () => {
  const { ui, environment, reported } = shown();
  environment.become('running', done, making);
  environment.become('running', done, making);
  environment.become('done', done, step('GitLab instance', { state: 'done' }));
  expect([ui.worked, ui.reports]).toEqual([
    ['Creating mlops-team'],
    ['1 of 2 steps: GitLab instance', '1 of 2 steps: GitLab instance'],
  ]);
  await Promise.resolve();
  environment.become('done', done);
  expect([ui.worked.length, reported]).toEqual([1, []]);
});

it('parks with a message that shows the way on, and goes on by itself', async () => {
  const { ui, environment, pressed } = shown();
  environment.become('running', done, making);
  environment.become('running', done, waiting);
  environment.become('running', done, waiting);
  expect(ui.messages).toEqual([
    'Activate GitLab: Open the link that GitLab mailed to anna@example.com.',
  ]);
  await ui.press('Activate…');
  await ui.press('Show Progress');
  expect(pressed).toEqual(['activate', 'plan']);
  await new Promise((resolve) => setImmediate(resolve));
  environment.become('running', done, making);
  expect(ui.worked).toEqual(['Creating mlops-team', 'Creating mlops-team']);
});

it('leaves a sign-in that ran out to its own message', () => {
  const { ui, environment } = shown();
  const progress = { text: 'Sign in again.', needsYou: true, fix: 'sign-in-cloud' } as const;
  environment.become('running', step('vm-mlops', { progress }));
  expect(ui.messages).toEqual([]);
});

it('cancels as the command does, which asks where that loses something, and says so', async () => {
  const { ui, environment, pressed } = shown();
  ui.cancelAt = 'Creating';
  environment.become('running', done, making);
  await Promise.resolve();
  expect(pressed).toEqual(['cancel']);
  environment.become('stopping', done, making);
  environment.become('stopped', done, making);
  expect(ui.reports.at(-1)).toBe('stopping: 1 of 2 steps: GitLab instance');
});
