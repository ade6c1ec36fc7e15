import { type Direction } from '../compare';
import { groupByVerdict } from './metrics';
import { type RunValues, type TextTable } from './runValues';

export const sections = ['metrics', 'params', 'tags', 'environment'] as const;
export type SectionId = (typeof sections)[number];
export const groups = ['worse', 'better', 'mixed', 'unknown', 'equal'] as const;
export type GroupId = (typeof groups)[number];

/** One value of each run that is not in the tables, such as a package's version. */
export interface ValueRow {
  readonly name: string;
  /** In the order of `RunValues.runs`. */
  readonly values: readonly (string | undefined)[];
}

/** What stands in one line of the comparison. `row` is a place in the table of the kind. */
export type Line =
  | {
      readonly kind: 'section';
      readonly id: SectionId;
      readonly total: number;
      readonly differing: number;
    }
  | { readonly kind: 'group'; readonly id: GroupId; readonly count: number }
  | { readonly kind: 'metric'; readonly row: number }
  | { readonly kind: 'param' | 'tag' | 'environment'; readonly row: number; readonly same: boolean }
  | { readonly kind: 'code' };

export interface Arrangement {
  /** Places of the runs in the order shown, the baseline first. */
  readonly order: readonly number[];
  readonly directionOf: (metric: string) => Direction;
  /** By group, the worst first; otherwise by name. */
  readonly regressionsFirst: boolean;
  readonly showsEqual: (section: SectionId) => boolean;
  readonly isCollapsed: (id: SectionId | GroupId) => boolean;
  /** Only names that contain this. */
  readonly find: string;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Rows that are not shown because all runs agree. */
  readonly hidden: number;
  /** Metrics that are worse in at least one run. */
  readonly worse: number;
}

/** Tags that tell of where a run was made rather than what it is. */
export const environmentTags = /^(gitlab\.|mlflow\.)/;

/** All lines of a comparison from top to bottom. */
export function arrange(
  values: RunValues,
  environment: readonly ValueRow[],
  how: Arrangement,
): Lines {
  const wanted = how.find.trim().toLowerCase();
  const named = (name: string): boolean => wanted === '' || name.toLowerCase().includes(wanted);
  const lines: Line[] = [];
  let hidden = 0;

  const groups = groupByVerdict(values, how.order, how.directionOf);
  const { names } = values.metrics;
  const metric = (row: number): Line => ({ kind: 'metric', row });
  const found = (rows: readonly number[]): number[] =>
    rows.filter((row) => named(names[row] ?? ''));
  const equal = found(groups.equal);
  const differing = found([
    ...groups.worse,
    ...groups.better,
    ...groups.mixed,
    ...groups.unknown,
  ]).length;
  if (differing + equal.length > 0) {
    const id = 'metrics';
    lines.push({ kind: 'section', id, total: differing + equal.length, differing });
    const withEqual = how.showsEqual(id);
    if (!withEqual) hidden += equal.length;
    const shown = Object.entries(groups) as [GroupId, readonly number[]][];
    if (how.isCollapsed(id)) shown.length = 0;
    if (how.regressionsFirst) {
      for (const [group, all] of shown) {
        const rows = found(all);
        if (rows.length === 0 || (group === 'equal' && !withEqual)) continue;
        lines.push({ kind: 'group', id: group, count: rows.length });
        if (!how.isCollapsed(group)) for (const row of rows) lines.push(metric(row));
      }
    } else if (shown.length > 0) {
      const rows = shown.flatMap(([group, all]) =>
        group === 'equal' && !withEqual ? [] : found(all),
      );
      for (const row of rows.sort((a, b) => a - b)) lines.push(metric(row));
    }
  }

  const add = (
    id: SectionId,
    kind: 'param' | 'tag' | 'environment',
    rows: readonly { readonly row: number; readonly same: boolean }[],
    last?: Line,
  ): void => {
    const differ = rows.filter(({ same }) => !same);
    if (rows.length === 0 && !last) return;
    lines.push({ kind: 'section', id, total: rows.length, differing: differ.length });
    if (!how.showsEqual(id)) hidden += rows.length - differ.length;
    if (how.isCollapsed(id)) return;
    for (const { row, same } of differ) lines.push({ kind, row, same });
    if (last) lines.push(last);
    if (!how.showsEqual(id)) return;
    for (const { row, same } of rows) if (same) lines.push({ kind, row, same });
  };
  const code: Line | undefined = named('code') ? { kind: 'code' } : undefined;
  add('params', 'param', textRows(values.params, values, how.order, named), code);
  add(
    'tags',
    'tag',
    textRows(values.tags, values, how.order, (name) => named(name) && !environmentTags.test(name)),
  );
  add('environment', 'environment', environmentRows(environment, how.order, named));
  return { lines, hidden, worse: found(groups.worse).length };
}

function textRows(
  table: TextTable,
  { runs }: RunValues,
  order: readonly number[],
  wanted: (name: string) => boolean,
): { row: number; same: boolean }[] {
  const rows: { row: number; same: boolean }[] = [];
  table.names.forEach((name, row) => {
    if (!wanted(name)) return;
    const first = row * runs.length;
    const code = table.codes[first + (order[0] ?? 0)];
    const [someHave, same] = [
      order.some((run) => table.codes[first + run] !== 0),
      order.every((run) => table.codes[first + run] === code),
    ];
    if (someHave) rows.push({ row, same });
  });
  return rows;
}

function environmentRows(
  rows: readonly ValueRow[],
  order: readonly number[],
  wanted: (name: string) => boolean,
): { row: number; same: boolean }[] {
  return rows.flatMap(({ name, values }, row) => {
    const first = values[order[0] ?? 0];
    return wanted(name) && order.some((run) => values[run] !== undefined)
      ? [{ row, same: order.every((run) => values[run] === first) }]
      : [];
  });
}
