import { isRecord } from '../../../../base/record';
import { referenceIn } from './load';
import { ConfigProblem } from './problem';

type Data = Record<string, unknown>;

/** Maps are merged key by key, everything else is replaced. */
export function deepMerge(base: Data, over: Data): Data {
  const result: Data = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isRecord(before) && isRecord(value) ? deepMerge(before, value) : value;
  }
  return result;
}

const maxDepth = 11;

/** Puts what jobs extend under them; `extends` itself goes. */
export function resolveExtends(config: Data): Data {
  const done = new Map<string, Data>();
  const resolve = (name: string, open: readonly string[]): Data => {
    const ready = done.get(name);
    if (ready) return ready;
    const job = config[name];
    if (!isRecord(job)) return {};
    if (open.includes(name)) {
      throw new ConfigProblem(`${name}: circular dependency detected in \`extends\``);
    }
    if (open.length > maxDepth) {
      throw new ConfigProblem(`${name}: nesting too deep in \`extends\``);
    }
    const { extends: parents, ...own } = job;
    const names = parents === undefined ? [] : Array.isArray(parents) ? parents : [parents];
    let merged: Data = {};
    for (const parent of names.map(String)) {
      if (!isRecord(config[parent])) {
        throw new ConfigProblem(`${name}: unknown keys in \`extends\` (${parent})`);
      }
      merged = deepMerge(merged, resolve(parent, [...open, name]));
    }
    const result = deepMerge(merged, own);
    done.set(name, result);
    return result;
  };
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      isRecord(value) ? resolve(name, []) : value,
    ]),
  );
}

/** Puts what `!reference` points at in its place, at most ten levels deep. */
export function resolveReferences(config: Data): Data {
  const walk = (value: unknown, depth: number): unknown => {
    const reference = referenceIn(value);
    if (reference) {
      const name = `!reference ${JSON.stringify(reference.path)}`;
      if (depth >= 10) throw new ConfigProblem(`${name} could not be resolved: nesting too deep`);
      const target = reference.path.reduce<unknown>(
        (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
        config,
      );
      if (target === undefined) throw new ConfigProblem(`${name} could not be found`);
      return walk(target, depth + 1);
    }
    if (Array.isArray(value)) return value.map((item) => walk(item, depth));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, depth)]));
  };
  return walk(config, 0) as Data;
}
