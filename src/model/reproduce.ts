import { type ConstantChange, findConstants } from './constants';
import { type NamedValue } from './run';

export interface Applied {
  readonly text: string;
  readonly changes: readonly ConstantChange[];
  /** Names of the params that are constants of this text, changed or not. */
  readonly matched: readonly string[];
}

/** Gives the constants of a Python file the values that a run was trained with; `n_estimators` is `N_ESTIMATORS`. */
export function applyParams(text: string, params: readonly NamedValue[]): Applied {
  const byConstant = new Map(params.map((param) => [constantName(param.name), param]));
  const lines = text.split('\n');
  const changes: ConstantChange[] = [];
  const matched: string[] = [];
  for (const { name, value, line, start, end } of findConstants(text)) {
    const param = byConstant.get(name);
    const literal = param && literalFor(value, param.value);
    if (param === undefined || literal === undefined) continue;
    matched.push(param.name);
    if (literal === value) continue;
    const source = lines[line] ?? '';
    lines[line] = source.slice(0, start) + literal + source.slice(end);
    changes.push({ name, from: value, to: literal });
  }
  return { text: lines.join('\n'), changes, matched };
}

export function constantName(param: string): string {
  return param
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();
}

/** The value as Python writes it beside the old one; the old one when they mean the same. */
function literalFor(old: string, value: string): string | undefined {
  const plain = value.trim();
  if (/^['"]/.test(old)) {
    if (old.slice(1, -1) === value) return old;
    const quote = old.charAt(0);
    return /['"\\\r\n]/.test(value) ? undefined : `${quote}${value}${quote}`;
  }
  if (plain === 'None') return 'None';
  if (old === 'True' || old === 'False') return boolOf(plain);
  if (isNumber(plain)) return isNumber(old) && Number(plain) === Number(clean(old)) ? old : plain;
  if (old !== 'None') return undefined;
  return boolOf(plain) ?? (/^[^'"\\\r\n]*$/.test(value) ? `'${value}'` : undefined);
}

function boolOf(text: string): string | undefined {
  if (/^(true|1)$/i.test(text)) return 'True';
  return /^(false|0)$/i.test(text) ? 'False' : undefined;
}

function isNumber(text: string): boolean {
  return /^-?(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

function clean(text: string): string {
  return text.replaceAll('_', '');
}
