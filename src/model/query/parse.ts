import {
  type AndOr,
  type Expression,
  type Field,
  type Operator,
  type OrderKey,
  type QueryProblem,
  type Span,
  type Syntax,
  type Value,
} from './query';
import { type Token, tokenize } from './tokens';

const maxLength = 10_000;
const maxDepth = 60;

/** Reads any text; what cannot be read is told in `problem`. Never throws. */
export function parseQuery(text: string): Syntax {
  const parser = new Parser(text);
  return parser.query();
}

/** `2d`, `1h30m`, `90`: a number with units; and the words for units that may follow a number. */
export const spanPattern = /^(\d+(\.\d+)?(ms|s|m|h|d|w|mo|y))+$/i;
export const unitPattern =
  /^(ms|s|sec|secs|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?|mo|months?|y|years?)$/i;

/** Unwinds to `query`; reaches nobody else. */
class Stop extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.message);
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.length > maxLength ? [] : tokenize(text);
  }

  query(): Syntax {
    const text = this.#text;
    const whole = { start: 0, end: text.length };
    const none = { text, where: undefined, order: [], orderAt: text.length };
    if (text.length > maxLength) {
      return { ...none, problem: { ...whole, message: 'This query is too long to be read.' } };
    }
    try {
      this.#refuseOpenQuotes();
      const where = this.#peek() && !this.#isOrder() ? this.#or() : undefined;
      const orderAt = this.#peek()?.start ?? text.length;
      const order = this.#isOrder() ? this.#order() : [];
      const rest = this.#peek();
      if (rest) throw new Stop({ ...spanOf(rest), message: whyUnexpected(rest) });
      return { text, where, order, orderAt, problem: undefined };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return { ...none, problem: error.problem };
    }
  }

  #refuseOpenQuotes(): void {
    const token = this.#tokens.find((one) => 'open' in one && one.open);
    if (token) {
      throw new Stop({ ...spanOf(token), message: 'This quotation mark is not closed.' });
    }
  }

  #or(): Expression {
    return this.#chain('or', () => this.#and());
  }

  #and(): Expression {
    return this.#chain('and', () => this.#unary());
  }

  #chain(kind: AndOr['kind'], next: () => Expression): Expression {
    const parts: Expression[] = [];
    const add = (part: Expression): void => {
      if (part.kind === kind) parts.push(...part.parts);
      else parts.push(part);
    };
    const first = next();
    add(first);
    for (;;) {
      if (this.#isWord(kind)) this.#at++;
      // Conditions side by side all hold.
      else if (kind === 'or' || !this.#beginsCondition()) break;
      add(next());
    }
    return first.end === this.#end()
      ? first
      : { kind, parts, start: first.start, end: this.#end() };
  }

  #beginsCondition(): boolean {
    const token = this.#peek();
    if (!token || token.kind === ')' || token.kind === ',') return false;
    return token.kind !== 'operator' && !this.#isWord('or') && !this.#isOrder();
  }

  #unary(): Expression {
    const token = this.#peek();
    if (!token || this.#isOrder()) throw this.#missing('A condition is missing');
    if (this.#depth >= maxDepth) {
      throw new Stop({
        ...spanOf(token),
        message: 'There are too many parentheses inside others.',
      });
    }
    this.#depth++;
    try {
      if (this.#isWord('not')) {
        this.#at++;
        const part = this.#unary();
        return { kind: 'not', part, start: token.start, end: part.end };
      }
      return token.kind === '(' ? this.#group(token) : this.#clause(token);
    } finally {
      this.#depth--;
    }
  }

  #group(token: Token): Expression {
    this.#at++;
    if (this.#peek()?.kind === ')') {
      throw new Stop({
        start: token.start,
        end: token.end + 1,
        message: 'There is no condition in these parentheses.',
      });
    }
    const inner = this.#or();
    const close = this.#peek();
    if (close?.kind !== ')') {
      throw new Stop({ ...spanOf(token), message: 'This parenthesis is not closed.' });
    }
    this.#at++;
    return { ...inner, start: token.start, end: close.end };
  }

  #clause(token: Token): Expression {
    const field = fieldOf(token);
    if (!field || this.#isWord('and') || this.#isWord('or')) {
      throw new Stop({ ...spanOf(token), message: whyUnexpected(token) });
    }
    this.#at++;
    const next = this.#peek();
    if (next?.kind === 'operator') return this.#comparison(field, next);
    if (this.#isWord('not') && this.#isWord('in', 1)) return this.#in(field, true);
    if (this.#isWord('in')) return this.#in(field, false);
    if (this.#isWord('exists')) {
      this.#at++;
      return { kind: 'exists', field, negated: false, start: field.start, end: this.#end() };
    }
    if (this.#isWord('is')) return this.#is(field);
    return { kind: 'words', value: valueOf(token), start: token.start, end: token.end };
  }

  #comparison(field: Field, token: Token & { kind: 'operator' }): Expression {
    const operator = operatorOf(token.text);
    if (!operator) {
      throw new Stop({ ...spanOf(token), message: 'Write “not” instead of “!”.' });
    }
    this.#at++;
    return this.#compare(field, operator, `“${token.text}”`);
  }

  #compare(field: Field, operator: Operator, after: string): Expression {
    const value = this.#value(`A value is missing after ${after}`);
    return { kind: 'compare', field, operator, value, start: field.start, end: value.end };
  }

  #is(field: Field): Expression {
    this.#at++;
    const negated = this.#isWord('not');
    if (negated) this.#at++;
    const missing = this.#isWord('missing') || this.#isWord('empty');
    if (!missing) return this.#compare(field, negated ? '!=' : '=', negated ? '“is not”' : '“is”');
    this.#at++;
    return { kind: 'exists', field, negated: !negated, start: field.start, end: this.#end() };
  }

  #in(field: Field, negated: boolean): Expression {
    this.#at += negated ? 2 : 1;
    const open = this.#peek();
    if (open?.kind !== '(') throw this.#missing('Values in parentheses are missing');
    this.#at++;
    const values: Value[] = [];
    for (;;) {
      values.push(this.#value('A value is missing'));
      const next = this.#peek();
      if (next?.kind === ',') {
        this.#at++;
        continue;
      }
      if (next?.kind === ')') {
        this.#at++;
        return { kind: 'in', field, values, negated, start: field.start, end: next.end };
      }
      throw next
        ? new Stop({ ...spanOf(next), message: 'Put a comma between the values.' })
        : new Stop({ ...spanOf(open), message: 'This parenthesis is not closed.' });
    }
  }

  #value(missing: string): Value {
    const token = this.#peek();
    if (token?.kind !== 'name' && token?.kind !== 'text') throw this.#missing(missing);
    this.#at++;
    const value = valueOf(token);
    return value.quoted ? value : this.#withUnits(value);
  }

  /** `2 days ago`, `2d ago` and `5 min` are one value. */
  #withUnits(value: Value): Value {
    let { text, end } = value;
    const take = (): void => {
      const token = this.#peek();
      text += ` ${token ? this.#text.slice(token.start, token.end) : ''}`;
      end = token?.end ?? end;
      this.#at++;
    };
    const unit = /^\d+(\.\d+)?$/.test(text) && unitPattern.test(this.#word(0) ?? '');
    if (unit) take();
    if ((unit || spanPattern.test(text)) && this.#isWord('ago')) take();
    return { ...value, text, end };
  }

  #order(): OrderKey[] {
    this.#at += 2;
    const keys: OrderKey[] = [];
    for (;;) {
      const token = this.#peek();
      const field = token && fieldOf(token);
      if (!field)
        throw this.#missing('Say what to order by, such as metrics.AUC desc; it is missing');
      this.#at++;
      const descending = this.#isWord('desc');
      if (descending || this.#isWord('asc')) this.#at++;
      keys.push({ field, descending });
      if (this.#peek()?.kind !== ',') break;
      this.#at++;
    }
    const rest = this.#peek();
    if (rest) {
      throw new Stop({
        ...spanOf(rest),
        message:
          'Only “asc”, “desc” or a comma can follow here. Conditions stand before “order by”.',
      });
    }
    return keys;
  }

  #isOrder(): boolean {
    return (this.#isWord('order') || this.#isWord('sort')) && this.#isWord('by', 1);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #isWord(word: string, ahead = 0): boolean {
    return this.#word(ahead)?.toLowerCase() === word;
  }

  #word(ahead: number): string | undefined {
    return bareWord(this.#tokens[this.#at + ahead]);
  }

  #end(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  /** At the next token, or behind the last one. */
  #missing(what: string): Stop {
    const token = this.#peek();
    const last = this.#tokens.at(-1)?.end ?? 0;
    return token
      ? new Stop({ ...spanOf(token), message: `${what} before this.` })
      : new Stop({ start: last, end: last, message: `${what} at the end.` });
  }
}

