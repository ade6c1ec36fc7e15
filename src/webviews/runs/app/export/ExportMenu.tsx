import { type VNode } from 'preact';
import { formatTitles, sheetFormats } from '../../../../model/export/sheet';
import { tell } from '../message';
import { Menu } from '../../../ui/Menu';
import { copyTable, saveTable } from './exportTable';

/** The shown table, or what is selected of it, for papers, sheets and scripts. */
export function ExportMenu(): VNode {
  return (
    <Menu
      icon="export"
      name="Export the runs"
      items={() => [
        ...sheetFormats.map((format) => ({
          label: `Copy as ${formatTitles[format]}`,
          icon: 'copy',
          run: () => tell(() => copyTable(format)),
        })),
        ...sheetFormats.map((format) => ({
          label: `Save as ${formatTitles[format]}…`,
          icon: 'save',
          run: () => tell(() => saveTable(format)),
        })),
      ]}
    />
  );
}
