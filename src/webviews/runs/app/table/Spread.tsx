import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { chartRows } from '../charts/followed';
import { rows } from '../data';
import { baselineRow } from '../model';
import { addToQuery } from '../query/queryState';
import { type Column } from './columns';
import { type Spread as ColumnSpread, spreadOf } from './spreadOf';
import { valuesOf } from './values';

const barWidth = 4;
const height = 14;
/** A hand that only clicked moves less, px. */
const leastDrag = 3;

/** Small bars: how the values of the runs that match are spread; the baseline's is a dashed tick. Dragging asks for a range. */
export function Spread({ column }: { readonly column: Column }): VNode {
  const [brush, setBrush] = useState<readonly [number, number]>();
  const values = valuesOf(column.key, column.part);
  const bars = Math.max(6, Math.min(16, Math.floor((column.width - 16) / barWidth)));
  const spread = spreadOf(values, chartRows.value, rows.value.length, bars, column.numeric);
  if (!spread) return <span class="spread-place" />;
  const width = spread.bars.length * barWidth;
  const base = baselineRow.value;
  const tick = base === undefined ? undefined : spread.placeOfRow(base);
  return (
    <svg
      class="spread"
      width={width}
      height={height}
      aria-hidden="true"
      onPointerDown={(event) => drag(event, width, column, spread, setBrush)}
    >
      <rect class="hit" width={width} height={height} />
      {brush && (
        <rect
          class="brush"
          x={Math.min(...brush)}
          width={Math.abs(brush[1] - brush[0])}
          height={height}
        />
      )}
      <path class="bars" d={barsPath(spread.bars)} />
      {tick !== undefined && <path class="tick" d={`M${0.5 + tick * (width - 1.5)} 0V${height}`} />}
    </svg>
  );
}

/** One shape for all of them: heads come and go with every column that scrolls by. */
function barsPath(bars: readonly number[]): string {
  return bars
    .map((bar, index) => {
      const high = bar === 0 ? 0 : Math.max(1, bar * (height - 1));
      return high === 0 ? '' : `M${index * barWidth} ${height}v${-high}h${barWidth - 1}v${high}z`;
    })
    .join('');
}

function drag(
  event: PointerEvent & { readonly currentTarget: SVGElement },
  width: number,
  column: Column,
  spread: ColumnSpread,
  show: (brush: readonly [number, number] | undefined) => void,
): void {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const element = event.currentTarget;
  const { left } = element.getBoundingClientRect();
  const at = (moved: PointerEvent): number => Math.max(0, Math.min(width, moved.clientX - left));
  const from = at(event);
  let to = from;
  element.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent): void => {
    to = at(moved);
    show([from, to]);
  };
  const end = (ended: PointerEvent): void => {
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', end);
    element.removeEventListener('pointercancel', end);
    show(undefined);
    if (ended.type !== 'pointerup' || Math.abs(to - from) < leastDrag) return;
    const clause = spread.clause(column, Math.min(from, to) / width, Math.max(from, to) / width);
    if (clause !== undefined) addToQuery(clause);
  };
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
}
