import { isRecord } from '../../../../base/record';
import { parseDuration } from './duration';
import { problemAt } from './problem';
import { type YamlVariables } from './types';

/** Readers of the small parts of a configuration; each refuses with GitLab's words and the path of the part. */
export function commands(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  const result: string[] = [];
  const walk = (item: unknown, depth: number): void => {
    if (typeof item === 'string') result.push(item);
    else if (Array.isArray(item) && depth < 10) for (const inner of item) walk(inner, depth + 1);
    else {
      throw problemAt(
        path,
        'config should be a string or a nested array of strings up to 10 levels deep',
      );
    }
  };
  walk(value, 0);
  return result;
}

export function texts(value: unknown, path: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value.flat(10) : [value];
  if (!list.every((item): item is string => typeof item === 'string')) {
    throw problemAt(path, 'config should be an array of strings or a string');
  }
  return list;
}

export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw problemAt(path, 'should be a string');
  return value;
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw problemAt(path, 'should be a boolean value');
  return value;
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw problemAt(path, `should be one of: ${allowed.join(', ')}`);
  return found;
}

export function duration(value: unknown, path: string): number {
  const seconds =
    typeof value === 'number'
      ? value
      : typeof value === 'string'
        ? parseDuration(value)
        : undefined;
  if (seconds === undefined) throw problemAt(path, 'should be a duration');
  return seconds;
}

export function section(value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw problemAt(path, 'should be a hash');
  return value;
}

export function knownKeys(
  value: Record<string, unknown>,
  allowed: ReadonlySet<string>,
  path: string,
): void {
  const unknown = Object.keys(value).filter((key) => !allowed.has(key));
  if (unknown.length > 0) {
    throw problemAt(path, `config contains unknown keys: ${unknown.join(', ')}`);
  }
}

/** @param described whether `{value, description}` is allowed, as it is for global variables. */
export function variables(value: unknown, path: string, described: boolean): YamlVariables {
  if (value === undefined || value === null) return { values: {}, raw: [] };
  const values: Record<string, string> = {};
  const raw: string[] = [];
  for (const [key, item] of Object.entries(section(value, `${path} config`))) {
    if (isRecord(item)) {
      const allowed = ['value', 'expand', ...(described ? ['description', 'options'] : [])];
      const unknown = Object.keys(item).filter((name) => !allowed.includes(name));
      if (unknown.length > 0) {
        throw problemAt(path, `config uses invalid data keys: ${unknown.join(', ')}`);
      }
      values[key] = scalar(item['value'] ?? '', path);
      if (item['expand'] === false) raw.push(key);
    } else {
      values[key] = scalar(item, path);
    }
  }
  return { values, raw };
}

function scalar(value: unknown, path: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw problemAt(path, 'config should be a hash of key value pairs');
}
