import * as z from 'zod';
import { fixes } from '../../../base/errors';
import { request } from '../../ipc/contract';

/** What a failure on the page offers besides trying again. */
export const failureContract = {
  /** Signing in, the settings, the log: whatever the failure names as its way out. */
  takeWayOut: request<void>()(z.object({ fix: z.enum(fixes) })),
} as const;
