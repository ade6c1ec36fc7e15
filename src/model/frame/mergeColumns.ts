import { type NumberColumn, type TextColumn } from './columns';

/** A column of one table and where its rows go: `to[row]` is the row of the result, -1: nowhere. */
export interface Piece<C> {
  readonly column: C;
  readonly to: Int32Array;
}

/** Which entry of which piece stands at each place of the result. */
export interface Gathered {
  readonly rows: Uint32Array | undefined;
  readonly piece: Uint32Array;
  readonly entry: Uint32Array;
}

/** @param total rows of the result; no row of it may be reached twice */
export function gather(
  pieces: readonly { rows?: Uint32Array | undefined; length: number; to: Int32Array }[],
  total: number,
): Gathered {
  const most = pieces.reduce((sum, one) => sum + one.length, 0);
  const [rows, piece, entry] = [
    new Uint32Array(most),
    new Uint32Array(most),
    new Uint32Array(most),
  ];
  let at = 0;
  let descents = 0;
  pieces.forEach(({ rows: from, length, to }, index) => {
    for (let place = 0; place < length; place++) {
      const row = to[from?.[place] ?? place] ?? -1;
      if (row < 0) continue;
      if (at > 0 && row < (rows[at - 1] ?? 0)) descents++;
      rows[at] = row;
      piece[at] = index;
      entry[at] = place;
      at++;
    }
  });
  const found = { rows: rows.subarray(0, at), piece, entry };
  const inOrder = descents === 0 ? found : sorted(found);
  return { ...inOrder, rows: at === total ? undefined : inOrder.rows };
}

export function mergeNumbers(pieces: readonly Piece<NumberColumn>[], total: number): NumberColumn {
  const from = gather(
    pieces.map(({ column, to }) => ({ rows: column.rows, length: column.values.length, to })),
    total,
  );
  const arrays = pieces.map(({ column }) => column.values);
  return { kind: 'number', rows: from.rows, values: pickNumbers(from, arrays, total) };
}

/** The numbers of the gathered places, out of one array for each piece. */
export function pickNumbers(
  { rows, piece, entry }: Gathered,
  arrays: readonly ArrayLike<number>[],
  total: number,
): Float64Array {
  const picked = new Float64Array(rows?.length ?? total);
  for (let at = 0; at < picked.length; at++) {
    picked[at] = arrays[piece[at] ?? 0]?.[entry[at] ?? 0] ?? Number.NaN;
  }
  return picked;
}

/** One dictionary for all pieces, with no text in it that no row has. */
export function mergeTexts(pieces: readonly Piece<TextColumn>[], total: number): TextColumn {
  const { rows, piece, entry } = gather(
    pieces.map(({ column, to }) => ({ rows: column.rows, length: column.codes.length, to })),
    total,
  );
  const codes = new Uint32Array(rows?.length ?? total);
  const known = new Map<string, number>();
  const renamed = pieces.map(({ column }) => new Int32Array(column.dictionary.length).fill(-1));
  for (let at = 0; at < codes.length; at++) {
    const from = piece[at] ?? 0;
    const before = pieces[from]?.column.codes[entry[at] ?? 0] ?? 0;
    let code = renamed[from]?.[before] ?? -1;
    if (code < 0) {
      const text = pieces[from]?.column.dictionary[before] ?? '';
      code = known.get(text) ?? known.size;
      known.set(text, code);
      const names = renamed[from];
      if (names) names[before] = code;
    }
    codes[at] = code;
  }
  return { kind: 'text', rows, codes, dictionary: [...known.keys()] };
}

function sorted(found: { rows: Uint32Array; piece: Uint32Array; entry: Uint32Array }): {
  rows: Uint32Array;
  piece: Uint32Array;
  entry: Uint32Array;
} {
  const { rows, piece, entry } = found;
  const order = Uint32Array.from(rows, (_row, at) => at).sort(
    (a, b) => (rows[a] ?? 0) - (rows[b] ?? 0),
  );
  const pick = (from: Uint32Array): Uint32Array => order.map((at) => from[at] ?? 0);
  return { rows: pick(rows), piece: pick(piece), entry: pick(entry) };
}