/** The text of a token that is one bare word. */
export function bareWord(token: Token | undefined): string | undefined {
  if (token?.kind !== 'name' || token.parts.length !== 1) return undefined;
  const [part] = token.parts;
  return part && !part.quoted ? part.text : undefined;
}

export function fieldOf(token: Token): Field | undefined {
  if (token.kind === 'name') return { parts: token.parts, ...spanOf(token) };
  if (token.kind === 'text') {
    return { parts: [{ text: token.text, quoted: true }], ...spanOf(token) };
  }
  return undefined;
}

export function operatorOf(text: string): Operator | undefined {
  if (text === '==') return '=';
  if (text === '<>') return '!=';
  return text === '!' ? undefined : (text as Operator);
}

function valueOf(token: Token): Value {
  if (token.kind === 'text') return { text: token.text, quoted: true, ...spanOf(token) };
  const parts = token.kind === 'name' ? token.parts : [];
  return {
    text: parts.map((part) => part.text).join('.'),
    quoted: parts.some((part) => part.quoted),
    ...spanOf(token),
  };
}

function whyUnexpected(token: Token): string {
  switch (token.kind) {
    case ')':
      return 'There is no opening parenthesis for this one.';
    case ',':
      return 'A comma can stand only between values in parentheses and after “order by”.';
    case 'operator':
      return token.text === '!'
        ? 'Write “not” instead of “!”.'
        : `Write what to compare before “${token.text}”, such as metrics.AUC > 0.8.`;
    case '(':
    case 'text':
    case 'name':
      return 'A condition is missing before this.';
  }
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
