import { type Variables } from './expression';

const reference = /\$\$|\$(?:(\w+)|\{(\w+)\})|%(\w+)%/g;

/** Puts values in place of `$NAME`, `${NAME}` and `%NAME%`; unknown ones become empty, `$$` stays as it is. */
export function expand(text: string, variables: Variables): string {
  return text.replace(reference, (all, ...groups: unknown[]) => {
    const name = groups.slice(0, 3).find((group) => typeof group === 'string');
    if (typeof name !== 'string') return all;
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : '';
  });
}

/** Like `expand`, but leaves unknown names alone: they may be set later. */
export function expandKnown(text: string, variables: Variables): string {
  return text.replace(reference, (all, ...groups: unknown[]) => {
    const name = groups.slice(0, 3).find((group) => typeof group === 'string');
    if (typeof name !== 'string' || !Object.hasOwn(variables, name)) return all;
    return variables[name] ?? '';
  });
}

export interface Expandable {
  readonly key: string;
  readonly value: string;
  readonly raw: boolean;
}

/**
 * Values of variables with the variables in them, as the runner expands them: `$$` is a dollar, unknown ones are
 * empty, `raw` ones stay as they are, and so does what refers to itself.
 */
export function expandAll(list: readonly Expandable[]): Record<string, string> {
  const last = new Map(list.map((variable) => [variable.key, variable]));
  const done = new Map<string, string>();
  const resolve = (key: string, open: readonly string[]): string => {
    const ready = done.get(key);
    if (ready !== undefined) return ready;
    const variable = last.get(key);
    if (variable === undefined) return '';
    if (variable.raw) return variable.value;
    const value = variable.value.replace(reference, (all, ...groups: unknown[]) => {
      const name = groups.slice(0, 3).find((group) => typeof group === 'string');
      if (typeof name !== 'string') return '$';
      return [...open, key].includes(name) ? all : resolve(name, [...open, key]);
    });
    if (open.length === 0) done.set(key, value);
    return value;
  };
  return Object.fromEntries([...last.keys()].map((key) => [key, resolve(key, [])]));
}
