import { type ColumnInfo, columnRef, type ColumnRef } from '../frame/frame';
import { type FrameColumn } from '../frame/columns';
import { type FactOfQuery, facts } from './facts';
import { aggregates, prefixes, prefixOf, type QueryNames, words } from './names';
import { bareWord, fieldOf } from './parse';
import { type Field } from './query';
import { quoteName, quoteText, type Token, tokenize } from './tokens';

export interface Completion {
  readonly label: string;
  /** What replaces the text from `start` to `end`. */
  readonly insert: string;
  readonly detail: string;
  readonly kind: 'fact' | 'metric' | 'param' | 'tag' | 'value' | 'operator' | 'keyword';
}

export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

export interface CompletionData {
  readonly names: QueryNames;
  column(ref: ColumnRef): FrameColumn | undefined;
  fact(name: string): FrameColumn;
}

const maxItems = 50;
const numeric = new Intl.Collator('en', { numeric: true });

/** What could stand at the cursor, the likeliest first. @param cursor place in the text, in UTF-16 units */
export function completeQuery(text: string, cursor: number, data: CompletionData): Completions {
  const tokens = tokenize(text);
  const touched = tokens.find((token) => token.start < cursor && cursor <= token.end);
  const typing = touched && touched.kind !== ')' && touched.kind !== '(' && touched.kind !== ',';
  const partial = typing ? touched : undefined;
  const before = tokens.filter((token) => token.end <= cursor && token !== partial);
  const expected = expectedAfter(before);
  const typed = partial ? text.slice(partial.start, cursor) : '';
  const span = { start: partial?.start ?? cursor, end: partial?.end ?? cursor };
  switch (expected.kind) {
    case 'condition':
      return { ...span, items: named(typed, data, true) };
    case 'orderField':
      return { ...span, items: named(typed, data, false) };
    case 'test':
      return { ...span, items: tests(expected.field, typed, data.names, expected.alone) };
    case 'value':
      return { ...span, items: values(expected.field, typed, data) };
    case 'join':
      return { ...span, items: keywordsFor(typed, ['and', 'or', 'order by']) };
    case 'direction':
      return { ...span, items: keywordsFor(typed, ['desc', 'asc']) };
    case 'nothing':
      return { ...span, items: [] };
  }
}

type Expected =
  | { readonly kind: 'condition' | 'orderField' | 'join' | 'direction' | 'nothing' }
  | { readonly kind: 'test'; readonly field: Field; readonly alone: boolean }
  | { readonly kind: 'value'; readonly field: Field | undefined };

/** What kind of thing comes next, from the tokens before the cursor. */
function expectedAfter(tokens: readonly Token[]): Expected {
  let now: Expected = { kind: 'condition' };
  let field: Field | undefined;
  let list = false;
  for (const token of tokens) {
    const word = bareWord(token)?.toLowerCase();
    if (now.kind === 'orderField') {
      if (word !== 'by') now = { kind: 'direction' };
    } else if (now.kind === 'direction') {
      now = token.kind === ',' ? { kind: 'orderField' } : { kind: 'direction' };
    } else if (word === 'order' || word === 'sort') {
      now = { kind: 'orderField' };
    } else if (list) {
      if (token.kind === ')') list = false;
      now =
        token.kind === ')'
          ? { kind: 'join' }
          : token.kind === ',' || token.kind === '('
            ? { kind: 'value', field }
            : { kind: 'nothing' };
    } else if (word === 'and' || word === 'or' || word === 'not' || token.kind === '(') {
      // `not` after a name belongs to `not in`.
      if (!(word === 'not' && now.kind === 'test')) now = { kind: 'condition' };
    } else if (token.kind === 'operator' || word === 'is') {
      now = { kind: 'value', field };
    } else if (word === 'in') {
      list = true;
      now = { kind: 'nothing' };
    } else if (word === 'exists' || word === 'missing') now = { kind: 'join' };
    else if (now.kind === 'value') now = { kind: 'join' };
    else if (now.kind === 'condition' || now.kind === 'test' || now.kind === 'join') {
      field = fieldOf(token);
      now = field ? { kind: 'test', field, alone: true } : { kind: 'join' };
    }
  }
  return now;
}

