import { type Secret } from '../../base/secret';

/**
 * Runs work alone of its name among all windows of this machine, waiting for the others first.
 * @throws AppError `conflict` when the others take too long, `cancelled`
 */
export type Exclusively = <T>(
  name: string,
  work: () => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

/** Refresh tokens that some window of this machine has used up; asked and told only while alone. */
export interface SpentTokens {
  has(name: string, token: Secret): Promise<boolean>;
  add(name: string, token: Secret): Promise<void>;
}
