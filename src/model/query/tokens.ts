import { type PathPart, type Span } from './query';

/** `name`: bare words and names, in parts; `text`: what stood in quotation marks; `operator`; brackets and commas. */
export type Token = Span &
  (
    | { readonly kind: 'name'; readonly parts: readonly PathPart[]; readonly open: boolean }
    | { readonly kind: 'text'; readonly text: string; readonly open: boolean }
    | { readonly kind: 'operator'; readonly text: string }
    | { readonly kind: '(' | ')' | ',' }
  );

const operators = ['!=', '!~', '<=', '>=', '==', '<>', '=', '<', '>', '~', '!'];
const endsWord = /[\s=!<>~(),]/u;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Every text has tokens; quotation marks that are not closed reach to the end and are `open`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/u.test(char)) {
      at++;
      continue;
    }
    const token = readToken(text, at, char);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** A name as it can be written after a dot, or alone. */
export function quoteName(name: string): string {
  return /^[^\s=!<>~(),."'`\\]+$/u.test(name) ? name : quoteAlways(name);
}

export function quoteAlways(name: string): string {
  return quoted(name, '`');
}

export function quoteText(text: string): string {
  return quoted(text, '"');
}

function readToken(text: string, start: number, char: string): Token {
  if (char === '(' || char === ')' || char === ',') return { kind: char, start, end: start + 1 };
  const operator = operators.find((one) => text.startsWith(one, start));
  if (operator !== undefined) {
    return { kind: 'operator', text: operator, start, end: start + operator.length };
  }
  if (char === '"' || char === "'") {
    const read = readQuoted(text, start);
    return { kind: 'text', text: read.text, open: read.open, start, end: read.end };
  }
  return readName(text, start);
}

function readName(text: string, start: number): Token {
  const parts: PathPart[] = [];
  let at = start;
  let open = false;
  for (;;) {
    const char = text[at] ?? '';
    if (char === '`' || (at > start && (char === '"' || char === "'"))) {
      const read = readQuoted(text, at);
      parts.push({ text: read.text, quoted: true });
      at = read.end;
      open = read.open;
    } else {
      let end = at;
      while (end < text.length && text[end] !== '.' && !endsWord.test(text[end] ?? '')) end++;
      parts.push({ text: text.slice(at, end), quoted: false });
      at = end;
    }
    if (text[at] !== '.') return { kind: 'name', parts, open, start, end: at };
    at++;
  }
}

function readQuoted(text: string, start: number): { text: string; end: number; open: boolean } {
  const mark = text[start];
  let read = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === mark) return { text: read, end: at + 1, open: false };
    const next = text[at + 1] ?? '';
    if (char === '\\' && (Object.hasOwn(escapes, next) || next === '\\' || next === mark)) {
      read += escapes[next] ?? next;
      at++;
    } else read += char;
  }
  return { text: read, end: text.length, open: true };
}

function quoted(text: string, mark: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return mark + escaped + mark;
}
