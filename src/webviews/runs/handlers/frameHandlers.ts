import { type FrameColumn } from '../../../model/frame/columns';
import { type ColumnRef } from '../../../model/frame/frame';
import { packColumns, Packer, type SentColumn } from '../../../model/frame/packColumns';
import { packInfos } from '../../../model/frame/packInfos';
import { packRows } from '../../../model/frame/packRows';
import { type Handlers } from '../../ipc/contract';
import { type frameContract } from '../contract/frameContract';
import { type RunSource } from './source';

export function frameHandlers(source: RunSource): Handlers<typeof frameContract> {
  const columnsOf = (
    refs: readonly ColumnRef[],
    packer: Packer,
  ): (readonly [ColumnRef, SentColumn])[] =>
    packColumns(
      refs.flatMap((ref): [ColumnRef, FrameColumn][] => {
        const column = source.frame.column(ref);
        return column ? [[ref, column]] : [];
      }),
      packer,
    );
  return {
    frame: async ({ columns }) => {
      const packer = new Packer();
      return {
        revision: source.revision,
        rows: packRows(source.frame.rows, packer),
        infos: packInfos(source.frame.columns, packer),
        columns: columnsOf(columns, packer),
      };
    },
    columns: async ({ columns }) => ({
      revision: source.revision,
      columns: columnsOf(columns, new Packer()),
    }),
    refresh: () => source.refresh(),
  };
}
