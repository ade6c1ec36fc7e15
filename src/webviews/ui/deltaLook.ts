import { type Direction } from '../../model/compare';
import { metricText } from '../../model/words';

export interface DeltaLook {
  readonly sign: string;
  /** Size of the change. */
  readonly amount: string;
  /** Class names. */
  readonly tone: string;
  /** For people who see neither colour nor shape. */
  readonly words: string;
}

/**
 * A change against the baseline: filled is better, hollow worse, up or down is its sign. Never colour alone.
 * @param scale size at which a change is shown at full strength
 */
export function deltaLook(
  value: number,
  baseline: number,
  direction: Direction,
  scale: number,
): DeltaLook {
  const delta = value - baseline;
  if (value === baseline) {
    return { sign: '=', amount: metricText(0), tone: 'faint', words: 'equal, changed by' };
  }
  if (Number.isNaN(delta)) return { sign: '–', amount: '', tone: 'faint', words: '' };
  const better = direction === 'unknown' ? undefined : delta > 0 === (direction === 'higher');
  const pale = Math.abs(delta) < scale * 0.08 ? ' pale' : '';
  const up = delta > 0;
  const sign = better === undefined ? (up ? '↑' : '↓') : better ? (up ? '▲' : '▼') : up ? '△' : '▽';
  const tone = better === undefined ? '' : better ? 'good' : 'bad';
  const words = better === undefined ? 'changed by' : better ? 'better by' : 'worse by';
  return { sign, amount: metricText(Math.abs(delta)), tone: `${tone}${pale}`, words };
}
