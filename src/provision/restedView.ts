import { noRecord, type RunKind, type RunView, type Stack } from '../model/journal';
import { type Step } from './step';

/**
 * A run as the journal tells it.
 * @param elsewhere another window drives it; else nobody does
 */
export function restedView(
  stack: Stack,
  kind: RunKind,
  steps: readonly Step[],
  elsewhere: boolean,
): RunView {
  const views = steps.map(({ id, title, after, expectedMs }) => {
    const record = stack.runs[kind][id] ?? noRecord;
    const running = record.state === 'running';
    return {
      id,
      title,
      after,
      expectedMs,
      state: running && !elsewhere ? ('waiting' as const) : record.state,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      outputs: record.outputs,
      error: record.error,
      progress: running && elsewhere ? { text: 'in another window' } : undefined,
    };
  });
  const done = views.every((step) => step.state === 'done');
  if (elsewhere && !done) return { kind, state: 'running', steps: views, elsewhere };
  const failed = views.some((step) => step.state === 'failed');
  return { kind, state: done ? 'done' : failed ? 'failed' : 'stopped', steps: views };
}
