import { batch } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { environmentTags, type ValueRow } from '../../../../model/comparison/lines';
import { textIn } from '../../../../model/comparison/runValues';
import { type RunId } from '../../../../model/ids';
import { client } from '../client';
import { revision, rowFor } from '../data';
import { environment, mergeRequests, shownRuns, values } from './compareState';

/** Brings what the runs on the page logged. `problem` says why that failed; what was there before stays. */
export function useComparison(): { readonly problem: string | undefined; again: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<string>();
  // The order is the page's own affair: only other runs are asked for again.
  const key = [...shownRuns.value].sort().join(' ');
  useEffect(() => {
    const runs = [...shownRuns.peek()];
    if (runs.length === 0) return undefined;
    const abort = new AbortController();
    client.ask('compare', { runs }, abort.signal).then(
      (found) => {
        batch(() => {
          values.value = found;
          environment.value = factsOf(runs);
        });
        setProblem(undefined);
        client.ask('mergeRequests', { runs }, abort.signal).then(
          (answer) => {
            mergeRequests.value = new Map(runs.map((run, index) => [run, answer[index] ?? null]));
          },
          () => undefined,
        );
        // Files take a while; the rest need not wait for them.
        if (runs.some((run) => rowFor(run)?.hasArtifacts)) {
          client.ask('environment', { runs }, abort.signal).then(
            (rows) => {
              environment.value = [...factsOf(runs), ...rows];
            },
            () => undefined,
          );
        }
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => abort.abort();
  }, [key, revision.value, attempt]);
  return { problem, again: () => setAttempt((count) => count + 1) };
}

/** What is known of where runs were made before any file is read: their own facts, and the tags of their tools. */
function factsOf(runs: readonly RunId[]): ValueRow[] {
  const heads = runs.map((run) => rowFor(run));
  const fact = (
    name: string,
    of: (head: NonNullable<(typeof heads)[number]>) => string | undefined,
  ) => ({
    name,
    values: heads.map((head) => head && of(head)),
  });
  const now = values.value;
  const tags = (now?.tags.names ?? []).flatMap((name, row): ValueRow[] =>
    now && environmentTags.test(name) && name !== 'mlflow.runName'
      ? [{ name, values: runs.map((_run, place) => textIn(now.tags, runs.length, row, place)) }]
      : [],
  );
  return [
    ...(new Set(heads.map((head) => head?.project)).size > 1
      ? [fact('project', (head) => head.project)]
      : []),
    fact('experiment', (head) => head.experiment),
    fact('branch', (head) => head.branch),
    fact('author', (head) => head.author),
    ...tags,
  ];
}
