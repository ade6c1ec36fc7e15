/**
 * The language of `rules:if`: variables, strings, `null`, `/patterns/flags`, `==` `!=` `=~` `!~`, `&&` before `||`,
 * and parentheses. See GitLab's "CI/CD variable expressions".
 */
export class ExpressionError extends Error {}

export type Variables = Readonly<Record<string, string>>;

/** True when the expression holds. @throws ExpressionError when the text is no expression. */
export function holds(text: string, variables: Variables): boolean {
  const value = parse(text)(variables);
  return value instanceof RegExp || (value !== null && value !== false && value !== '');
}

/** The complaint about a text, or undefined when it is an expression. */
export function expressionProblem(text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

type Value = string | null | boolean | RegExp;
type Node = (variables: Variables) => Value;

type Token =
  | { readonly kind: 'operator'; readonly text: Operator }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'value'; readonly node: Node };
type Operator = '==' | '!=' | '=~' | '!~' | '&&' | '||';

function parse(text: string): Node {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const isOperator = (...wanted: Operator[]): Operator | undefined => {
    const token = peek();
    return token?.kind === 'operator' ? wanted.find((one) => one === token.text) : undefined;
  };

  const chain = (operator: Operator, next: () => Node, join: (a: Node, b: Node) => Node): Node => {
    let left = next();
    while (isOperator(operator)) {
      at++;
      left = join(left, next());
    }
    return left;
  };
  const either = (): Node => chain('||', both, (a, b) => (v) => truthy(a(v)) || truthy(b(v)));
  const both = (): Node => chain('&&', comparison, (a, b) => (v) => truthy(a(v)) && truthy(b(v)));
  const comparison = (): Node => {
    const left = operand();
    const operator = isOperator('==', '!=', '=~', '!~');
    if (operator === undefined) return left;
    at++;
    return compare(operator, left, operand());
  };
  const operand = (): Node => {
    const token = peek();
    at++;
    if (token?.kind === 'value') return token.node;
    if (token?.kind !== 'open') throw new ExpressionError('invalid expression syntax');
    const inner = either();
    if (peek()?.kind !== 'close') throw new ExpressionError('invalid expression syntax');
    at++;
    return inner;
  };

  const root = either();
  if (at < tokens.length) throw new ExpressionError('invalid expression syntax');
  return root;
}

function compare(operator: Operator, left: Node, right: Node): Node {
  switch (operator) {
    case '==':
      return (v) => same(left(v), right(v));
    case '!=':
      return (v) => !same(left(v), right(v));
    case '=~':
      return (v) => matches(left(v), right(v));
    case '!~':
      return (v) => !matches(left(v), right(v));
    case '&&':
    case '||':
      throw new ExpressionError('invalid expression syntax');
  }
}

function same(left: Value, right: Value): boolean {
  return left === right;
}

/** A variable on the right may hold a pattern written with slashes; anything else there never matches. */
function matches(left: Value, right: Value): boolean {
  if (typeof left !== 'string') return false;
  const pattern = typeof right === 'string' ? patternIn(right) : right;
  return pattern instanceof RegExp && pattern.test(left);
}

function truthy(value: Value): boolean {
  return value instanceof RegExp || (value !== null && value !== false && value !== '');
}

const lexemes = {
  space: /^\s+/,
  operator: /^(?:==|!=|=~|!~|&&|\|\|)/,
  variable: /^\$(\w+)/,
  text: /^(?:"([^"]*)"|'([^']*)')/,
  nothing: /^null(?!\w)/,
  pattern: /^\/((?:[^/\\\n]|\\.)+)\/([ismU]*)/,
};

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const [length, token] = lexeme(rest);
    if (token) tokens.push(token);
    rest = rest.slice(length);
  }
  return tokens;
}

function lexeme(rest: string): [number, Token?] {
  const space = lexemes.space.exec(rest);
  if (space) return [space[0].length];
  const operator = lexemes.operator.exec(rest);
  if (operator) return [2, { kind: 'operator', text: operator[0] as Operator }];
  if (rest.startsWith('(')) return [1, { kind: 'open' }];
  if (rest.startsWith(')')) return [1, { kind: 'close' }];
  const variable = lexemes.variable.exec(rest);
  if (variable) {
    const name = variable[1] ?? '';
    const node: Node = (v) => (Object.hasOwn(v, name) ? (v[name] ?? null) : null);
    return [variable[0].length, { kind: 'value', node }];
  }
  const quoted = lexemes.text.exec(rest);
  if (quoted) return [quoted[0].length, constant(quoted[1] ?? quoted[2] ?? '')];
  const nothing = lexemes.nothing.exec(rest);
  if (nothing) return [nothing[0].length, constant(null)];
  const pattern = lexemes.pattern.exec(rest);
  if (pattern) return [pattern[0].length, constant(regex(pattern[1] ?? '', pattern[2] ?? ''))];
  throw new ExpressionError('invalid expression syntax');
}

function constant(value: Value): Token {
  return { kind: 'value', node: () => value };
}

function patternIn(text: string): RegExp | null {
  const parts = /^\/(.+)\/([ismU]*)$/s.exec(text);
  return parts ? regex(parts[1] ?? '', parts[2] ?? '') : null;
}

/** RE2 as GitLab uses it, near enough: anchors work per text, `(?i)` in front sets a flag. */
function regex(source: string, flags: string): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const body = inline ? source.slice(inline[0].length) : source;
  const all = `${flags}${inline?.[1] ?? ''}`;
  const translated = body.replaceAll('\\A', '^').replaceAll('\\z', '$').replaceAll('\\/', '/');
  try {
    return new RegExp(translated, ['i', 'm', 's'].filter((flag) => all.includes(flag)).join(''));
  } catch {
    throw new ExpressionError('invalid expression syntax');
  }
}
