import { isRecord } from '../../../base/record';
import { badParameter } from './refusals';

/** Request parameters as GitLab's API reads them: lenient about types, strict about presence. */
export class Params {
  constructor(readonly values: Readonly<Record<string, unknown>>) {}

  /** Refuses with `a is missing, b is missing` when any is absent. */
  require(...names: string[]): this {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0)
      throw badParameter(missing.map((name) => `${name} is missing`).join(', '));
    return this;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** The text, or undefined when it is absent or null. */
  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw badParameter(`${name} is invalid`);
  }

  required(name: string): string {
    this.require(name);
    return this.text(name) ?? '';
  }

  /** Like `required`, and not blank. */
  filled(name: string): string {
    const text = this.required(name);
    if (text.trim() === '') throw badParameter(`${name} is empty`);
    return text;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw badParameter(`${name} is invalid`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return undefined;
    if (/^(true|t|1|on)$/i.test(text)) return true;
    if (/^(false|f|0|off)$/i.test(text)) return false;
    throw badParameter(`${name} is invalid`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw badParameter(`${name} does not have a valid value`);
    return found;
  }

  /** An array, or a text split at commas. */
  list(name: string): string[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value)) return value.map(String);
    const text = this.text(name) ?? '';
    return text === '' ? [] : text.split(',').map((part) => part.trim());
  }

  numbers(name: string): number[] | undefined {
    return this.list(name)
      ?.map(Number)
      .filter((value) => Number.isSafeInteger(value) && value > 0);
  }

  records(name: string): Record<string, unknown>[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value) || !value.every(isRecord)) throw badParameter(`${name} is invalid`);
    return value;
  }
}

/** Reads `a=1&b[]=2&c[d]=3&e[][f]=4` the way Rails does. */
export function formFields(form: URLSearchParams): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const [head = '', ...keys] = name.replaceAll(']', '').split('[');
    put(result, [head, ...keys], value);
  }
  return result;
}

function put(target: Record<string, unknown>, keys: readonly string[], value: string): void {
  const [key = '', next, ...rest] = keys;
  if (unsafe.has(key)) return;
  if (next === undefined) {
    target[key] = value;
  } else if (next === '') {
    const list: unknown[] = Array.isArray(target[key]) ? target[key] : [];
    target[key] = list;
    append(list, rest, value);
  } else {
    const inner = isRecord(target[key]) ? target[key] : {};
    target[key] = inner;
    put(inner, [next, ...rest], value);
  }
}

/** `list[][a]=1&list[][b]=2` is one record; a repeated key starts the next one. */
function append(list: unknown[], keys: readonly string[], value: string): void {
  const [key] = keys;
  if (key === undefined) {
    list.push(value);
    return;
  }
  const last: unknown = list.at(-1);
  const record = isRecord(last) && !(key in last) ? last : {};
  if (record !== last) list.push(record);
  put(record, keys, value);
}

const unsafe = new Set(['__proto__', 'constructor', 'prototype']);
