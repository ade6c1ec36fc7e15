import { type Points } from '../../../../model/points';

export const sparkWidth = 56;
export const sparkHeight = 14;
const edge = 1.5;

/**
 * A run's curve as an SVG path in a box of 56 by 14 px, over its own steps and between its own lowest and highest value;
 * of each pixel the lowest and the highest value. Empty when fewer than two points are finite.
 */
export function sparkPath({ steps, values }: Pick<Points, 'steps' | 'values'>): string {
  let [from, to, min, max] = [Infinity, -Infinity, Infinity, -Infinity];
  let count = 0;
  for (const [index, value] of values.entries()) {
    const step = steps[index] ?? Number.NaN;
    if (!Number.isFinite(value) || !Number.isFinite(step)) continue;
    count++;
    from = Math.min(from, step);
    to = Math.max(to, step);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count < 2) return '';
  const column = (step: number): number =>
    to > from ? Math.round(((step - from) / (to - from)) * (sparkWidth - 2 * edge)) : 0;
  const lows = new Float64Array(sparkWidth).fill(Infinity);
  const highs = new Float64Array(sparkWidth).fill(-Infinity);
  for (const [index, value] of values.entries()) {
    const step = steps[index] ?? Number.NaN;
    if (!Number.isFinite(value) || !Number.isFinite(step)) continue;
    const at = column(step);
    lows[at] = Math.min(lows[at] ?? Infinity, value);
    highs[at] = Math.max(highs[at] ?? -Infinity, value);
  }
  const height = (value: number): string => {
    const share = max > min ? (value - min) / (max - min) : 0.5;
    return (sparkHeight - edge - share * (sparkHeight - 2 * edge)).toFixed(1);
  };
  const parts: string[] = [];
  for (const [at, low] of lows.entries()) {
    const high = highs[at] ?? -Infinity;
    if (low > high) continue;
    parts.push(`${at + edge} ${height(low)}`);
    if (high > low) parts.push(`${at + edge} ${height(high)}`);
  }
  return `M${parts.join('L')}`;
}
