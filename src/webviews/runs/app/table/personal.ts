import { computed } from '@preact/signals';
import { type RunId } from '../../../../model/ids';
import { keep, kept } from '../kept';

/** Runs that the user starred. */
export const starred = computed<ReadonlySet<RunId>>(() => new Set(kept.value.stars));
/** Runs that the user does not want to see. */
export const hiddenRuns = computed<ReadonlySet<RunId>>(() => new Set(kept.value.hidden));

export function toggleStarred(run: RunId): void {
  const { stars } = kept.value;
  keep({ stars: starred.value.has(run) ? stars.filter((one) => one !== run) : [...stars, run] });
}

export function hideRuns(runs: readonly RunId[]): void {
  keep({ hidden: [...new Set([...kept.value.hidden, ...runs])] });
}

export function showHiddenRuns(): void {
  keep({ hidden: [] });
}
