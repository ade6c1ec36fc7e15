import * as z from 'zod';
import { request } from '../../ipc/contract';

export const attentionContract = {
  /** Somebody uses the page, which the editor's window does not notice. At most every 20 s. */
  touched: request<void>()(z.object({})),
} as const;
