import { betterDirection, type Direction } from '../compare';
import { branchOf, commitOf, type NamedValue, type Run } from '../run';
import { progressReader, type RunProgress } from '../runProgress';
import { type FrameColumn, type NumberColumn, type TextColumn, textAt } from './columns';
import { type ColumnStats, joinedStats } from './columnStats';
import {
  type ColumnInfo,
  columnKey,
  type ColumnKind,
  type ColumnPart,
  type ColumnRef,
  emptyFrame,
  parseColumnKey,
  parseColumnRef,
  type RunFrame,
  type RunRow,
} from './frame';
import { mergeNumbers, mergeTexts, type Piece } from './mergeColumns';
import { mergeTables } from './mergeTables';
import { pointsColumn, type RunHead, type RunTable, tableOf } from './runTable';

/** Runs of one experiment, and what only others know of them. */
export interface FramePart {
  readonly table: RunTable;
  readonly experiment: string;
  /** Path of the project. */
  readonly project: string;
  /** `loan-prediction-demo 0.1.0` when the run was promoted. */
  readonly version: (run: RunHead) => string | undefined;
  /** Runs that are not shown. */
  readonly hides?: (run: RunHead) => boolean;
}

export interface FrameRun {
  readonly run: Run;
  readonly experiment: string;
  readonly version: string | undefined;
  readonly project?: string;
}

/** A frame of few runs, in the order given. */
export function buildFrame(runs: readonly FrameRun[]): RunFrame {
  const byId = new Map(runs.map((entry) => [entry.run.id, entry]));
  const parts = [
    ...new Set(runs.map(({ experiment, project = '' }) => `${project}\n${experiment}`)),
  ];
  return frameOf(
    parts.map((name): FramePart => {
      const own = runs.filter(
        ({ experiment, project = '' }) => `${project}\n${experiment}` === name,
      );
      return {
        table: tableOf(own.map(({ run }) => run)),
        experiment: own[0]?.experiment ?? '',
        project: own[0]?.project ?? '',
        version: ({ id }) => byId.get(id)?.version,
      };
    }),
  );
}

/**
 * Newest run first where there are several parts; the order of the table where there is one. Columns are put together
 * when they are asked for.
 */
export function frameOf(given: readonly FramePart[]): RunFrame {
  const parts = given.map(withoutHidden).filter((part) => part.table.heads.length > 0);
  const places = placesOf(parts);
  if (places.length === 0) return emptyFrame;
  const whole = parts.length === 1;
  const to = parts.map((part) => new Int32Array(part.table.heads.length).fill(-1));
  places.forEach(({ part, row }, place) => {
    const target = to[part];
    if (target) target[row] = place;
  });
  const tables = parts.map((part) => part.table);
  const kept = new Map<ColumnRef, FrameColumn | undefined>();
  const make = (ref: ColumnRef): FrameColumn | undefined => {
    const parsed = parseColumnRef(ref);
    const key = parsed && parseColumnKey(parsed.key);
    if (!parsed || !key) return undefined;
    const pieces = tables.flatMap((table, index): Piece<FrameColumn>[] => {
      const column = columnOf(table, key.kind, key.name, parsed.part);
      return column ? [{ column, to: to[index] ?? new Int32Array() }] : [];
    });
    if (whole || pieces.length === 0) return pieces[0]?.column;
    return key.kind === 'metric'
      ? mergeNumbers(pieces as Piece<NumberColumn>[], places.length)
      : mergeTexts(pieces as Piece<TextColumn>[], places.length);
  };
  const readers = parts.map(rowReader);
  return {
    rows: places.map(({ part, row }) => readers[part]?.(row)).filter((row) => row !== undefined),
    columns: [
      ...infosOf('param', tables, places.length),
      ...infosOf('metric', tables, places.length),
      ...infosOf('tag', tables, places.length),
    ],
    column(ref) {
      if (!kept.has(ref)) kept.set(ref, make(ref));
      return kept.get(ref);
    },
  };
}

function withoutHidden(part: FramePart): FramePart {
  const { table, hides } = part;
  if (!hides || !table.heads.some((head) => hides(head))) return part;
  return { ...part, table: mergeTables([table], (head) => !hides(head)) };
}

interface Place {
  readonly part: number;
  readonly row: number;
  readonly at: number;
  readonly iid: number;
}

