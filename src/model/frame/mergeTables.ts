import { type TextColumn } from './columns';
import { metricStats, textStats } from './columnStats';
import { gather, mergeTexts, pickNumbers, type Piece } from './mergeColumns';
import {
  emptyTable,
  type MetricValues,
  type RunHead,
  type RunTable,
  type TextValues,
} from './runTable';

/**
 * One table of several, newest run first. A run that is in more than one counts as the last of them says.
 * @param keep which runs of the result to keep; all by default
 */
export function mergeTables(
  tables: readonly RunTable[],
  keep: (head: RunHead) => boolean = () => true,
): RunTable {
  const places = newestFirst(tables, keep);
  const heads = places.map(({ head }) => head);
  if (heads.length === 0) return emptyTable;
  const to = tables.map((table) => new Int32Array(table.heads.length).fill(-1));
  places.forEach(({ table, row }, place) => {
    const target = to[table];
    if (target) target[row] = place;
  });
  const lists = tables.map((table, index) => ({ table, to: to[index] ?? new Int32Array() }));
  const texts = (kind: 'params' | 'tags'): Map<string, TextValues> =>
    merged(
      lists,
      (table) => table[kind],
      (pieces) => {
        const column = mergeTexts(
          pieces.map((piece): Piece<TextColumn> => ({ column: piece.column.column, to: piece.to })),
          heads.length,
        );
        return column.codes.length === 0
          ? undefined
          : { column, stats: textStats(column, heads.length) };
      },
    );
  return {
    heads,
    params: texts('params'),
    tags: texts('tags'),
    metrics: merged(
      lists,
      (table) => table.metrics,
      (pieces) => mergeMetric(pieces, heads.length),
    ),
  };
}

interface Place {
  readonly head: RunHead;
  readonly table: number;
  readonly row: number;
}

function newestFirst(tables: readonly RunTable[], keep: (head: RunHead) => boolean): Place[] {
  const byId = new Map<string, Place>();
  tables.forEach(({ heads }, table) => {
    heads.forEach((head, row) => {
      if (keep(head)) byId.set(head.id, { head, table, row });
      else byId.delete(head.id);
    });
  });
  // Numbers of runs grow within a project.
  return [...byId.values()].sort((a, b) => b.head.iid - a.head.iid);
}

/** Each name that some table has, sorted. */
function merged<T>(
  tables: readonly { table: RunTable; to: Int32Array }[],
  pick: (table: RunTable) => ReadonlyMap<string, T>,
  merge: (pieces: readonly Piece<T>[]) => T | undefined,
): Map<string, T> {
  const pieces = new Map<string, Piece<T>[]>();
  for (const { table, to } of tables) {
    for (const [name, column] of pick(table)) {
      const list = pieces.get(name);
      if (list) list.push({ column, to });
      else pieces.set(name, [{ column, to }]);
    }
  }
  const result = new Map<string, T>();
  for (const name of [...pieces.keys()].sort()) {
    const column = merge(pieces.get(name) ?? []);
    if (column !== undefined) result.set(name, column);
  }
  return result;
}

function mergeMetric(
  pieces: readonly Piece<MetricValues>[],
  total: number,
): MetricValues | undefined {
  const from = gather(
    pieces.map(({ column, to }) => ({ rows: column.rows, length: column.last.length, to })),
    total,
  );
  const pick = (of: (column: MetricValues) => ArrayLike<number> | undefined, other: number) =>
    pickNumbers(
      from,
      pieces.map(({ column }) => of(column) ?? new Float64Array(column.last.length).fill(other)),
      total,
    );
  const last = pick((column) => column.last, 0);
  if (last.length === 0) return undefined;
  const several = pieces.some(({ column }) => column.points !== undefined);
  const history = pieces.some(({ column }) => column.stats.history);
  return {
    rows: from.rows,
    last,
    steps: pieces.some(({ column }) => column.steps)
      ? pick((column) => column.steps, 0)
      : undefined,
    min: several ? pick((column) => column.min, 0) : last,
    max: several ? pick((column) => column.max, 0) : last,
    points: several ? Uint32Array.from(pick((column) => column.points, 1)) : undefined,
    stats: metricStats(last, total, history),
  };
}
