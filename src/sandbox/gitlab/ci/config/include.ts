import { isRecord } from '../../../../base/record';
import { loadYaml } from './load';
import { deepMerge } from './merge';
import { ConfigProblem } from './problem';

/** A file of the repository at the pipeline's commit, or undefined. */
export type ReadFile = (path: string) => Promise<string | undefined>;

const maxIncludes = 150;

/** Reads a configuration with the local files it includes; what includes wins over what is included. */
export async function loadConfig(
  text: string,
  readFile: ReadFile,
): Promise<Record<string, unknown>> {
  let count = 0;
  const load = async (
    content: string,
    open: readonly string[],
  ): Promise<Record<string, unknown>> => {
    const { include, ...own } = loadYaml(content);
    let merged: Record<string, unknown> = {};
    for (const path of localPaths(include)) {
      if (++count > maxIncludes) {
        throw new ConfigProblem(`Maximum of ${maxIncludes} nested includes are allowed!`);
      }
      if (open.includes(path)) continue;
      const included = await readFile(path);
      if (included === undefined) {
        throw new ConfigProblem(`Local file \`${path}\` does not exist!`);
      }
      if (included.trim() === '') throw new ConfigProblem(`Local file \`${path}\` is empty!`);
      merged = deepMerge(merged, await load(included, [...open, path]));
    }
    return deepMerge(merged, own);
  };
  return load(text, []);
}

function localPaths(include: unknown): string[] {
  if (include === undefined || include === null) return [];
  const list: unknown[] = Array.isArray(include) ? include : [include];
  return list.map((item) => {
    const local = typeof item === 'string' ? item : isRecord(item) ? item['local'] : undefined;
    if (typeof local !== 'string') {
      throw new ConfigProblem(
        `Included file \`${JSON.stringify(item)}\` cannot be had here: only \`local\` is supported`,
      );
    }
    if (/^https?:/.test(local)) {
      throw new ConfigProblem(`Remote file \`${local}\` could not be fetched!`);
    }
    if (!/\.ya?ml$/.test(local)) {
      throw new ConfigProblem(`Included file \`${local}\` does not have YAML extension!`);
    }
    return local.replace(/^\/+/, '');
  });
}
