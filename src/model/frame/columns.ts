/**
 * Values of one column of runs. Entry i belongs to row `rows[i]`, ascending; without `rows` entry i belongs to row i and
 * every row has one. Columns that few runs have stay small that way, and all travel as typed arrays.
 */
export type FrameColumn = NumberColumn | TextColumn;

export interface NumberColumn {
  readonly kind: 'number';
  readonly rows?: Uint32Array | undefined;
  /** May hold NaN and infinities: they were logged. */
  readonly values: Float64Array;
}

export interface TextColumn {
  readonly kind: 'text';
  readonly rows?: Uint32Array | undefined;
  /** Places in the dictionary. */
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
  /** Of all texts, where that is known without making them. */
  readonly textBytes?: number;
}

/** Undefined where the row has no value. */
export function numberAt(column: FrameColumn | undefined, row: number): number | undefined {
  if (column?.kind !== 'number') return undefined;
  const entry = entryOf(column.rows, row);
  return entry === undefined ? undefined : column.values[entry];
}

/** Undefined where the row has no value. */
export function textAt(column: FrameColumn | undefined, row: number): string | undefined {
  if (column?.kind !== 'text') return undefined;
  const code = codeAt(column, row);
  return code === undefined ? undefined : column.dictionary[code];
}

/** The place of its text in the dictionary; undefined where the row has no value. */
export function codeAt(column: TextColumn, row: number): number | undefined {
  const entry = entryOf(column.rows, row);
  return entry === undefined ? undefined : column.codes[entry];
}

export function has(column: FrameColumn | undefined, row: number): boolean {
  return column !== undefined && entryOf(column.rows, row) !== undefined;
}

/** Number of rows that have a value. */
export function entryCount(column: FrameColumn): number {
  return column.kind === 'number' ? column.values.length : column.codes.length;
}

/** What it takes of memory, texts about as large as they are in a file. */
export function bytesOf(column: FrameColumn | undefined): number {
  if (!column) return 0;
  const rows = column.rows?.byteLength ?? 0;
  if (column.kind === 'number') return rows + column.values.byteLength;
  return rows + column.codes.byteLength + textBytes(column);
}

/** Told of each value with its row, rows ascending. */
export function eachNumber(column: NumberColumn, tell: (value: number, row: number) => void): void {
  const { rows, values } = column;
  for (let entry = 0; entry < values.length; entry++) {
    tell(values[entry] ?? Number.NaN, rows?.[entry] ?? entry);
  }
}

/** Where a row stands among the entries of a column; undefined when it has none. */
export function entryOf(rows: Uint32Array | undefined, row: number): number | undefined {
  if (!rows) return row;
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = rows[middle] ?? 0;
    if (at === row) return middle;
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function textBytes(column: TextColumn): number {
  if (column.textBytes !== undefined) return column.textBytes;
  return column.dictionary.reduce((sum, text) => sum + 16 + text.length, 0);
}
