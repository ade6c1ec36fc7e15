import * as z from 'zod';
import { request } from '../../ipc/contract';

/** 40 MB as base64. */
const mostSigns = 54_000_000;
const title = z.string().max(2_500);

export const pictureContract = {
  /** Asks the user where; a cancelled dialog is no failure. */
  savePicture: request<void>()(
    z.union([
      z.object({ title, kind: z.literal('svg'), text: z.string().max(mostSigns) }),
      z.object({ title, kind: z.literal('png'), base64: z.string().max(mostSigns) }),
    ]),
  ),
} as const;
