import { noRecord, type RunKind, type RunView, type Stack } from '../model/journal';
import { type Step } from './step';

/** A run that nobody drives at the moment, as the journal tells it. */
export function restedView(stack: Stack, kind: RunKind, steps: readonly Step[]): RunView {
  const views = steps.map(({ id, title, after, expectedMs }) => {
    const record = stack.runs[kind][id] ?? noRecord;
    return {
      id,
      title,
      after,
      expectedMs,
      state: record.state === 'running' ? ('waiting' as const) : record.state,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      outputs: record.outputs,
      error: record.error,
      progress: undefined,
    };
  });
  const done = views.every((step) => step.state === 'done');
  const failed = views.some((step) => step.state === 'failed');
  return { kind, state: done ? 'done' : failed ? 'failed' : 'stopped', steps: views };
}
