import { numberAt } from '../../../../model/frame/columns';
import {
  formatEndings,
  type Sheet,
  type SheetFormat,
  type SheetValue,
} from '../../../../model/export/sheet';
import { writeSheet } from '../../../../model/export/writeSheet';
import { client } from '../client';
import { rows } from '../data';
import { announced, order, selectedRuns, state } from '../model';
import { columns, type Column } from '../table/columns';
import { plainText, valuesOf } from '../table/values';

const askAgainMs = 25;
const patienceMs = 20_000;

/** What goes out: the selected runs, else all that are shown, with the columns that are shown, in their order. */
export async function copyTable(format: SheetFormat): Promise<void> {
  const sheet = await shownSheet();
  await client.ask('copy', { text: writeSheet(sheet, format) });
  announced.value = `${sheet.rows.length} runs are in the clipboard.`;
}

export async function saveTable(format: SheetFormat): Promise<void> {
  const sheet = await shownSheet();
  await client.ask('saveText', {
    name: (state.value.title || 'runs').slice(0, 100),
    extension: formatEndings[format],
    text: writeSheet(sheet, format),
  });
}

async function shownSheet(): Promise<Sheet> {
  const shown = columns.value;
  await allHere(shown);
  const chosen = selectedRuns.value;
  const all = Array.from(order.value);
  const some =
    chosen.size === 0
      ? all
      : all.filter((row) => {
          const id = rows.value[row]?.id;
          return id !== undefined && chosen.has(id);
        });
  const loaded = shown.map((column) => ({ column, values: valuesOf(column.key, column.part) }));
  return {
    columns: ['name', ...shown.map(({ name }) => name)],
    rows: some.map((row) => [
      rows.value[row]?.name,
      ...loaded.map(({ column, values }): SheetValue =>
        column.group === 'metric' ? numberAt(values, row) : plainText(column.key, values, row),
      ),
    ]),
  };
}

/** Columns that nobody has looked at yet are brought first. */
async function allHere(shown: readonly Column[]): Promise<void> {
  const until = Date.now() + patienceMs;
  const missing = (): boolean => shown.some(({ key, part }) => valuesOf(key, part) === undefined);
  while (missing()) {
    if (Date.now() > until) throw new Error('The columns could not be read. Try again.');
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}
