import { type AppError } from '../base/errors';
import { wait, waitFor } from '../base/wait';
import { type StepProgress } from '../model/journal';
import { type Recover } from './engine';
import { type StepPace } from './steps/tools';

export interface RecoveryTools {
  readonly pace: Pick<StepPace, 'lookMs' | 'busyMs'>;
  /** Tells the user that the sign-in has run out; once each time. */
  readonly askSignIn: () => void;
  /** Whether the present sign-in is taken. */
  readonly signedIn: (signal: AbortSignal) => Promise<boolean>;
}

/** About a quarter of an hour; what a computer sleeps does not count. */
const triesUnreachable = 40;
/** A role that was just given takes some seconds to count. */
const triesForbidden = 3;

/**
 * What a long run outlives: a sign-in that ran out, a network that is away, a cloud that is asked too often, and a
 * role that does not count yet. One sign-in wakes all steps that wait for it.
 */
export function recovery({ pace, askSignIn, signedIn }: RecoveryTools): Recover {
  let signingIn: Promise<void> | undefined;

  const untilSignedIn = async (signal: AbortSignal): Promise<void> => {
    askSignIn();
    const probe = async (s: AbortSignal): Promise<true | undefined> =>
      (await signedIn(s)) || undefined;
    await waitFor(probe, pace.lookMs, signal);
  };

  const pause = async (
    text: string,
    times: number,
    report: (progress: StepProgress) => void,
    signal: AbortSignal,
  ): Promise<boolean> => {
    report({ text });
    await wait(Math.min(pace.busyMs * 2 ** (times - 1), pace.busyMs * 15), signal);
    return true;
  };

  return async (error: AppError, times, report, signal) => {
    switch (error.kind) {
      case 'signed-out':
        if (error.fix === 'sign-in-gitlab') return false;
        report({
          text: 'The sign-in to Yandex Cloud has run out. Sign in again; this goes on by itself.',
          needsYou: true,
          fix: 'sign-in-cloud',
        });
        signingIn ??= untilSignedIn(signal).finally(() => (signingIn = undefined));
        await signingIn;
        return true;
      case 'unreachable':
      case 'rate-limited':
        if (times > triesUnreachable) return false;
        return pause(`${error.message} This goes on by itself.`, times, report, signal);
      case 'forbidden':
        if (times > triesForbidden) return false;
        return pause(
          `${error.message} A role that was just given takes some seconds to count; this tries again.`,
          times,
          report,
          signal,
        );
      case 'cancelled':
      case 'not-found':
      case 'conflict':
      case 'quota':
      case 'invalid':
      case 'remote':
        return false;
    }
  };
}
