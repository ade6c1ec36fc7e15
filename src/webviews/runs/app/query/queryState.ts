import { computed, signal } from '@preact/signals';
import { parseColumnRef, type ColumnRef } from '../../../../model/frame/frame';
import { type FrameColumn } from '../../../../model/frame/columns';
import { withClause } from '../../../../model/query/edit';
import { matchingRows, type QueryData, queryData } from '../../../../model/query/evaluate';
import { QueryNames } from '../../../../model/query/names';
import { parseQuery } from '../../../../model/query/parse';
import { type ParsedQuery, planQuery } from '../../../../model/query/plan';
import { type QuerySort, type Syntax } from '../../../../model/query/query';
import { column, infoOf, infos, rows } from '../data';
import { kept } from '../kept';

/** What the user typed. */
export const queryText = signal('');

const directions = computed(() => kept.value.directions);
export const queryNames = computed(
  () => new QueryNames(infos.value, (info) => directions.value[info.name] ?? info.direction),
);
const stars = computed(() => kept.value.stars);
/** What queries are asked of; columns come when a query needs them. */
export const asked = computed<QueryData>(() =>
  queryData(
    rows.value,
    infos.value.filter((info) => info.kind !== 'metric').map((info) => info.key),
    new Set(stars.value),
    columnOf,
  ),
);

export function columnOf(ref: ColumnRef): FrameColumn | undefined {
  const parsed = parseColumnRef(ref);
  return parsed && column(parsed.key, parsed.part);
}

/** A query here and now; without runs there are no names that could be wrong. */
export function planFor(text: string): ParsedQuery {
  const syntax = parseQuery(text);
  const plan = planQuery(syntax, queryNames.value, Date.now());
  return rows.value.length === 0 && plan.problem && !syntax.problem
    ? { ...plan, problem: undefined }
    : plan;
}

/** What the text means; with a problem that says where it cannot be understood. */
export const query = computed<ParsedQuery>(() => planFor(queryText.value));

/** The last query that could be understood, and what it found. */
let good: { syntax: Syntax; rows: unknown; found: Uint32Array } | undefined;

/** Rows that match, newest first; while the text has a problem, those of the last text that had none. */
export const matching = computed<Uint32Array>(() => {
  const now = query.value;
  const syntax = now.problem ? (good?.syntax ?? parseQuery('')) : now.syntax;
  const plan = now.problem ? planQuery(syntax, queryNames.value, Date.now()) : now;
  // The old rows stay while columns are on their way.
  if (!isHere(plan) && good?.rows === rows.value) return good.found;
  const found = matchingRows(plan.test, asked.value);
  good = { syntax, rows: rows.value, found };
  return found;
});

/** The order that the query asks for; undefined when it asks for none. */
export const querySort = computed<readonly QuerySort[] | undefined>(() => {
  const { sort } = query.value;
  return sort.length === 0 ? undefined : sort;
});

/** Whether all columns that a query needs are on this side; asks for those that are not. */
export function isHere({ refs, searches }: ParsedQuery): boolean {
  let here = true;
  for (const ref of refs) {
    const parsed = parseColumnRef(ref);
    if (!columnOf(ref) && parsed && infoOf(parsed.key)) here = false;
  }
  if (searches) {
    for (const key of asked.value.searched) if (!column(key)) here = false;
  }
  return here;
}

export function setQuery(next: string): void {
  queryText.value = next;
}

/** Narrows the query by one more condition, in the query's language. */
export function addToQuery(clause: string): void {
  queryText.value = withClause(queryText.peek(), clause);
}
