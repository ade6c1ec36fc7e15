import { errorText, isAppError } from '../base/errors';
import { redact } from '../base/secret';
import { type StepError } from '../model/journal';

/** What the journal keeps of a failure. */
export function stepError(title: string, error: unknown): StepError {
  if (isAppError(error)) {
    return { kind: error.kind, message: redact(error.message), fix: error.fix };
  }
  return { kind: 'bug', message: redact(`${title}: ${errorText(error)}`), fix: 'open-log' };
}
