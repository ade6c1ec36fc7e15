import { type ColumnRef, columnRef } from '../frame/frame';
import { type Meaning, type QueryNames } from './names';
import {
  type Comparing,
  type Expression,
  type Field,
  type QueryProblem,
  type QuerySort,
  type Span,
  type Syntax,
  type Value,
} from './query';
import {
  flagIn,
  likeTest,
  numberIn,
  parseNumber,
  secondsIn,
  timeIn,
  type TimeRange,
} from './values';

/** Where the values of a test come from. */
export type Source = { readonly fact: string } | { readonly ref: ColumnRef };

/** A condition with its names looked up and its values read. Rows without a value fail a test. */
export type Test =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Test[] }
  | { readonly kind: 'not'; readonly part: Test }
  | { readonly kind: 'number'; readonly of: Source; readonly test: (value: number) => boolean }
  | { readonly kind: 'text'; readonly of: Source; readonly test: (value: string) => boolean }
  | { readonly kind: 'has'; readonly of: Source }
  | { readonly kind: 'search'; readonly word: string };

/** What a query means here and now. With a problem there is neither a test nor an order. */
export interface ParsedQuery {
  readonly text: string;
  readonly syntax: Syntax;
  /** Undefined: every row matches. */
  readonly test: Test | undefined;
  readonly sort: readonly QuerySort[];
  /** The columns that deciding needs. */
  readonly refs: readonly ColumnRef[];
  /** Some part searches all params and tags. */
  readonly searches: boolean;
  readonly problem: QueryProblem | undefined;
}

/** Looks up the names of a query. @param now ms since 1970, for times such as `2d ago` */
export function planQuery(syntax: Syntax, names: QueryNames, now: number): ParsedQuery {
  const { text, problem } = syntax;
  const plan = { text, syntax, test: undefined, sort: [], refs: [], searches: false };
  if (problem) return { ...plan, problem };
  const binder = new Binder(names, now);
  try {
    const test = syntax.where && binder.test(syntax.where);
    const sort = syntax.order.map(({ field, descending }): QuerySort => {
      const { key, part } = binder.find(field);
      return { key, part, descending };
    });
    return { ...plan, test, sort, refs: [...binder.refs], searches: binder.searches, problem };
  } catch (error) {
    if (error instanceof Unclear) return { ...plan, problem: error.problem };
    throw error;
  }
}

/** The test of one part, for those who count what a part alone leaves; undefined when it has a problem. */
export function planPart(expression: Expression, names: QueryNames, now: number): Test | undefined {
  try {
    return new Binder(names, now).test(expression);
  } catch (error) {
    if (error instanceof Unclear) return undefined;
    throw error;
  }
}

/** Unwinds to `planQuery`; reaches nobody else. */
class Unclear extends Error {
  readonly problem: QueryProblem;
  constructor({ start, end }: Span, message: string) {
    super(message);
    this.problem = { start, end, message };
  }
}

class Binder {
  readonly refs = new Set<ColumnRef>();
  searches = false;
  readonly #names: QueryNames;
  readonly #now: number;

  constructor(names: QueryNames, now: number) {
    this.#names = names;
    this.#now = now;
  }

  find(field: Field): Meaning {
    const found = this.#names.find(field);
    if (typeof found === 'string') throw new Unclear(field, found);
    if (found.kind === 'column') this.refs.add(columnRef(found.key, found.part));
    return found;
  }

  test(expression: Expression): Test {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { kind: expression.kind, parts: expression.parts.map((part) => this.test(part)) };
      case 'not':
        return { kind: 'not', part: this.test(expression.part) };
      case 'compare':
        return this.#compare(expression);
      case 'in': {
        const { field, values, negated } = expression;
        const parts = values.map((value) => this.#equals(this.find(field), value));
        return negating(negated, { kind: 'or', parts });
      }
      case 'exists':
        return negating(expression.negated, {
          kind: 'has',
          of: sourceOf(this.find(expression.field)),
        });
      case 'words':
        this.searches = true;
        return { kind: 'search', word: expression.value.text };
    }
  }

