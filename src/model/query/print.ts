import { type Expression, type Field, type OrderKey, type Syntax, type Value } from './query';
import { quoteAlways, quoteText } from './tokens';

/** The text of a query in its plain form; reading it gives the same query. Empty for a text that cannot be read. */
export function printQuery({ where, order }: Pick<Syntax, 'where' | 'order'>): string {
  const keys = order.map(printKey).join(', ');
  return [
    ...(where ? [printExpression(where)] : []),
    ...(order.length > 0 ? [`order by ${keys}`] : []),
  ].join(' ');
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
      return expression.parts.map((part) => within(part, part.kind === 'or')).join(' and ');
    case 'or':
      return expression.parts.map(printExpression).join(' or ');
    case 'not':
      return `not ${within(expression.part, expression.part.kind === 'and' || expression.part.kind === 'or')}`;
    case 'compare':
      return `${printField(expression.field)} ${expression.operator} ${printValue(expression.value)}`;
    case 'in': {
      const values = expression.values.map(printValue).join(', ');
      return `${printField(expression.field)} ${expression.negated ? 'not in' : 'in'} (${values})`;
    }
    case 'exists':
      return `${printField(expression.field)} ${expression.negated ? 'is missing' : 'exists'}`;
    case 'words':
      return printValue(expression.value);
  }
}

function printKey({ field, descending }: OrderKey): string {
  return printField(field) + (descending ? ' desc' : '');
}

function within(part: Expression, parentheses: boolean): string {
  return parentheses ? `(${printExpression(part)})` : printExpression(part);
}

function printField({ parts }: Field): string {
  return parts.map((part) => (part.quoted ? quoteAlways(part.text) : part.text)).join('.');
}

function printValue({ text, quoted }: Value): string {
  return quoted ? quoteText(text) : text;
}
