import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One resource that the configuration asks for. */
export interface Wanted {
  readonly address: string;
  readonly type: string;
  /** Values as a plan shows them. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Configuration {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly wanted: readonly Wanted[];
  /** Id to import, by address. */
  readonly imports: ReadonlyMap<string, string>;
  /** Texts of `locals`. */
  readonly locals: Readonly<Record<string, string>>;
}

/** Reads what this extension exports; other HCL is not understood. */
export async function readConfiguration(folder: string): Promise<Configuration> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const text = texts.join('\n');
  const variables = Object.fromEntries(
    [...text.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)].map(([, name, body]) => [
      name ?? '',
      literal(/^ {2}default\s+= (.*)$/m.exec(body ?? '')?.[1]),
    ]),
  );
  const locals = Object.fromEntries(
    [
      ...(/^locals \{\n([\s\S]*?)^\}/m.exec(text)?.[1] ?? '').matchAll(/^ {2}(\w+)\s+= "(.*)"$/gm),
    ].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  const labels = labelsIn(text);
  const imports = new Map(
    [...text.matchAll(/^import \{\n\s*to\s+= (.*)\n\s*id\s+= "(.*)"\n\}/gm)].map(
      ([, to, id]) => [to ?? '', id ?? ''] as const,
    ),
  );
  const roles = literal(/^ {2}roles\s+= (\[.*\])$/m.exec(text)?.[1]) as string[] | undefined;
  const wanted = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{\n([\s\S]*?)^\}/gm)].flatMap(
    ([, type = '', name = '', body = '']): Wanted[] => {
      const address = `${type}.${name}`;
      if (type.endsWith('_iam_member')) {
        return (roles ?? []).map((role) => ({
          address: `${address}["${role}"]`,
          type,
          values: { role },
        }));
      }
      return [{ address, type, values: valuesOf(body, labels, variables) }];
    },
  );
  return { variables, wanted, imports, locals };
}

function labelsIn(text: string): Record<string, string> {
  const body = /^ {2}labels = \{\n([\s\S]*?)^ {2}\}/m.exec(text)?.[1] ?? '';
  return Object.fromEntries(
    [...body.matchAll(/^\s*([\w-]+)\s*= "(.*)"$/gm)].map(([, key, value]) => [
      key ?? '',
      value ?? '',
    ]),
  );
}

/** Attributes and one level of blocks, as a plan has them. */
function valuesOf(
  body: string,
  labels: Record<string, string>,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [, name = '', value = ''] of body.matchAll(/^ {2}(\w+)\s*= (.*)$/gm)) {
    const read = resolve(value, variables);
    if (read !== undefined) values[name] = read;
  }
  for (const [, name = '', inner = ''] of body.matchAll(/^ {2}(\w+) \{\n([\s\S]*?)^ {2}\}/gm)) {
    if (name === 'ingress' || name === 'egress' || name === 'timeouts' || name === 'lifecycle')
      continue;
    const block = valuesOf(inner.replaceAll(/^ {2}/gm, ''), {}, variables);
    values[name] = [block];
  }
  const component = /component = "([\w-]+)"/.exec(body)?.[1];
  if (component !== undefined) values['labels'] = { ...labels, component };
  return values;
}

function resolve(text: string, variables: Record<string, unknown>): unknown {
  const variable = /^var\.(\w+)$/.exec(text)?.[1];
  if (variable !== undefined) return variables[variable];
  const domain = /^"\$\{var\.(\w+)\}(.*)"$/.exec(text);
  if (domain) return `${String(variables[domain[1] ?? ''])}${domain[2] ?? ''}`;
  return literal(text);
}

function literal(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
