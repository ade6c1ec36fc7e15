import { computed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { packRowSet } from '../../../../model/frame/rowSet';
import { type RunId } from '../../../../model/ids';
import { type RunDetails } from '../../../../model/runDetails';
import { client } from '../client';
import { revision, rows } from '../data';
import { order } from '../model';

interface Known {
  readonly run: RunId;
  readonly details: RunDetails;
}

/** Keys that are held down pass many runs. */
const pauseMs = 80;

/** The runs that are in the table, whatever their order. */
const shownRows = computed(() => packRowSet(order.value, rows.value.length));

/** What a run logged, of this revision; what was known of it before stays until then. */
export function useDetails(
  run: RunId,
  words: string,
): { readonly details: RunDetails | undefined; readonly problem: string | undefined } {
  const [known, setKnown] = useState<Known>();
  const [problem, setProblem] = useState<string>();
  const now = revision.value;
  const shown = shownRows.value;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const asked = { run, words: words.slice(0, 1_000), among: { revision: now, rows: shown } };
      client.ask('details', asked, abort.signal).then(
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
  }, [run, words, now, shown]);
  return { details: known?.run === run ? known.details : undefined, problem };
}
