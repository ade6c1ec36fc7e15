import { isRecord } from '../../base/record';

/**
 * The editor carries messages to a page as JSON, with buffers beside it. JSON turns NaN, infinities, and undefined in
 * lists into null; they are wrapped on one side and unwrapped on the other.
 */
interface Wrapped {
  readonly $unsayable: 'NaN' | 'Infinity' | '-Infinity' | 'undefined';
}

/** The same value where nothing had to be wrapped, else a copy of the parts that hold such a thing. */
export function wrapUnsayable(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : wrapped(String(value) as Wrapped['$unsayable']);
  }
  if (Array.isArray(value)) return wrapList(value);
  if (!isPlain(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const before = value[key];
    if (typeof before !== 'number' && typeof before !== 'object') continue;
    const after = wrapUnsayable(before);
    if (after !== before) (copy ??= { ...value })[key] = after;
  }
  return copy ?? value;
}

/** Undoes `wrapUnsayable`, in place where that is possible. */
export function unwrapUnsayable(value: unknown): unknown {
  if (Array.isArray(value)) {
    value.forEach((entry: unknown, index) => {
      if (typeof entry === 'object') value[index] = unwrapUnsayable(entry);
    });
    return value;
  }
  if (!isPlain(value)) return value;
  const word = value['$unsayable'];
  if (word !== undefined && Object.keys(value).length === 1) {
    return word === 'undefined' ? undefined : Number(word);
  }
  for (const key in value) {
    if (typeof value[key] === 'object') value[key] = unwrapUnsayable(value[key]);
  }
  return value;
}

function wrapList(list: readonly unknown[]): readonly unknown[] {
  // Long lists of texts are dictionaries of columns.
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const before = list[index];
    if (typeof before === 'string') continue;
    const after = before === undefined ? wrapped('undefined') : wrapUnsayable(before);
    if (after !== before && !Object.is(after, before)) (copy ??= [...list])[index] = after;
  }
  return copy ?? list;
}

function wrapped(word: Wrapped['$unsayable']): Wrapped {
  return { $unsayable: word };
}

/** Typed arrays and buffers travel as they are. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}
