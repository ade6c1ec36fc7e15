import { type FrameColumn } from '../frame/columns';
import { type AnyFactName, type Fact, factColumn as columnOfRows, runFacts } from '../frame/facts';
import { type RunRow } from '../frame/frame';
import { numbers } from '../frame/rowColumns';
import { type RunId } from '../ids';

export type FactOfQuery = Omit<Fact, 'shown'>;

const starred: FactOfQuery = { name: 'starred', kind: 'flag', says: 'yes or no' };

/** What a query may name: what the runs say, and what the user said of them. Spans are in seconds here. */
export const facts: readonly FactOfQuery[] = [...runFacts, starred];

/** Texts that a search for words looks into, beside params and tags. */
export const searchedFacts = [
  'name',
  'branch',
  'commit',
  'status',
  'version',
  'author',
  'experiment',
] as const satisfies readonly AnyFactName[];

/** The column of a fact; of flags 1 and 0. */
export function factColumn(
  name: string,
  rows: readonly RunRow[],
  stars: ReadonlySet<RunId>,
): FrameColumn {
  if (name === starred.name) return numbers(rows, (row) => Number(stars.has(row.id)));
  const fact = runFacts.find((one) => one.name === name);
  if (!fact)
    return { kind: 'text', rows: new Uint32Array(), codes: new Uint32Array(), dictionary: [] };
  const column = columnOfRows(rows, fact.name);
  return fact.kind === 'span' && column.kind === 'number'
    ? { ...column, values: column.values.map((ms) => ms / 1000) }
    : column;
}
