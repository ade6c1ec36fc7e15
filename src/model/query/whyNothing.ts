import { countMatching, type QueryData } from './evaluate';
import { type QueryNames } from './names';
import { planPart } from './plan';
import { printExpression, printQuery } from './print';
import { type Expression, type Syntax } from './query';

/** Why no run matches, and the query without the part to blame. */
export interface WhyNothing {
  readonly message: string;
  /** The part that leaves nothing, as text. */
  readonly part: string;
  readonly without: string;
  /** How many rows match without it. */
  readonly count: number;
}

/** Undefined when there is no condition to blame. @param now ms since 1970 */
export function whyNothing(
  syntax: Syntax,
  names: QueryNames,
  data: QueryData,
  now: number,
): WhyNothing | undefined {
  const { where } = syntax;
  if (!where || data.rows.length === 0) return undefined;
  const parts = where.kind === 'and' ? where.parts : [where];
  const count = (some: readonly Expression[]): number => {
    const whole = joined(some);
    return countMatching(whole && planPart(whole, names, now), data);
  };
  const alone = parts.find((part) => count([part]) === 0);
  const blamed = alone ?? parts[firstEmpty(parts, count)];
  if (!blamed) return undefined;
  const rest = parts.filter((part) => part !== blamed);
  const part = printExpression(blamed);
  const before = parts.slice(0, parts.indexOf(blamed));
  return {
    message: alone
      ? `No run matches ${part}.`
      : `Of the runs that match ${before.map(printExpression).join(' and ')}, none matches ${part}.`,
    part,
    without: printQuery({ where: joined(rest), order: syntax.order }),
    count: count(rest),
  };
}

/** The first part after which no row is left. */
function firstEmpty(
  parts: readonly Expression[],
  count: (some: readonly Expression[]) => number,
): number {
  return parts.findIndex((_part, index) => count(parts.slice(0, index + 1)) === 0);
}

function joined(parts: readonly Expression[]): Expression | undefined {
  const [first] = parts;
  return parts.length < 2 || !first
    ? first
    : { kind: 'and', parts, start: first.start, end: parts.at(-1)?.end ?? first.end };
}
