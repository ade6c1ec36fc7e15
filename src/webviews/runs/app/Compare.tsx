import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Comparison } from '../../../model/compare';
import { columnKey } from '../../../model/frame/frame';
import { type RunId } from '../../../model/ids';
import { plural } from '../../../model/words';
import { Button } from '../../ui/Controls';
import { Artifacts } from './Artifacts';
import { client } from './client';
import { CompareTable } from './CompareTable';
import { Curves } from './charts/Curves';
import { infoOf, number, rowFor, rowOf } from './data';
import { state, view } from './model';
import { diff } from './tableKeys';

/** Runs side by side against the baseline: regressions first, then what differs, curves and artifacts. */
export function Compare({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const ordered = withBaseline(runs);
  const { comparison, problem } = useComparison(ordered);
  const others = ordered.slice(1);
  const best = bestOf(others);
  return (
    <main class="compare">
      <header class="toolbar">
        <button type="button" class="link" onClick={back}>
          <span class="codicon codicon-arrow-left" aria-hidden="true" /> Runs
        </button>
        <h1>
          {plural(others.length, 'run')} against {nameOf(ordered[0])}
        </h1>
        <span class="grow" />
        <Button
          icon="diff-multiple"
          disabled={best === undefined}
          title={
            best === undefined
              ? undefined
              : `The commits of ${nameOf(ordered[0])} and ${nameOf(best)}`
          }
          onClick={() => diff(best, ordered[0])}
        >
          Code diff
        </Button>
        <Button
          primary
          disabled={best === undefined}
          title={best === undefined ? undefined : `Promote ${nameOf(best)}`}
          onClick={() => {
            if (best) view.value = { kind: 'promote', run: best };
          }}
        >
          Promote…
        </Button>
      </header>
      {problem !== undefined && (
        <div class="message problem" role="alert">
          {problem}
        </div>
      )}
      <div class="compare-body">
        <div class="compare-main">
          <CompareTable runs={ordered} comparison={comparison} />
          <Curves runs={ordered} />
        </div>
        <Artifacts runs={ordered} />
      </div>
    </main>
  );
}

/** The baseline first; without one the first run is what the others are compared with. */
function withBaseline(runs: readonly RunId[]): readonly RunId[] {
  const { baseline } = state.value;
  if (baseline === undefined || !rowOf.value.has(baseline)) return runs;
  return [baseline, ...runs.filter((run) => run !== baseline)];
}

function useComparison(runs: readonly RunId[]): {
  comparison: Comparison | undefined;
  problem: string | undefined;
} {
  const [comparison, setComparison] = useState<Comparison>();
  const [problem, setProblem] = useState<string>();
  const { readAt } = state.value;
  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('compare', { runs: [...runs], baseline: runs[0] }, abort.signal)
      .then((found) => {
        setComparison(found);
        setProblem(undefined);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [runs.join(' '), readAt]);
  return { comparison, problem };
}

/** The run with the best key metric; the first one when it has no better direction. */
function bestOf(runs: readonly RunId[]): RunId | undefined {
  const { keyMetric } = state.value;
  const metric = infoOf(columnKey('metric', keyMetric));
  if (!metric || metric.direction === 'unknown') return runs[0];
  const sign = metric.direction === 'higher' ? 1 : -1;
  const score = (run: RunId): number => {
    const value = number(metric.key, rowOf.value.get(run));
    return value === undefined || Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value;
  };
  return [...runs].sort((a, b) => score(b) - score(a))[0];
}

function back(): void {
  view.value = { kind: 'table' };
}

function nameOf(run: RunId | undefined): string {
  return rowFor(run)?.name ?? '…';
}
