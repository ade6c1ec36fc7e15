import { useEffect, useRef, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { isUnfinished } from '../../../../model/run';
import { client } from '../client';
import { revision, rowFor } from '../data';

/** Of each run that kept files: their sizes in bytes, by path. */
export type ArtifactLists = ReadonlyMap<RunId, ReadonlyMap<string, number>>;

const askedAtOnce = 4;
/** Lists of runs that still log are asked for again, but not with each of their points. */
const staleMs = 10_000;

/** Lists come one by one; that of a finished run is not asked for again while the comparison is open. */
export function useArtifacts(runs: readonly RunId[]): {
  lists: ArtifactLists;
  problem: string | undefined;
  waiting: boolean;
} {
  const [lists, setLists] = useState<ArtifactLists>(new Map());
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState(0);
  const got = useRef(new Map<RunId, { readonly at: number; readonly final: boolean }>());
  const key = [...runs].sort().join(' ');
  useEffect(() => {
    const abort = new AbortController();
    const queue = runs.filter((run) => {
      const before = got.current.get(run);
      if (before?.final === true || rowFor(run)?.hasArtifacts !== true) return false;
      return !before || isFinished(run) || Date.now() - before.at > staleMs;
    });
    if (queue.length === 0) return undefined;
    const next = queue.values();
    setProblem(undefined);
    setAsked((count) => count + 1);
    const worker = async (): Promise<void> => {
      for (const run of next) {
        const final = isFinished(run);
        const files = await client.ask('artifacts', { run }, abort.signal);
        got.current.set(run, { at: Date.now(), final });
        const sizes = new Map(files.map(({ path, size }) => [path, size]));
        setLists((now) => new Map([...now, [run, sizes]]));
      }
    };
    Promise.all(Array.from({ length: askedAtOnce }, worker))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      })
      .finally(() => setAsked((count) => count - 1));
    return () => abort.abort();
  }, [key, revision.value]);
  return { lists, problem, waiting: asked > 0 };
}

function isFinished(run: RunId): boolean {
  const row = rowFor(run);
  return row !== undefined && !isUnfinished(row);
}
