import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { type RunDetails } from '../../../../model/runDetails';
import { client } from '../client';
import { revision } from '../data';

interface Known {
  readonly run: RunId;
  readonly details: RunDetails;
}

/** Keys that are held down pass many runs. */
const pauseMs = 80;

/** What a run logged, of this revision; what was known of it before stays until then. */
export function useDetails(
  run: RunId,
  words: string,
): { readonly details: RunDetails | undefined; readonly problem: string | undefined } {
  const [known, setKnown] = useState<Known>();
  const [problem, setProblem] = useState<string>();
  const now = revision.value;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.ask('details', { run, words: words.slice(0, 1_000) }, abort.signal).then(
        (details) => {
          if (abort.signal.aborted) return;
          setKnown({ run, details });
          setProblem(undefined);
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          setProblem(error instanceof Error ? error.message : String(error));
        },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [run, words, now]);
  return { details: known?.run === run ? known.details : undefined, problem };
}
