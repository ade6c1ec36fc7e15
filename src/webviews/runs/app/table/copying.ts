import { type FrameColumn } from '../../../../model/frame/columns';
import { columnRef, type ColumnRef } from '../../../../model/frame/frame';
import { unpackColumn } from '../../../../model/frame/packColumns';
import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { client } from '../client';
import { sayDone, sayHint, tell } from '../message';
import { revision, rowOf, rows } from '../data';
import { announced, focused } from '../model';
import { type Column, columns, isLogged } from './columns';
import { focusedIndex } from './cursor';
import { plainText, valuesOf } from './values';

const mostCharacters = 5_000_000;

export function copyText(text: string, what: string): void {
  tell(() =>
    client.ask('copy', { text }).then(() => {
      sayDone(`Copied ${what}`);
    }),
  );
}

/** What the cell that the keys are at holds, without loss. */
export function copyCell(): void {
  const run = focused.value;
  const row = run === undefined ? undefined : rowOf.value.get(run);
  if (row === undefined) return;
  const column = columns.value[focusedIndex.value];
  const text = column
    ? plainText(column.key, valuesOf(column.key, column.part), row)
    : rows.value[row]?.name;
  if (text === undefined || text === '') announced.value = 'This cell is empty.';
  else copyText(text, 'the cell');
}

/** Rows with all shown columns as tab-separated lines, with a head; missing columns are brought first. */
export function copyRows(runs: readonly RunId[]): void {
  tell(() => copy(runs));
}

async function copy(runs: readonly RunId[]): Promise<void> {
  const shown = columns.value;
  const refs = shown.flatMap((one): ColumnRef[] =>
    isLogged(one.key) ? [columnRef(one.key, one.part)] : [],
  );
  const answer = await client.ask('columns', { columns: refs.slice(0, 20_000) });
  if (answer.revision !== revision.peek()) {
    sayHint('The runs changed meanwhile: copy again.');
    return;
  }
  const brought = new Map<string, FrameColumn>(
    answer.columns.map(([ref, sent]) => [ref, unpackColumn(sent)]),
  );
  const valuesIn = (one: Column): FrameColumn | undefined =>
    isLogged(one.key) ? brought.get(columnRef(one.key, one.part)) : valuesOf(one.key);
  const at = runs.map((run) => rowOf.value.get(run)).filter((row) => row !== undefined);
  const all = shown.map((one) => ({ one, values: valuesIn(one) }));
  const lines = [
    ['name', ...shown.map((one) => one.name)],
    ...at.map((row) => [
      rows.value[row]?.name ?? '',
      ...all.map(({ one, values }) => plainText(one.key, values, row) ?? ''),
    ]),
  ];
  const text = lines.map((line) => line.map(cell).join('\t')).join('\n');
  if (text.length > mostCharacters) {
    sayHint('This is too much for the clipboard: hide columns or select fewer runs.');
    return;
  }
  await client.ask('copy', { text });
  announced.value = `Copied ${plural(at.length, 'run')}`;
}

/** As spreadsheets take it: quoted where it would break the line. */
function cell(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
