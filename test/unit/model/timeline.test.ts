import { expect, it } from 'vitest';
import { type RunView, type StepView } from '../../../src/model/journal';
import { isYours, timeline } from '../../../src/model/timeline';

const start = Date.UTC(2026, 8, 18, 14);
const minute = 60_000;

function step(id: string, parts: Partial<StepView> = {}): StepView {
  return {
    id,
    title: id,
    after: [],
    expectedMs: minute,
    state: 'waiting',
    startedAt: undefined,
    endedAt: undefined,
    outputs: {},
    error: undefined,
    progress: undefined,
    ...parts,
  };
}

function run(steps: StepView[], state: RunView['state'] = 'running'): RunView {
  return { kind: 'create', state, steps };
}

const done = (id: string, from: number, to: number): StepView =>
  step(id, { state: 'done', startedAt: start + from * minute, endedAt: start + to * minute });

it('expects waiting steps after those that they wait for', () => {
  const line = timeline(
    run([
      done('network', 0, 1),
      step('gitlab', {
        state: 'running',
        after: ['network'],
        startedAt: start + minute,
        expectedMs: 18 * minute,
      }),
      step('activation', { after: ['gitlab'], expectedMs: 2 * minute }),
    ]),
    [],
    start + 5 * minute,
  );
  expect(line.bars).toEqual([
    { id: 'network', start: 0, end: minute, expected: undefined },
    {
      id: 'gitlab',
      start: minute,
      end: 5 * minute,
      expected: { from: 5 * minute, to: 19 * minute },
    },
    {
      id: 'activation',
      start: undefined,
      end: undefined,
      expected: { from: 19 * minute, to: 21 * minute },
    },
  ]);
  expect([line.now, line.elapsed, line.left]).toEqual([5 * minute, 5 * minute, 16 * minute]);
  expect(line.ticks.map((tick) => tick.label)).toEqual(['0', '5', '10', '15', '20 min']);
});

it('expects nothing of steps behind a failed one, or when no step will be started', () => {
  const failed = step('a', { state: 'failed', startedAt: start, endedAt: start + 2_000 });
  const behind = step('b', { after: ['a'] });
  const free = step('c');
  const expected = (state: RunView['state']): boolean[] =>
    timeline(run([failed, behind, free], state), [], start + 3_000).bars.map(
      (bar) => bar.expected !== undefined,
    );
  expect(expected('running')).toEqual([false, false, true]);
  expect(expected('stopping')).toEqual([false, false, false]);
  expect(expected('failed')).toEqual([false, false, false]);
});

it('shows an overdue step without a rest and lets the next begin now', () => {
  const line = timeline(
    run([
      step('a', { state: 'running', startedAt: start }),
      step('b', { after: ['a'], expectedMs: minute }),
    ]),
    [],
    start + 5 * minute,
  );
  expect(line.bars.map((bar) => bar.expected)).toEqual([
    undefined,
    { from: 5 * minute, to: 6 * minute },
  ]);
});

it('cuts the night between an interruption and the resume out of the axis', () => {
  const night = 600;
  const line = timeline(
    run([
      done('network', 0, 1),
      step('gitlab', { state: 'running', startedAt: start + minute, expectedMs: 18 * minute }),
    ]),
    [
      { at: start - 1_000, text: 'plan agreed' },
      { at: start + 3 * minute, step: 'gitlab', text: 'gitlab: asked' },
      { at: start + night * minute, text: 'resumed' },
    ],
    start + (night + 2) * minute,
  );
  expect(line.resumes).toEqual([3 * minute]);
  expect(line.now).toBe(5 * minute);
  expect(line.bars[1]).toMatchObject({ start: minute, end: 5 * minute });
});

it('stands still when the run is over', () => {
  const line = timeline(run([done('a', 0, 4)], 'done'), [], start + 900 * minute);
  expect([line.now, line.left, line.elapsed]).toEqual([undefined, undefined, 4 * minute]);
  expect(line.span).toBeLessThan(5 * minute);
});

it('has an axis before anything has begun', () => {
  const line = timeline(run([step('a')], 'stopped'), [], start);
  expect(line.span).toBeGreaterThan(0);
  expect(line.bars).toEqual([{ id: 'a', start: undefined, end: undefined, expected: undefined }]);
});

it('knows the step of the user before it asks', () => {
  expect([isYours(step('activation')), isYours(step('gitlab'))]).toEqual([true, false]);
  expect(isYours(step('x', { progress: { text: 'open it', needsYou: true } }))).toBe(true);
});
