/** A constant at the top level of a Python file that holds a plain value, such as `RANDOM_SEED = 42`. */
export interface PythonConstant {
  readonly name: string;
  /** As it is written. */
  readonly value: string;
  /** Line from 0, and where the value stands in it. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const assignment =
  /^([A-Z][A-Z0-9_]*)(\s*(?::\s*[A-Za-z_][\w.[\], ]*)?\s*=\s*)(-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\.\d+|True|False|None|"[^"\\]*"|'[^'\\]*')\s*(?:#.*)?$/;

export function findConstants(text: string): PythonConstant[] {
  return text.split(/\r?\n/).flatMap((source, line) => {
    const match = assignment.exec(source);
    if (!match) return [];
    const [, name = '', between = '', value = ''] = match;
    const start = name.length + between.length;
    return [{ name, value, line, start, end: start + value.length }];
  });
}

/** What is wrong with a new value, or nothing: it has to be of the same sort, so that the script still runs. */
export function constantProblem(old: string, text: string): string | undefined {
  const found = findConstants(`X = ${text}`)[0];
  if (text.trim() === '') return 'Type a value.';
  if (found?.value !== text.trim()) return 'Type a number, a quoted text, True, False or None.';
  const sort = sortOf(old);
  if (sort !== sortOf(text.trim()) && sort !== 'None') return `${old} is a ${sort}; type one too.`;
  return undefined;
}

/** One constant that changed, for commit messages: `RANDOM_SEED 42 → 7`. */
export interface ConstantChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export function changedConstants(before: string, after: string): ConstantChange[] {
  const old = new Map(findConstants(before).map((constant) => [constant.name, constant.value]));
  return findConstants(after).flatMap(({ name, value }) => {
    const from = old.get(name);
    return from === undefined || from === value ? [] : [{ name, from, to: value }];
  });
}

/** A first line for a commit: the changed constants, else the files. */
export function commitSubject(
  changes: readonly ConstantChange[],
  files: readonly string[],
): string {
  const [first] = changes;
  if (first && changes.length === 1) {
    return `Change ${first.name} from ${first.from} to ${first.to}`;
  }
  if (changes.length > 1) {
    const text = `Change ${changes.map(({ name, to }) => `${name} to ${to}`).join(', ')}`;
    return text.length <= 72 ? text : `Change ${changes.length} constants`;
  }
  if (files.length === 1 && files[0] !== undefined) return `Change ${files[0]}`;
  return `Change ${files.length} files`;
}

function sortOf(value: string): string {
  if (/^['"]/.test(value)) return 'text';
  if (value === 'True' || value === 'False') return 'yes-or-no value';
  return value === 'None' ? 'None' : 'number';
}
