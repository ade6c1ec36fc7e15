import { type VNode } from 'preact';
import { type Direction } from '../../../model/compare';
import { metricText } from '../../../model/words';
import { type Line } from './chart';
import { Mark } from './Mark';

export interface CursorPlace {
  readonly step: number;
  /** px from the chart's left edge. */
  readonly left: number;
}

/** What every run had at the step under the pointer, best first. Runs that had ended are left out. */
export function CursorBox(props: {
  readonly place: CursorPlace;
  readonly lines: readonly Line[];
  readonly direction: Direction;
  readonly width: number;
}): VNode | null {
  const { place, lines, direction, width } = props;
  const values = lines
    .flatMap((line) => {
      const value = valueAt(line, place.step);
      return value === undefined ? [] : [{ line, value }];
    })
    .sort((a, b) => (direction === 'lower' ? a.value - b.value : b.value - a.value));
  if (values.length === 0) return null;
  const side =
    place.left > width / 2
      ? { right: `${width - place.left + 10}px` }
      : { left: `${place.left + 10}px` };
  return (
    <div class="cursor-box" style={side} aria-hidden="true">
      <div class="faint">step {place.step}</div>
      {values.slice(0, 12).map(({ line, value }) => (
        <div key={line.name} class="cursor-line">
          <Mark mark={line.mark} />
          <span class="ellipsis grow">{line.name}</span>
          <span>{metricText(value)}</span>
        </div>
      ))}
      {values.length > 12 && <div class="faint">and {values.length - 12} more</div>}
    </div>
  );
}

/** The value logged last at or before a step; none after the last step of a run. */
function valueAt({ steps, values }: Line, step: number): number | undefined {
  if (step > (steps.at(-1) ?? Number.NEGATIVE_INFINITY)) return undefined;
  const index = steps.findLastIndex((one) => one <= step);
  const value = values[index];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
