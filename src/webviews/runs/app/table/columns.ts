import { computed } from '@preact/signals';
import { type ColumnGroup, type Look, type ShownPart } from '../../../../model/columnLayout';
import { entryCount } from '../../../../model/frame/columns';
import {
  factColumn,
  type FactKey,
  type FactName,
  factNames,
  parseFactKey,
} from '../../../../model/frame/facts';
import { type ColumnInfo, type ColumnKey, type ColumnPart } from '../../../../model/frame/frame';
import { type FieldKey } from '../../../../model/query/query';
import { infos, rows } from '../data';
import { baselineRow, directionOf } from '../model';
import { keyMetricName } from './keyMetric';
import { layout } from './layout';
import { roughWidth } from './viewport';
import { factWidth, loggedWidth, type SignsWithRoom, signsWithRoom, valueWidth } from './widths';

export const groupNames: Readonly<Record<ColumnGroup, string>> = {
  run: 'Run',
  git: 'Git',
  metric: 'Metrics',
  param: 'Params',
  tag: 'Tags',
};

export interface Column {
  readonly group: ColumnGroup;
  readonly key: FieldKey;
  readonly name: string;
  /** px. */
  readonly width: number;
  readonly pinned: boolean;
  /** Undefined for facts of the run. */
  readonly info: ColumnInfo | undefined;
  /** Which number is shown, sorted by and compared. */
  readonly part: ColumnPart;
  readonly shows: ShownPart;
  readonly look: Look;
  /** All its texts are numbers. */
  readonly numeric: boolean;
  /** Room for the number of a metric, px. */
  readonly valueWidth: number;
  /** What of a metric has room for sure; undefined where somebody chose the width. */
  readonly room: SignsWithRoom | undefined;
}

/** Tags that the columns of a run say already. */
export const hiddenTags = /^(gitlab\.|mlflow\.)/;

const gitFacts: readonly FactName[] = ['project', 'branch', 'commit', 'job'];
/** Said only where runs differ in it. */
const placeFacts: readonly FactName[] = ['project', 'experiment'];
/** Room for the name, px. */
const besideColumns = 192;
/** At most so many params that differ stand before the metrics, so that both are seen at once. */
const leadingParams = 3;

/** Every column that could be shown, in the order in which they come. */
export const allColumns = computed<readonly Column[]>(() => {
  const { widths, pinned, parts, looks } = layout.value;
  const hasBaseline = baselineRow.value !== undefined;
  const keyMetric = keyMetricName.value;
  const stuck = new Set<string>(pinned);
  const facts = (group: ColumnGroup, names: readonly FactName[]): Column[] =>
    names.map((name) => {
      const key: FactKey = `run.${name}`;
      return {
        group,
        key,
        name,
        width: widths[key] ?? factWidth(name, factColumn(rows.value, name)),
        pinned: stuck.has(key),
        info: undefined,
        part: 'last',
        shows: 'last',
        look: 'plain',
        numeric: false,
        valueWidth: 0,
        room: undefined,
      };
    });
  const logged: Record<ColumnInfo['kind'], Column[]> = { metric: [], param: [], tag: [] };
  for (const info of infos.value) {
    const { key, kind, name } = info;
    const metric = kind === 'metric';
    const shows = metric ? (parts[key] ?? 'last') : 'last';
    const look = metric ? (looks[key] ?? (name === keyMetric ? 'dot' : 'plain')) : 'plain';
    logged[kind].push({
      group: kind,
      key,
      name,
      width: widths[key] ?? loggedWidth(info, look, hasBaseline),
      pinned: stuck.has(key),
      info,
      part: shows === 'best' ? bestPart(key) : shows,
      shows,
      look,
      numeric: !metric && Number.isFinite(info.min),
      valueWidth: metric ? valueWidth(info) : 0,
      room: metric && widths[key] === undefined ? signsWithRoom(info) : undefined,
    });
  }
  logged.metric.sort((a, b) => Number(b.name === keyMetric) - Number(a.name === keyMetric));
  const others = factNames.filter((name) => name !== 'name' && !gitFacts.includes(name));
  const git = facts('git', gitFacts);
  const before = [...git.filter(({ key }) => isUsual(key)), ...logged.metric.slice(0, 1)];
  const room = roughWidth.value - besideColumns - before.reduce((sum, { width }) => sum + width, 0);
  const leading = new Set(leadingOf(logged.param, room));
  return moved([
    ...git,
    ...leading,
    ...logged.metric,
    ...facts('run', others),
    ...logged.param.filter((column) => !leading.has(column)),
    ...logged.tag,
  ]);
});

