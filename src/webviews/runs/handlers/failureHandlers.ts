import { type Fix } from '../../../base/errors';
import { type Handlers } from '../../ipc/contract';
import { type failureContract } from '../contract/failureContract';

export interface FailureActions {
  readonly takeWayOut: (fix: Fix) => Promise<void>;
}

export function failureHandlers(actions: FailureActions): Handlers<typeof failureContract> {
  return { takeWayOut: ({ fix }) => actions.takeWayOut(fix) };
}
