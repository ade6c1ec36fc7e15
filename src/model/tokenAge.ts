import { agoText, spanText } from './words';

/** No IAM token lives longer, ms. */
export const iamTokenLifeMs = 12 * 3_600_000;
/** What is left when it is time to say so: a creation may take about as long. */
const warnBeforeMs = 3_600_000;

/** What is known of a token that somebody pasted: it tells nobody when it was made. */
export interface TokenAge {
  /** It has ended by then, at the latest. ms since 1970 */
  readonly endsBy: number;
  readonly warnAt: number;
  /** In words for a tooltip. */
  readonly text: string;
}

/** @param pastedAt ms since 1970 */
export function tokenAge(pastedAt: number, now: number): TokenAge {
  const endsBy = pastedAt + iamTokenLifeMs;
  const left = endsBy - now;
  const rest =
    left <= 0
      ? 'it has run out by now; sign in again'
      : `it runs out within ${spanText(left)}, or sooner when it was made earlier`;
  return {
    endsBy,
    warnAt: endsBy - warnBeforeMs,
    text: `IAM token, pasted ${agoText(pastedAt, now)}: ${rest}.`,
  };
}

/** What to say while something is being created with it; undefined while there is time enough. */
export function tokenEndWarning(pastedAt: number, now: number): string | undefined {
  const { endsBy, warnAt } = tokenAge(pastedAt, now);
  if (now < warnAt) return undefined;
  const when = now >= endsBy ? 'has run out by now' : `runs out within ${spanText(endsBy - now)}`;
  return `The pasted IAM token ${when}, and work on the environment is under way. Sign in again now and it goes on with the new one.`;
}
