import { useEffect, useState } from 'preact/hooks';
import { client } from '../client';
import { revision } from '../data';
import { shownRuns, values } from './compareState';

/** Brings what the runs on the page logged. @returns a sentence when that failed; what was there before stays */
export function useComparison(): string | undefined {
  const [problem, setProblem] = useState<string>();
  // The order is the page's own affair: only other runs are asked for again.
  const key = [...shownRuns.value].sort().join(' ');
  useEffect(() => {
    const runs = [...shownRuns.peek()];
    if (runs.length === 0) return undefined;
    const abort = new AbortController();
    client.ask('compare', { runs }, abort.signal).then(
      (found) => {
        values.value = found;
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => abort.abort();
  }, [key, revision.value]);
  return problem;
}
