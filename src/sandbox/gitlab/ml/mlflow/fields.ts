import { type Params } from '../../http/params';
import { badParameter } from '../../http/refusals';
import { type Tag } from '../experiments';
import { type Point } from '../runs';

/** `[{key, value}]` without further checks, as GitLab declares tags. */
export function tagList(params: Params, name = 'tags'): Tag[] {
  return (params.records(name) ?? []).map((entry) => ({
    key: plain(entry['key']),
    value: plain(entry['value']),
  }));
}

/** `[{key, value}]`, both of them needed. */
export function pairList(params: Params, name: string): Tag[] {
  return (params.records(name) ?? []).map((entry, at) => {
    check(entry, ['key', 'value'], name, at);
    return { key: plain(entry['key']), value: plain(entry['value']) };
  });
}

export function pointList(params: Params, name: string): Point[] {
  return (params.records(name) ?? []).map((entry, at) => {
    check(entry, ['key', 'value', 'timestamp'], name, at);
    return {
      key: plain(entry['key']),
      value: float(entry['value'], `${name}[${at}][value]`),
      timestamp: integer(entry['timestamp'], `${name}[${at}][timestamp]`),
      step: optionalInteger(entry['step'], `${name}[${at}][step]`),
    };
  });
}

export function point(params: Params): Point {
  params.require('run_id', 'key', 'value', 'timestamp');
  return {
    key: params.required('key'),
    value: float(params.values['value'], 'value'),
    timestamp: integer(params.values['timestamp'], 'timestamp'),
    step: optionalInteger(params.values['step'], 'step'),
  };
}

/**
 * A number or its text. "NaN", "Infinity" and "-Infinity", which MLflow's client sends as texts, are no numbers
 * for the type check of GitLab's API and are refused; so is a JSON number too large for a double.
 */
export function float(value: unknown, name: string): number {
  const number =
    typeof value === 'string' && /^\s*[-+]?(\d[\d_]*)(\.\d+)?([eE][-+]?\d+)?\s*$/.test(value)
      ? Number(value.replaceAll('_', ''))
      : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw badParameter(`${name} is invalid`);
  return number;
}

/** @returns `max_results`, 200 when absent, at most `cap`. */
export function pageSize(params: Params, standard = 200, cap = 1000): number {
  const wanted = params.number('max_results') ?? standard;
  if (wanted < 0) throw badParameter('max_results is invalid');
  return Math.min(wanted, cap);
}

function integer(value: unknown, name: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  // Rails cuts a float down to its whole part.
  if (typeof number === 'number' && Number.isFinite(number)) return Math.trunc(number);
  throw badParameter(`${name} is invalid`);
}

function optionalInteger(value: unknown, name: string): number | undefined {
  return value === undefined || value === null ? undefined : integer(value, name);
}

function check(
  entry: Record<string, unknown>,
  names: readonly string[],
  list: string,
  at: number,
): void {
  const missing = names.filter((name) => entry[name] === undefined);
  if (missing.length === 0) return;
  throw badParameter(missing.map((name) => `${list}[${at}][${name}] is missing`).join(', '));
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
