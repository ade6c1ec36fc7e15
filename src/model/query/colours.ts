import { prefixOf } from './names';
import { fieldOf, spanPattern } from './parse';
import { type Span } from './query';
import { type Token, tokenize } from './tokens';
import { parseNumber } from './values';

export type Colour = 'name' | 'operator' | 'keyword' | 'number' | 'text' | 'word' | 'plain';

/** A piece of a query and how it is coloured; all pieces together are the text. */
export interface ColouredPiece extends Span {
  readonly colour: Colour;
}

const keywords = new Set(['and', 'or', 'not', 'in', 'is', 'exists', 'missing', 'empty']);
const orderWords = new Set(['asc', 'desc']);

/** Colours any text, also one that cannot be read. */
export function colourQuery(text: string): ColouredPiece[] {
  const tokens = tokenize(text);
  const pieces: ColouredPiece[] = [];
  let end = 0;
  let ordering = false;
  tokens.forEach((token, index) => {
    if (token.start > end) pieces.push({ start: end, end: token.start, colour: 'plain' });
    const word = wordOf(token);
    const begins = isOrder(word) && wordOf(tokens[index + 1]) === 'by';
    const colour =
      begins || (word === 'by' && isOrder(wordOf(tokens[index - 1])))
        ? 'keyword'
        : colourOf(tokens, index, ordering);
    ordering ||= begins;
    pieces.push({ start: token.start, end: token.end, colour });
    end = token.end;
  });
  if (end < text.length) pieces.push({ start: end, end: text.length, colour: 'plain' });
  return pieces;
}

function colourOf(tokens: readonly Token[], index: number, ordering: boolean): Colour {
  const token = tokens[index];
  if (!token) return 'plain';
  switch (token.kind) {
    case '(':
    case ')':
    case ',':
      return 'plain';
    case 'operator':
      return 'operator';
    case 'text':
      return tokens[index + 1]?.kind === 'operator' ? 'name' : 'text';
    case 'name':
      break;
  }
  const word = wordOf(token);
  if (word !== undefined && (keywords.has(word) || (ordering && orderWords.has(word)))) {
    return 'keyword';
  }
  const next = tokens[index + 1];
  const afterOperator = tokens[index - 1]?.kind === 'operator';
  if (!afterOperator && (ordering || isFollowedByTest(tokens, index))) return 'name';
  const first = token.parts[0];
  if (!afterOperator && token.parts.length > 1 && first && prefixOf(first.text)) return 'name';
  if (token.parts.some((part) => part.quoted)) return next ? 'name' : 'text';
  const text = token.parts.map((part) => part.text).join('.');
  if (parseNumber(text) !== undefined || spanPattern.test(text)) return 'number';
  return afterOperator ? 'text' : 'word';
}

function isFollowedByTest(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (!token || !fieldOf(token) || !next) return false;
  const word = wordOf(next);
  if (word === 'not') return wordOf(tokens[index + 2]) === 'in';
  return next.kind === 'operator' || word === 'in' || word === 'is' || word === 'exists';
}

function isOrder(word: string | undefined): boolean {
  return word === 'order' || word === 'sort';
}

function wordOf(token: Token | undefined): string | undefined {
  if (token?.kind !== 'name' || token.parts.length !== 1 || token.parts[0]?.quoted === true) {
    return undefined;
  }
  return token.parts[0]?.text.toLowerCase();
}
