import * as z from 'zod';
import { type RunId } from '../../../model/ids';

export const runId = z
  .string()
  .min(1)
  .max(300)
  .transform((text) => text as RunId);
