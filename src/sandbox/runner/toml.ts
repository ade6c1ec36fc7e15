/** The part of TOML that `config.toml` needs: tables, lists of tables, texts, numbers, truth values, lists of texts. */
export type TomlValue = string | number | boolean | string[];
export interface TomlTable {
  [key: string]: TomlValue | TomlTable | TomlTable[];
}

export class TomlError extends Error {}

export function parseToml(text: string): TomlTable {
  const root: TomlTable = {};
  let table = root;
  text.split(/\r?\n/).forEach((line, at) => {
    const content = withoutComment(line).trim();
    if (content === '') return;
    const list = /^\[\[(.+)\]\]$/.exec(content);
    const single = /^\[(.+)\]$/.exec(content);
    if (list) {
      table = {};
      const [path, name] = split(list[1] ?? '');
      const parent = walk(root, path);
      const rows = parent[name];
      if (Array.isArray(rows)) (rows as TomlTable[]).push(table);
      else parent[name] = [table];
    } else if (single) {
      const [path, name] = split(single[1] ?? '');
      table = walk(root, [...path, name]);
    } else {
      const pair = /^("[^"]*"|[\w-]+)\s*=\s*(.+)$/.exec(content);
      if (!pair) throw new TomlError(`line ${at + 1}: expected key = value`);
      table[unquote(pair[1] ?? '')] = value(pair[2] ?? '', at + 1);
    }
  });
  return root;
}

export function formatToml(table: TomlTable, path: readonly string[] = []): string {
  const plain: string[] = [];
  const nested: string[] = [];
  const indent = '  '.repeat(path.length);
  for (const [key, item] of Object.entries(table)) {
    if (isTables(item)) {
      for (const row of item)
        nested.push(head(`[[${[...path, key].join('.')}]]`, path), formatToml(row, [...path, key]));
    } else if (typeof item === 'object' && !Array.isArray(item)) {
      nested.push(head(`[${[...path, key].join('.')}]`, path), formatToml(item, [...path, key]));
    } else {
      plain.push(`${indent}${key} = ${JSON.stringify(item)}\n`);
    }
  }
  return [...plain, ...nested].join('');
}

function head(text: string, path: readonly string[]): string {
  return `\n${'  '.repeat(path.length)}${text}\n`;
}

function isTables(item: TomlTable[string]): item is TomlTable[] {
  return Array.isArray(item) && item.some((row) => typeof row === 'object');
}

function split(path: string): [string[], string] {
  const parts = path.split('.').map((part) => unquote(part.trim()));
  return [parts.slice(0, -1), parts.at(-1) ?? ''];
}

/** The table at a path; of a list of tables its last one, as TOML has it. */
function walk(root: TomlTable, path: readonly string[]): TomlTable {
  let at = root;
  for (const key of path) {
    const next = at[key];
    const last = Array.isArray(next) ? next.at(-1) : next;
    if (typeof last === 'object' && !Array.isArray(last)) at = last;
    else {
      const made: TomlTable = {};
      at[key] = made;
      at = made;
    }
  }
  return at;
}

function value(text: string, line: number): TomlValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^[+-]?[\d_]+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll('_', ''));
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1);
  try {
    const read: unknown = JSON.parse(text.replace(/,\s*\]$/, ']'));
    if (typeof read === 'string') return read;
    if (Array.isArray(read) && read.every((item) => typeof item === 'string')) return read;
  } catch {
    // Said below.
  }
  throw new TomlError(`line ${line}: cannot read the value`);
}

function unquote(key: string): string {
  return key.startsWith('"') ? key.slice(1, -1) : key;
}

function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote === '"' && char === '\\') at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '#') return line.slice(0, at);
  }
  return line;
}
