/** An expression of HCL as its lines, without outer indentation. */
export interface Expression {
  readonly lines: readonly string[];
}

export type Item =
  | { readonly kind: 'attribute'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'block'; readonly head: string; readonly body: readonly Item[] }
  | { readonly kind: 'comment'; readonly text: string };

export type Value = string | number | boolean | readonly string[] | Expression;

/** A string stays a string: nothing in it is ever evaluated. */
export function attribute(name: string, value: Value): Item {
  return { kind: 'attribute', name, value: expression(value) };
}

export function block(type: string, labels: readonly string[], body: readonly Item[]): Item {
  return { kind: 'block', head: [type, ...labels.map(quoted)].join(' '), body };
}

/** Lines above what comes next. */
export function comment(...lines: readonly string[]): Item[] {
  return lines.map((text) => ({ kind: 'comment', text }));
}

/** Code as it is: `yandex_vpc_network.main.id`. Never made of what somebody typed. */
export function code(text: string): Expression {
  return { lines: [text] };
}

export function listOf(values: readonly Expression[]): Expression {
  return code(`[${values.map(({ lines }) => lines.join('\n')).join(', ')}]`);
}

export function objectOf(entries: Readonly<Record<string, Value>>): Expression {
  const items = Object.entries(entries).map(([name, value]) => attribute(name, value));
  return { lines: ['{', ...indented(itemLines(items)), '}'] };
}

/** A text of several lines as such; one that lines cannot carry unchanged becomes a quoted string. */
export function heredoc(text: string): Expression {
  const lines = text.split('\n');
  const ends = lines.pop() === '';
  const carried = ends && lines.every((line) => /\S/.test(line) && !unsafe.test(line));
  if (!carried || lines.some((line) => line.trim() === 'EOT' || openings.test(line))) {
    return code(quoted(text));
  }
  // Stripped again by `<<-`: it takes away as much as the line that is indented least.
  const least = lines.some((line) => /^\S/.test(line));
  return least ? { lines: ['<<-EOT', ...indented(lines), 'EOT'] } : code(quoted(text));
}

/** A file as `terraform fmt` writes it. */
export function printed(items: readonly Item[]): string {
  return `${itemLines(items).join('\n')}\n`;
}

/** Controls, line ends of Unicode and marks that turn or hide text. */
const unsafe = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ud800-\\udfff\\ufeff]',
  'u',
);
const openings = /[$%]\{/;

export function quoted(text: string): string {
  const inner = Array.from(text, (sign) => escapes[sign] ?? escapedSign(sign)).join('');
  return `"${inner.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign)}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escapedSign(sign: string): string {
  if (!unsafe.test(sign)) return sign;
  // Half a character has no place in a file.
  if (/[\ud800-\udfff]/.test(sign)) return '\ufffd';
  return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

function expression(value: Value): Expression {
  if (typeof value === 'string') return code(quoted(value));
  if (typeof value === 'number' || typeof value === 'boolean') return code(String(value));
  if ('lines' in value) return value;
  return code(`[${value.map(quoted).join(', ')}]`);
}

/** Blocks and values of several lines stand apart, with their comments; short attributes line up. */
function itemLines(items: readonly Item[]): string[] {
  const lines: string[] = [];
  let before: Item | undefined;
  for (const [at, item] of items.entries()) {
    const next = items.slice(at).find((one) => one.kind !== 'comment');
    const apart = isLarge(before) || isLarge(next) || item.kind === 'comment';
    if (before !== undefined && before.kind !== 'comment' && apart) lines.push('');
    lines.push(...linesOf(item, widthAround(items, at)));
    before = item;
  }
  return lines;
}

function linesOf(item: Item, width: number): string[] {
  switch (item.kind) {
    case 'comment':
      return [`# ${item.text}`];
    case 'block':
      return [`${item.head} {`, ...indented(itemLines(item.body)), '}'];
    case 'attribute': {
      const [first = '', ...rest] = item.value.lines;
      return [`${item.name.padEnd(width)} = ${first}`, ...rest];
    }
  }
}

/** The longest name among the short attributes that touch this one. */
function widthAround(items: readonly Item[], at: number): number {
  const touches = (one: Item | undefined): boolean => one?.kind === 'attribute' && !isLarge(one);
  if (!touches(items[at])) return 0;
  let from = at;
  let to = at;
  while (touches(items[from - 1])) from--;
  while (touches(items[to + 1])) to++;
  const names = items.slice(from, to + 1).map((one) => (one.kind === 'attribute' ? one.name : ''));
  return Math.max(...names.map((name) => name.length));
}

function isLarge(item: Item | undefined): boolean {
  if (item?.kind === 'block') return true;
  return item?.kind === 'attribute' && item.value.lines.length > 1;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
