import * as z from 'zod';
import { type ColumnRef, parseColumnRef } from '../../../model/frame/frame';
import { type SentColumn } from '../../../model/frame/packColumns';
import { type SentInfos } from '../../../model/frame/packInfos';
import { type SentRows } from '../../../model/frame/packRows';
import { request } from '../../ipc/contract';

/** Some columns of one revision of the runs. */
export interface LoadedColumns {
  readonly revision: number;
  readonly columns: readonly (readonly [ColumnRef, SentColumn])[];
}

/** All rows, what columns there are, and the values of those that were asked for. */
export interface FrameSlice extends LoadedColumns {
  readonly rows: SentRows;
  readonly infos: SentInfos;
}

const ref = z
  .string()
  .max(2_000)
  .transform((text) => text as ColumnRef)
  .refine((text) => parseColumnRef(text) !== undefined);

/** The runs themselves. Values come by column, when a page looks at them. */
export const frameContract = {
  frame: request<FrameSlice>()(z.object({ columns: z.array(ref).max(20_000) })),
  /** Answers the revision that it read; columns that are not there are left out. */
  columns: request<LoadedColumns>()(z.object({ columns: z.array(ref).max(20_000) })),
  refresh: request<void>()(z.object({})),
} as const;
