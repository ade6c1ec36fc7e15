import { type FrameColumn } from '../../../model/frame/columns';
import { type ColumnRef } from '../../../model/frame/frame';
import { packColumns } from '../../../model/frame/packColumns';
import { type Handlers } from '../../ipc/contract';
import { type frameContract } from '../contract/frameContract';
import { type RunSource } from './source';

export function frameHandlers(source: RunSource): Handlers<typeof frameContract> {
  const columnsOf = (refs: readonly ColumnRef[]): (readonly [ColumnRef, FrameColumn])[] =>
    packColumns(
      refs.flatMap((ref): [ColumnRef, FrameColumn][] => {
        const column = source.frame.column(ref);
        return column ? [[ref, column]] : [];
      }),
    );
  return {
    frame: async ({ columns }) => ({
      revision: source.revision,
      rows: source.frame.rows,
      infos: source.frame.columns,
      columns: columnsOf(columns),
    }),
    columns: async ({ columns }) => ({ revision: source.revision, columns: columnsOf(columns) }),
    refresh: () => source.refresh(),
  };
}
