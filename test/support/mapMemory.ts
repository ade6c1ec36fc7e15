import { type Memory } from '../../src/stores/memory';

/** The memory of a workspace in a map; values go through JSON as they do in the editor. */
export function mapMemory(map: Map<string, unknown>): Memory {
  return {
    get: (key) => map.get(key),
    set: (key, value) => {
      if (value === undefined) map.delete(key);
      else map.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}
