import { type Direction } from '../../../../model/compare';
import { metricText } from '../../../../model/words';

/** How a change against the baseline is written: filled is better, hollow worse, up or down is its sign. */
export interface Change {
  /** Class names. */
  readonly tone: string;
  readonly sign: string;
  /** What the sign means, for screen readers. */
  readonly words: string;
  readonly amount: string;
}

const none: Change = { tone: '', sign: '', words: '', amount: '' };
/** Changes below this share of the column's range are pale. */
const small = 0.08;

/** @param range largest minus smallest value of the column */
export function changeOf(
  value: number | undefined,
  against: number | undefined,
  direction: Direction,
  range: number,
): Change {
  if (value === undefined || against === undefined) return none;
  if (value === against)
    return { ...none, tone: 'faint', sign: '=', words: 'equal', amount: metricText(0) };
  const change = value - against;
  if (Number.isNaN(change)) return { ...none, tone: 'faint', amount: '–' };
  const up = change > 0;
  const amount = amountText(Math.abs(change));
  if (direction === 'unknown') {
    return { tone: 'faint', sign: up ? '↑' : '↓', words: 'changed by', amount };
  }
  const pale = Math.abs(change) < range * small ? ' pale' : '';
  return up === (direction === 'higher')
    ? { tone: `good${pale}`, sign: up ? '▲' : '▼', words: 'better by', amount }
    : { tone: `bad${pale}`, sign: up ? '△' : '▽', words: 'worse by', amount };
}

/** A cell has as much room as larger changes need. */
function amountText(size: number): string {
  return size < 1e-4 ? size.toExponential(1).replace('-', '−') : metricText(size);
}