function named(typed: string, { names }: CompletionData, conditions: boolean): Completion[] {
  const low = typed.toLowerCase().replaceAll(/["'`]/g, '');
  const scored: { item: Completion; score: number }[] = [];
  const add = (item: Completion, name: string, bonus: number): void => {
    const score = scoreOf(low, name.toLowerCase(), item.label.toLowerCase().replaceAll('`', ''));
    if (score !== undefined) scored.push({ item, score: score + bonus });
  };
  for (const fact of facts) add(factItem(fact), fact.name, 0.3);
  for (const info of names.infos) {
    // Tags that GitLab and MLflow write come after those of the user.
    const own = !(info.kind === 'tag' && /^(gitlab|mlflow)\./.test(info.name));
    add(columnItem(info), info.name, own ? (info.kind === 'metric' ? 0 : 0.1) : 0.8);
  }
  const part = partsAfter(typed, names);
  if (part.length > 0) return part;
  if (conditions && 'not'.startsWith(low) && low !== '') {
    scored.push({ item: keyword('not'), score: 0.5 });
  }
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, maxItems)
    .map(({ item }) => item);
}

/** After `metrics.AUC.`: which of its numbers. */
function partsAfter(typed: string, names: QueryNames): Completion[] {
  const dot = typed.lastIndexOf('.');
  const head = typed.slice(0, dot);
  const [token] = tokenize(head);
  const field = dot > 0 && token?.end === head.length ? fieldOf(token) : undefined;
  if (!field || field.parts.length < 2) return [];
  const found = names.find(field);
  if (typeof found === 'string' || found.kind !== 'column' || found.info.kind !== 'metric')
    return [];
  const rest = typed.slice(dot + 1).toLowerCase();
  return ['best', ...aggregates.filter((part) => part !== 'last')]
    .filter((part) => part.startsWith(rest))
    .map((part) => ({
      label: `${head}.${part}`,
      insert: `${head}.${part}`,
      detail: partSays[part] ?? '',
      kind: 'metric',
    }));
}

const partSays: Readonly<Record<string, string>> = {
  best: 'best of its points',
  min: 'least of its points',
  max: 'greatest of its points',
  points: 'how many points',
};

function tests(field: Field, typed: string, names: QueryNames, alone: boolean): Completion[] {
  const found = names.find(field);
  const known = typeof found !== 'string';
  const text =
    !known || (found.kind === 'fact' ? found.fact.kind === 'text' : found.info.kind !== 'metric');
  const all: Completion[] = [
    operator('=', 'equals'),
    operator('!=', 'does not equal'),
    ...(text ? [operator('~', 'holds the text; * stands for anything')] : []),
    operator('>', 'is more than'),
    operator('>=', 'is at least'),
    operator('<', 'is less than'),
    operator('<=', 'is at most'),
    { ...keyword('in ('), insert: 'in (', detail: 'is one of' },
    { ...keyword('exists'), detail: 'has a value' },
    { ...keyword('is missing'), detail: 'has no value' },
  ];
  const joins = alone ? ['and', 'or', 'order by'].map(keyword) : [];
  const low = typed.toLowerCase();
  return [...(known ? all : []), ...joins].filter((item) => item.label.startsWith(low));
}

function values(field: Field | undefined, typed: string, data: CompletionData): Completion[] {
  const found = field && data.names.find(field);
  if (!found || typeof found === 'string') return [];
  const low = typed
    .toLowerCase()
    .replace(/^["'`]/, '')
    .replace(/["'`]$/, '');
  if (found.kind === 'fact') {
    if (found.fact.kind === 'flag') return plainValues(['yes', 'no'], low);
    if (found.fact.kind === 'time') {
      return plainValues(['1h ago', 'today', 'yesterday', '7d ago', '30d ago'], low);
    }
    if (found.fact.kind === 'span') return plainValues(['1 min', '10 min', '1h', '1d'], low);
    return textValues(data.fact(found.fact.name), low);
  }
  if (found.info.kind === 'metric') return ends(found.info, low);
  return textValues(data.column(columnRef(found.key)), low);
}

function textValues(column: FrameColumn | undefined, low: string): Completion[] {
  if (column?.kind !== 'text') return [];
  const counts = new Uint32Array(column.dictionary.length);
  for (const code of column.codes) counts[code] = (counts[code] ?? 0) + 1;
  return column.dictionary
    .map((text, code) => ({ text, count: counts[code] ?? 0 }))
    .filter(({ text }) => text.length <= 300 && text.toLowerCase().includes(low))
    .sort((a, b) => b.count - a.count || numeric.compare(a.text, b.text))
    .slice(0, maxItems)
    .map(({ text, count }) => ({
      label: text === '' ? '""' : text,
      insert: /^[\w.+-]+$/.test(text) ? text : quoteText(text),
      detail: `${count}`,
      kind: 'value',
    }));
}

function ends({ min, max }: ColumnInfo, low: string): Completion[] {
  if (Number.isNaN(min)) return [];
  const item = (value: number, detail: string): Completion => ({
    label: String(value),
    insert: String(value),
    detail,
    kind: 'value',
  });
  return [item(max, 'greatest'), item(min, 'least')].filter(({ label }) => label.startsWith(low));
}

function plainValues(list: readonly string[], low: string): Completion[] {
  return list
    .filter((text) => text.startsWith(low))
    .map((text) => ({ label: text, insert: text, detail: '', kind: 'value' }));
}

function keywordsFor(typed: string, list: readonly string[]): Completion[] {
  return list.filter((word) => word.startsWith(typed.toLowerCase())).map(keyword);
}

function keyword(label: string): Completion {
  return { label, insert: label, detail: '', kind: 'keyword' };
}

function operator(label: string, detail: string): Completion {
  return { label, insert: label, detail, kind: 'operator' };
}

function factItem(fact: FactOfQuery): Completion {
  return { label: fact.name, insert: fact.name, detail: fact.says, kind: 'fact' };
}

function columnItem(info: ColumnInfo): Completion {
  const label = `${prefixes[info.kind]}.${nameIn(info.name)}`;
  return { label, insert: label, detail: words[info.kind], kind: info.kind };
}

/** A dot inside a name needs no quotation marks behind `metrics.`. */
function nameIn(name: string): string {
  const pieces = name.split('.');
  return pieces.length > 1 && pieces.every((piece) => piece !== '' && quoteName(piece) === piece)
    ? name
    : quoteName(name);
}

/** Less is better; undefined: does not fit. */
function scoreOf(low: string, name: string, label: string): number | undefined {
  if (low === '') return 1;
  if (name.startsWith(low) || label.startsWith(low)) return name.length === low.length ? 0 : 1;
  const prefix = low.split('.')[0] ?? '';
  const rest = prefixOf(prefix) === undefined ? low : low.slice(prefix.length + 1);
  if (prefixOf(prefix) !== undefined && !label.startsWith(`${prefix}.`)) return undefined;
  return name.includes(rest) ? 2 : undefined;
}