function placesOf(parts: readonly FramePart[]): Place[] {
  const places: Place[] = [];
  parts.forEach(({ table }, part) => {
    table.heads.forEach((head, row) => {
      places.push({ part, row, at: head.createdAt, iid: head.iid });
    });
  });
  return parts.length < 2 ? places : places.sort((a, b) => b.at - a.at || b.iid - a.iid);
}

function columnOf(
  table: RunTable,
  kind: ColumnKind,
  name: string,
  part: ColumnPart,
): FrameColumn | undefined {
  if (kind !== 'metric') {
    const texts = kind === 'param' ? table.params : table.tags;
    return part === 'last' ? texts.get(name)?.column : undefined;
  }
  const metric = table.metrics.get(name);
  if (!metric) return undefined;
  if (part === 'points') return pointsColumn(metric);
  return { kind: 'number', rows: metric.rows, values: metric[part] };
}

interface Known {
  readonly stats: ColumnStats;
  /** Only asked for when every row has the same value. */
  first(): unknown;
}

function infosOf(kind: ColumnKind, tables: readonly RunTable[], rows: number): ColumnInfo[] {
  const found = new Map<string, Known[]>();
  for (const table of tables) {
    for (const [name, known] of knownOf(kind, table)) {
      const list = found.get(name);
      if (list) list.push(known);
      else found.set(name, [known]);
    }
  }
  const names = [...found.keys()];
  // Each table is sorted already.
  if (tables.length > 1) names.sort();
  return names.map((name): ColumnInfo => {
    const parts = found.get(name) ?? [];
    const [first] = parts;
    return {
      key: columnKey(kind, name),
      kind,
      name,
      ...(parts.length === 1 && first && first.stats.count === rows
        ? first.stats
        : joinedStats(
            parts.map(({ stats }) => stats),
            rows,
            sameValue(parts),
            kind !== 'metric',
          )),
      direction: kind === 'metric' ? directionOf(name) : 'unknown',
    };
  });
}

function sameValue(parts: readonly Known[]): boolean {
  if (!parts.every((part) => part.stats.uniform)) return false;
  const value = parts[0]?.first();
  return parts.every((part) => Object.is(part.first(), value));
}

function* knownOf(kind: ColumnKind, table: RunTable): Iterable<[string, Known]> {
  if (kind === 'metric') {
    for (const [name, { stats, last }] of table.metrics)
      yield [name, { stats, first: () => last[0] }];
    return;
  }
  for (const [name, { stats, column }] of kind === 'param' ? table.params : table.tags)
    yield [name, { stats, first: () => column.dictionary[column.codes[0] ?? 0] }];
}

const directions = new Map<string, Direction>();

/** Guessing takes a while for thousands of names, and they are the same again at each change. */
function directionOf(metric: string): Direction {
  let direction = directions.get(metric);
  if (direction === undefined) {
    if (directions.size > 100_000) directions.clear();
    directions.set(metric, (direction = betterDirection(metric)));
  }
  return direction;
}

const tagsOfRow = [
  'gitlab.CI_COMMIT_REF_NAME',
  'gitlab.CI_COMMIT_SHA',
  'mlflow.source.git.branch',
  'mlflow.source.git.commit',
];

function rowReader(part: FramePart): (row: number) => RunRow | undefined {
  const { heads, tags: all } = part.table;
  const told = tagsOfRow.flatMap((name) => {
    const column = all.get(name)?.column;
    return column ? [{ name, column }] : [];
  });
  const tagsAt = (row: number): NamedValue[] =>
    told.flatMap(({ name, column }) => {
      const value = textAt(column, row);
      return value === undefined ? [] : [{ name, value }];
    });
  const progress = progressReader(part.table);
  return (row) => {
    const head = heads[row];
    return head && toRow(part, head, told.length === 0 ? [] : tagsAt(row), progress(row));
  };
}

function toRow(
  part: FramePart,
  head: RunHead,
  tags: readonly NamedValue[],
  progress: RunProgress | undefined,
): RunRow {
  const { job } = head;
  return {
    id: head.id,
    iid: head.iid,
    eid: head.eid,
    name: head.name,
    status: head.status,
    createdAt: head.createdAt,
    startedAt: head.startedAt,
    endedAt: head.endedAt,
    author: head.creator?.name,
    project: part.project,
    experimentId: head.experimentId,
    experiment: part.experiment,
    branch: branchOf({ job, tags }),
    commit: commitOf({ job, tags }),
    job: job && { id: job.id, status: job.status },
    progress,
    hasArtifacts: head.packageId !== undefined,
    version: part.version(head),
    webUrl: head.webUrl,
  };
}
