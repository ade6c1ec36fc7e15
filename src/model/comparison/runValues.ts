import { type RunId } from '../ids';
import { type NamedValue, type Run } from '../run';

/**
 * What some runs logged, name by name. Value of name `n` in run `r` is entry `n * runs.length + r`: typed arrays, so that
 * thousands of metrics of many runs travel and are compared without an object for each.
 */
export interface RunValues {
  readonly runs: readonly RunId[];
  readonly metrics: NumberTable;
  readonly params: TextTable;
  readonly tags: TextTable;
}

export interface NumberTable {
  /** Sorted. */
  readonly names: readonly string[];
  /** The last value that was logged; may be NaN or infinite. */
  readonly values: Float64Array;
  /** 1 where there is a value. */
  readonly present: Uint8Array;
}

export interface TextTable {
  /** Sorted. */
  readonly names: readonly string[];
  /** 0 where there is no value, else its place in the dictionary plus one. */
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

export function collectValues(
  runs: readonly Pick<Run, 'id' | 'params' | 'metrics' | 'tags'>[],
): RunValues {
  return {
    runs: runs.map((run) => run.id),
    metrics: collectNumbers(runs),
    params: collectTexts(runs.map((run) => run.params)),
    tags: collectTexts(runs.map((run) => run.tags)),
  };
}

/** Undefined where the run has no such metric. */
export function numberIn(
  { metrics, runs }: RunValues,
  name: number,
  run: number,
): number | undefined {
  const at = name * runs.length + run;
  return metrics.present[at] === 1 ? metrics.values[at] : undefined;
}

/** Undefined where the run has no such value. */
export function textIn(
  table: TextTable,
  runCount: number,
  name: number,
  run: number,
): string | undefined {
  const code = table.codes[name * runCount + run] ?? 0;
  return code === 0 ? undefined : table.dictionary[code - 1];
}

function collectNumbers(runs: readonly Pick<Run, 'metrics'>[]): NumberTable {
  const names = sortedNames(runs.map((run) => run.metrics));
  const places = new Map(names.map((name, index) => [name, index]));
  const values = new Float64Array(names.length * runs.length);
  const present = new Uint8Array(values.length);
  runs.forEach((run, column) => {
    for (const { name, latest } of run.metrics) {
      const at = (places.get(name) ?? 0) * runs.length + column;
      values[at] = latest.value;
      present[at] = 1;
    }
  });
  return { names, values, present };
}

function collectTexts(lists: readonly (readonly NamedValue[])[]): TextTable {
  const names = sortedNames(lists);
  const places = new Map(names.map((name, index) => [name, index]));
  const codes = new Uint32Array(names.length * lists.length);
  const codeOf = new Map<string, number>();
  lists.forEach((list, column) => {
    for (const { name, value } of list) {
      const code = codeOf.get(value) ?? codeOf.size + 1;
      codeOf.set(value, code);
      codes[(places.get(name) ?? 0) * lists.length + column] = code;
    }
  });
  return { names, codes, dictionary: [...codeOf.keys()] };
}

function sortedNames(lists: readonly (readonly { readonly name: string }[])[]): string[] {
  const names = new Set<string>();
  for (const list of lists) for (const { name } of list) names.add(name);
  return [...names].sort();
}
