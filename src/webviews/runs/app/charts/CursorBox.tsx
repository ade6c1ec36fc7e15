import { type VNode } from 'preact';
import { placeAt } from '../../../../model/charts/curve';
import { type Direction } from '../../../../model/compare';
import { type RunId } from '../../../../model/ids';
import { metricText } from '../../../../model/words';
import { Mark } from '../Mark';
import { type Line } from './lines';

export interface CursorPlace {
  readonly x: number;
  /** px from the chart's left edge. */
  readonly left: number;
}

const shownLines = 12;

/** What every run had at the x under the pointer, best first. Runs that had ended are left out. */
export function CursorBox(props: {
  readonly place: CursorPlace;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly direction: Direction;
  readonly hovered: RunId | undefined;
  readonly width: number;
}): VNode | null {
  const { place, lines, direction, width, hovered, title } = props;
  const values = valuesAt(lines, place.x, direction);
  if (values.length === 0) return null;
  const side =
    place.left > width / 2
      ? { right: `${width - place.left + 10}px` }
      : { left: `${place.left + 10}px` };
  const shown = values.slice(0, shownLines);
  const own = values.find(({ line }) => line.run !== undefined && line.run === hovered);
  return (
    <div class="cursor-box" style={side} aria-hidden="true">
      <div class="faint">{title}</div>
      {shown.map(({ line, value }, index) => (
        <Row key={index} line={line} value={value} strong={line === own?.line} />
      ))}
      {own && !shown.includes(own) && <Row line={own.line} value={own.value} strong />}
      {values.length > shownLines && <div class="faint">and {values.length - shownLines} more</div>}
    </div>
  );
}

function Row(props: {
  readonly line: Line;
  readonly value: number;
  readonly strong: boolean;
}): VNode {
  return (
    <div class={`cursor-line${props.strong ? ' strong' : ''}`}>
      <Mark mark={props.line.mark} />
      <span class="ellipsis grow">{props.line.name}</span>
      <span>{metricText(props.value)}</span>
    </div>
  );
}

/** Values logged last at or before an x, best first; what is no number comes last. */
export function valuesAt(
  lines: readonly Line[],
  x: number,
  direction: Direction,
): { readonly line: Line; readonly value: number }[] {
  const sign = direction === 'lower' ? 1 : -1;
  return lines
    .flatMap((line) => {
      const place = line.curve.sorted ? placeAt(line.curve, x) : undefined;
      return place === undefined ? [] : [{ line, value: line.curve.ys[place] ?? Number.NaN }];
    })
    .sort(
      (a, b) =>
        Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)) || sign * (a.value - b.value),
    );
}
