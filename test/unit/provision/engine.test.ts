import { expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { wait } from '../../../src/base/wait';
import { type JournalState } from '../../../src/model/journal';
import { Run } from '../../../src/provision/engine';
import { Journal } from '../../../src/provision/journal';
import { type Step } from '../../../src/provision/step';

function journal(sink: (text: string) => Promise<void> = () => Promise.resolve()) {
  const state: JournalState<string> = {
    version: 1,
    header: 'test',
    runs: { create: {}, destroy: {} },
    entries: [],
  };
  return new Journal(state, sink, () => 0);
}

function step(id: string, after: string[], run: Step['run']): Step {
  return { id, title: id.toUpperCase(), after, expectedMs: 1, run };
}

function runOf(steps: Step[], on = journal(), reported: unknown[] = []) {
  let keys = 0;
  return new Run(steps, on.run('create'), {
    kind: 'create',
    now: () => 0,
    newKey: () => `key-${++keys}`,
    report: (error) => reported.push(error),
  });
}

it('hands outputs of a step to those after it', async () => {
  const seen: unknown[] = [];
  const run = runOf([
    step('b', ['a'], async (context) => {
      seen.push(context.outputs('a'));
    }),
    step('a', [], (context) => context.record({ id: '7' })),
  ]);
  expect((await run.start()).state).toBe('done');
  expect(seen).toEqual([{ id: '7' }]);
});

it('does not run what is done already', async () => {
  const on = journal();
  let count = 0;
  const steps = [
    step('a', [], async () => {
      count++;
    }),
  ];
  await runOf(steps, on).start();
  expect((await runOf(steps, on).start()).state).toBe('done');
  expect(count).toBe(1);
});

it('keeps keys over attempts until they are forgotten', async () => {
  const on = journal();
  const keys: string[] = [];
  const failing = (forget: boolean): Step[] => [
    step('a', [], async (context) => {
      keys.push(`${context.hasKey('call')} ${await context.key('call')}`);
      if (forget) await context.forget(['call']);
      throw new AppError('remote', 'No.');
    }),
  ];
  await runOf(failing(false), on).start();
  await runOf(failing(true), on).start();
  await runOf(failing(false), on).start();
  expect(keys).toEqual(['false key-1', 'true key-1', 'false key-1']);
});

it('keeps a failure with its way out, and calls anything else a bug', async () => {
  const reported: unknown[] = [];
  const run = runOf(
    [
      step('a', [], () =>
        Promise.reject(new AppError('quota', 'Used up.', { fix: 'open-quotas' })),
      ),
      step('b', [], () =>
        Promise.reject(new TypeError('glpat-abcdefghijklmnopqrst is not a function')),
      ),
      step('c', ['a'], async () => undefined),
    ],
    journal(),
    reported,
  );
  const view = await run.start();
  expect(view.state).toBe('failed');
  expect(view.steps.map(({ id, state, error }) => ({ id, state, error }))).toEqual([
    { id: 'a', state: 'failed', error: { kind: 'quota', message: 'Used up.', fix: 'open-quotas' } },
    {
      id: 'b',
      state: 'failed',
      error: { kind: 'bug', message: 'B: [secret] is not a function', fix: 'open-log' },
    },
    { id: 'c', state: 'waiting', error: undefined },
  ]);
  expect(reported).toHaveLength(1);
});

it('stops when it is told to, and says that it can go on', async () => {
  let started = false;
  const run = runOf([
    step('a', [], async (_, signal) => {
      started = true;
      await wait(60_000, signal);
    }),
    step('b', ['a'], async () => undefined),
  ]);
  const done = run.start();
  await expect.poll(() => started).toBe(true);
  const stopping = run.stop();
  expect(run.current.state).toBe('stopping');
  await stopping;
  expect((await done).state).toBe('stopped');
  expect(run.current.steps.map((one) => one.state)).toEqual(['waiting', 'waiting']);
});

it('begins a step again after what can be waited for, and not after the rest', async () => {
  const on = journal();
  const failures = [
    new AppError('signed-out', 'Run out.'),
    new AppError('signed-out', 'Again.'),
    new AppError('quota', 'Used up.'),
  ];
  const keys: string[] = [];
  const seen: string[] = [];
  const steps = [
    step('a', [], async (context) => {
      keys.push(await context.key('call'));
      const failure = failures.shift();
      if (failure) throw failure;
    }),
  ];
  const run = new Run(steps, on.run('create'), {
    kind: 'create',
    now: () => 0,
    newKey: () => `key-${keys.length}`,
    report: () => undefined,
    recover: async (error, times, report) => {
      report({ text: error.message, needsYou: true });
      seen.push(`${error.kind} ${times}`);
      return error.kind === 'signed-out';
    },
  });
  expect((await run.start()).state).toBe('failed');
  expect(seen).toEqual(['signed-out 1', 'signed-out 2', 'quota 1']);
  expect(keys).toEqual(['key-0', 'key-0', 'key-0']);
  expect(on.run('create').records['a']).toMatchObject({ attempts: 1, error: { kind: 'quota' } });
});

it('announces every change of state and progress', async () => {
  const seen: string[] = [];
  const run = runOf([
    step('a', [], async (context) => {
      context.report({ text: 'half way', fraction: 0.5, needsYou: true });
      await context.note('hello');
    }),
  ]);
  run.onDidChange(() => {
    const [view] = run.current.steps;
    seen.push(`${view?.state ?? ''} ${view?.progress?.text ?? '-'}`);
  });
  await run.start();
  expect([...new Set(seen)]).toEqual(['running -', 'running half way', 'done half way', 'done -']);
});

it('ends as failed when the journal cannot be written', async () => {
  const reported: unknown[] = [];
  const full = journal(() => Promise.reject(new Error('ENOSPC: no space left on device')));
  let called = false;
  const run = runOf(
    [
      step('a', [], async (context) => {
        await context.key('call');
        called = true;
      }),
    ],
    full,
    reported,
  );
  const view = await run.start();
  expect(view.state).toBe('failed');
  // What could not be written down was not done.
  expect(called).toBe(false);
  expect(reported.length).toBeGreaterThan(0);
});

it('writes in order, with what came together in one go', async () => {
  const texts: string[] = [];
  let release = (): void => undefined;
  const on = journal(async (text) => {
    texts.push(text);
    if (texts.length === 1) await new Promise<void>((resolve) => (release = resolve));
  });
  const run = on.run('create');
  const writes = ['a', 'b', 'c'].map((id) =>
    run.update(id, (record) => ({ ...record, state: 'done' }), `did ${id}`),
  );
  release();
  await Promise.all(writes);
  expect(texts).toHaveLength(2);
  const last = JSON.parse(texts[1]!) as JournalState<string>;
  expect(Object.keys(last.runs.create)).toEqual(['a', 'b', 'c']);
  expect(last.entries.map((entry) => entry.text)).toEqual(['did a', 'did b', 'did c']);
});
