import { frameOf } from '../../../src/model/frame/buildFrame';
import { numberAt, textAt } from '../../../src/model/frame/columns';
import { columnRef } from '../../../src/model/frame/frame';
import { type LargeRuns, largeTable } from '../../largeRuns';
import { gridPage, middle, rowsText } from './gridActions';
import { painted, shown } from './timing';

interface AgGrid {
  createGrid(
    box: HTMLElement,
    options: unknown,
  ): {
    setFilterModel(model: unknown): void;
    applyColumnState(state: unknown): void;
  };
}
let ascending = false;
let api: ReturnType<AgGrid['createGrid']> | undefined;

/** Rows as objects, one field per column, as its documentation has them; no animation, everything else as it comes. */
async function open(shape: LargeRuns): Promise<void> {
  const frame = frameOf([
    { table: largeTable(shape), experiment: '', project: '', version: () => undefined },
  ]);
  const rowData = frame.rows.map((row): Record<string, unknown> => ({ name: row.name }));
  const infos = frame.columns.filter(({ kind }) => kind === 'metric' || kind === 'param');
  for (const { key, name, kind } of infos) {
    const column = frame.column(columnRef(key));
    rowData.forEach((row, index) => {
      const value = kind === 'metric' ? numberAt(column, index) : textAt(column, index);
      if (value !== undefined) row[name] = value;
    });
  }
  // Metrics first, as in ours.
  const columns = [...infos].sort((a, b) => a.kind.localeCompare(b.kind));
  const box = document.createElement('div');
  box.style.cssText = 'width: 1280px; height: 800px';
  document.body.replaceChildren(box);
  api = (window as unknown as { agGrid: AgGrid }).agGrid.createGrid(box, {
    rowData,
    columnDefs: [
      { field: 'name', pinned: 'left', width: 260 },
      ...columns.map(({ name, kind }) => ({
        field: name,
        headerName: name,
        width: 110,
        filter: kind === 'metric' ? 'agNumberColumnFilter' : 'agTextColumnFilter',
      })),
    ],
    rowHeight: 22,
    animateRows: false,
    suppressFieldDotNotation: true,
  });
  await shown(() => rowsText(rows).includes('brisk-otter'));
  await painted();
}

const rows = '.ag-row';
const page = gridPage({
  rows,
  sort: (colId) => {
    ascending = !ascending;
    api?.applyColumnState({
      state: [{ colId, sort: ascending ? 'asc' : 'desc' }],
      defaultState: { sort: null },
    });
  },
  filter: (name, on) =>
    api?.setFilterModel(
      on
        ? {
            [name]: {
              filterType: 'number',
              type: 'inRange',
              filter: middle.from,
              filterTo: middle.to,
            },
          }
        : null,
    ),
});
Object.assign(window, { grid: { ...page, open } });
