import { parseQuery } from './parse';
import { printExpression } from './print';

/** The query narrowed by one more condition; what it orders by stays at the end. */
export function withClause(text: string, clause: string): string {
  const { where, orderAt, problem } = parseQuery(text);
  // What cannot be read is not worth keeping in front of something that can.
  if (problem) return clause;
  const order = text.slice(orderAt).trim();
  const before = text.slice(0, orderAt).trim();
  if (!where) return [clause, order].filter(Boolean).join(' ');
  const added = parseQuery(clause).where;
  if (added && sameCondition(printExpression(where), printExpression(added))) return text.trim();
  const narrowed = `${where.kind === 'or' && !isWrapped(before) ? `(${before})` : before} and ${
    added?.kind === 'or' ? `(${clause})` : clause
  }`;
  return [narrowed, order].filter(Boolean).join(' ');
}

/** The query with another order, or with none. @param order such as `metrics.AUC desc` */
export function withOrder(text: string, order: string | undefined): string {
  const { orderAt, problem } = parseQuery(text);
  if (problem) return text;
  const before = text.slice(0, orderAt).trim();
  return [before, order === undefined ? '' : `order by ${order}`].filter(Boolean).join(' ');
}

function sameCondition(whole: string, clause: string): boolean {
  return whole === clause || whole.endsWith(` and ${clause}`);
}

function isWrapped(text: string): boolean {
  const inner = parseQuery(text.slice(1, -1));
  return text.startsWith('(') && text.endsWith(')') && inner.problem === undefined;
}