/** How many columns there are of each group. */
export const groupSizes = computed(() => {
  const sizes: Record<ColumnGroup, number> = { git: 0, run: 0, metric: 0, param: 0, tag: 0 };
  for (const { group, name } of allColumns.value) {
    if (group !== 'tag' || !hiddenTags.test(name)) sizes[group]++;
  }
  return sizes;
});

/** Columns that are there unless somebody hides them. */
export function isUsual(key: FieldKey): boolean {
  if (layout.value.without.includes(groupOf(key))) return false;
  const fact = parseFactKey(key);
  if (fact === 'created') return true;
  if (fact !== undefined && placeFacts.includes(fact)) return differs(fact);
  // A column in which no run has anything only takes room.
  if (fact !== undefined) {
    return gitFacts.includes(fact) && entryCount(factColumn(rows.value, fact)) > 0;
  }
  return !key.startsWith('tag.') || !hiddenTags.test(key.slice('tag.'.length));
}

function differs(fact: FactName): boolean {
  const column = factColumn(rows.value, fact);
  return column.kind === 'text' && column.dictionary.length > 1;
}

/** Columns of the table from left to right, pinned ones first. */
export const columns = computed<readonly Column[]>(() => {
  const { hidden, shown, pinned, differing } = layout.value;
  const [without, further] = [new Set<string>(hidden), new Set<string>(shown)];
  const only = differing && rows.value.length > 1;
  const seen = allColumns.value.filter(
    ({ key, info, pinned }) =>
      !without.has(key) &&
      (further.has(key) || isUsual(key)) &&
      (pinned || !(only && info?.uniform === true)),
  );
  if (pinned.length === 0) return seen;
  const place = new Map(pinned.map((key, index) => [key, index]));
  return [
    ...seen
      .filter((column) => column.pinned)
      .sort((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0)),
    ...seen.filter((column) => !column.pinned),
  ];
});

export function groupOf(key: FieldKey): ColumnGroup {
  const fact = parseFactKey(key);
  if (fact !== undefined) return gitFacts.includes(fact) ? 'git' : 'run';
  return key.slice(0, key.indexOf('.')) as ColumnGroup;
}

export const columnByKey = computed<ReadonlyMap<FieldKey, Column>>(
  () => new Map(allColumns.value.map((column) => [column.key, column])),
);

/** Which of a metric's numbers is its best one; the last where no direction is known. */
function bestPart(metric: ColumnKey): ColumnPart {
  switch (directionOf(metric)) {
    case 'higher':
      return 'max';
    case 'lower':
      return 'min';
    case 'unknown':
      return 'last';
  }
}

function moved(natural: Column[]): readonly Column[] {
  const { moves } = layout.value;
  for (const { key, behind } of moves) {
    const from = natural.findIndex((column) => column.key === key);
    const [column] = from === -1 ? [] : natural.splice(from, 1);
    if (!column) continue;
    const at = natural.findIndex((one) => one.key === behind);
    // What it stood behind may be gone.
    natural.splice(behind === undefined ? 0 : at === -1 ? from : at + 1, 0, column);
  }
  return natural;
}

/** Params that differ between many runs, numbers first: what was tried. */
function leadingOf(params: readonly Column[], room: number): Column[] {
  const differing = params.filter(({ info }) => info && !info.uniform && info.count > 1);
  const worth = ({ name, numeric, info }: Column): number =>
    (info?.count ?? 0) * (numeric ? 2 : 1) * (/seed/i.test(name) ? 0.4 : 1);
  let left = room;
  return differing
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, leadingParams)
    .filter(({ width }, index) => (left -= width) >= 0 || index === 0);
}

export function isLogged(key: FieldKey): key is ColumnKey {
  return !key.startsWith('run.');
}