  #compare({ field, operator, value }: Comparing): Test {
    const meaning = this.find(field);
    switch (operator) {
      case '=':
        return this.#equals(meaning, value);
      case '!=':
        return negating(true, this.#equals(meaning, value));
      case '~':
        return this.#like(field, meaning, value);
      case '!~':
        return negating(true, this.#like(field, meaning, value));
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#ranks(meaning, operator, value);
    }
  }

  #equals(meaning: Meaning, value: Value): Test {
    const of = sourceOf(meaning);
    const kind = kindOf(meaning);
    switch (kind) {
      case 'time': {
        const { from, to } = this.#time(value);
        return { kind: 'number', of, test: (at) => at >= from && at <= to };
      }
      case 'flag': {
        const wanted = flagIn(value);
        if (wanted === undefined) throw new Unclear(value, 'Write yes or no here.');
        return { kind: 'number', of, test: (flag) => (flag === 1) === wanted };
      }
      case 'number':
      case 'span': {
        const wanted = this.#number(meaning, value);
        return { kind: 'number', of, test: (one) => one === wanted || bothNaN(one, wanted) };
      }
      case 'text':
        return { kind: 'text', of, test: equalsText(meaning, value) };
    }
  }

  #like(field: Field, meaning: Meaning, { text }: Value): Test {
    if (kindOf(meaning) !== 'text') {
      throw new Unclear(field, '“~” looks into texts; compare this with <, >, = or !=.');
    }
    return { kind: 'text', of: sourceOf(meaning), test: likeTest(text) };
  }

  #ranks(meaning: Meaning, operator: Ranking, value: Value): Test {
    const of = sourceOf(meaning);
    switch (kindOf(meaning)) {
      case 'time':
        return { kind: 'number', of, test: ranksTime(operator, this.#time(value)) };
      case 'flag':
        throw new Unclear(value, 'This is yes or no: compare it with “=”.');
      case 'number':
      case 'span': {
        const limit = this.#number(meaning, value);
        return { kind: 'number', of, test: ranking(operator, limit) };
      }
      case 'text': {
        const limit = numberIn(value);
        if (limit === undefined) {
          const order = ranking(operator, 0);
          return { kind: 'text', of, test: (text) => order(compareTexts(text, value.text)) };
        }
        const test = ranking(operator, limit);
        return { kind: 'text', of, test: (text) => test(parseNumber(text) ?? Number.NaN) };
      }
    }
  }

  #number(meaning: Meaning, value: Value): number {
    const span = kindOf(meaning) === 'span';
    const number = span ? secondsIn(value) : numberIn(value);
    if (number !== undefined) return number;
    throw new Unclear(
      value,
      span
        ? `“${value.text}” is no length of time; write one such as 90s, 5 min or 1h30m.`
        : `“${value.text}” is no number; write one such as 0.8, 1e-3, nan or inf.`,
    );
  }

  #time(value: Value): TimeRange {
    const time = timeIn(value, this.#now);
    if (time) return time;
    throw new Unclear(
      value,
      `“${value.text}” is no time; write one such as 2d ago, yesterday or 2026-09-18.`,
    );
  }
}

type Ranking = '<' | '<=' | '>' | '>=';

function kindOf(meaning: Meaning): 'text' | 'number' | 'time' | 'span' | 'flag' {
  if (meaning.kind === 'fact') return meaning.fact.kind;
  return meaning.info.kind === 'metric' ? 'number' : 'text';
}

function sourceOf(meaning: Meaning): Source {
  return meaning.kind === 'fact'
    ? { fact: meaning.fact.name }
    : { ref: columnRef(meaning.key, meaning.part) };
}

function negating(negated: boolean, part: Test): Test {
  return negated ? { kind: 'not', part } : part;
}

function ranking(operator: Ranking, limit: number): (value: number) => boolean {
  switch (operator) {
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
  }
}

/** After a day is after its end, before it is before its begin. */
function ranksTime(operator: Ranking, { from, to }: TimeRange): (value: number) => boolean {
  const limits: Record<Ranking, number> = { '<': from, '<=': to, '>': to, '>=': from };
  return ranking(operator, limits[operator]);
}

/** Bare numbers equal however they are written; statuses in any capitals; commits by their first digits. */
function equalsText(meaning: Meaning, value: Value): (text: string) => boolean {
  const wanted = value.text;
  const name = meaning.kind === 'fact' ? meaning.fact.name : undefined;
  if (name === 'status') return (text) => text === wanted.toLowerCase();
  if (name === 'commit' && /^[0-9a-f]{4,}$/i.test(wanted)) {
    return (text) => text.toLowerCase().startsWith(wanted.toLowerCase());
  }
  const number = numberIn(value);
  if (number === undefined) return (text) => text === wanted;
  return (text) => {
    if (text === wanted) return true;
    const other = parseNumber(text);
    return other !== undefined && (other === number || bothNaN(other, number));
  };
}

function bothNaN(a: number, b: number): boolean {
  return Number.isNaN(a) && Number.isNaN(b);
}

const collator = new Intl.Collator('en', { numeric: true });

function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}
