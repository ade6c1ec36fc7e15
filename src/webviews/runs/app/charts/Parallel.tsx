import { type RefObject, type VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { fromPixel } from '../../../../model/charts/pixelAxis';
import { plural } from '../../../../model/words';
import { type KeptChart } from '../../../../stores/keptCharts';
import { rowOf, rows } from '../data';
import { charted, hovered, marks } from '../model';
import { matching } from '../query/queryState';
import { AxisHead } from './AxisHead';
import { brushed, brushes, brushOf, setBrush } from './brushes';
import { Canvas } from './Canvas';
import { drawParallel } from './drawParallel';
import {
  axisPlaces,
  crossing,
  missingHeight,
  type ParallelAxis,
  parallelAxes,
  wantedAxes,
} from './parallelAxes';
import { type Pen } from './pen';
import { type Picture } from './picture';
import { RunTwin } from './RunTwin';
import { palette } from './surroundings';

/** Matching runs across several columns. Dragging along an axis brushes it; its head moves, turns and sets it. */
export function Parallel(props: {
  readonly chart: KeptChart;
  readonly onChange: (patch: Partial<KeptChart>) => void;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { chart } = props;
  const { height } = chart;
  const wanted = wantedAxes(chart);
  const axes = parallelAxes(wanted, height);
  const colors = palette();
  const found = matching.value;
  const inBrush = brushed.value;
  const marked = charted.value.flatMap((run) => {
    const [row, mark] = [rowOf.value.get(run), marks.value.get(run)];
    return row === undefined || !mark ? [] : [{ row, run, mark }];
  });
  const pointed = hovered.value === undefined ? undefined : rowOf.value.get(hovered.value);
  const [width, setWidth] = useState(0);
  const places = axisPlaces(axes.length, width);
  const box = useRef<HTMLDivElement>(null);
  const told = JSON.stringify([wanted, height, marked.map(({ row }) => row)]);
  const draw = useMemo(
    () => (pen: Pen, across: number) =>
      drawParallel(
        pen,
        {
          axes,
          rows: found,
          brushed: inBrush && new Set(inBrush),
          brushes: brushes.peek(),
          marked,
          height,
          named: false,
        },
        across,
        colors,
      ),
    [
      told,
      axes.length,
      found,
      inBrush,
      colors,
      marks.value,
      axes.map(({ dimension }) => dimension).length,
    ],
  );
  const shown = inBrush ?? [...found];
  if (axes.length === 0) return <p class="faint">No column differs between the matching runs.</p>;
  if (props.twin) return <RunTwin rows={shown} keys={axes.map(({ key }) => key)} />;
  const change = (next: typeof wanted): void => props.onChange({ axes: [...next] });
  return (
    <figure class="chart" aria-label="Parallel coordinates">
      <div
        class="parallel"
        ref={box}
        onPointerDown={(event) => startBrush(event, box.current, axes, places, height)}
        onPointerMove={(event) => {
          if (event.buttons === 0 && box.current) {
            hovered.value = nearest(event, box.current, axes, places, shown, height);
          }
        }}
        onPointerLeave={() => {
          hovered.value = undefined;
        }}
      >
        <Canvas
          title="Parallel coordinates"
          height={height}
          draw={draw}
          onWidth={setWidth}
          {...(props.picture && { picture: props.picture })}
        />
        {pointed !== undefined && (
          <svg class="parallel-over" aria-hidden="true">
            <polyline
              points={axes
                .map((axis, index) => `${places[index] ?? 0},${crossing(axis, pointed, height)}`)
                .join(' ')}
            />
          </svg>
        )}
        {axes.map((axis, index) => (
          <AxisHead
            key={axis.key}
            axis={axis}
            index={index}
            count={axes.length}
            left={places[index] ?? 0}
            room={width / axes.length}
            onChange={(patch) =>
              change(wanted.map((one) => (one.key === axis.key ? { ...one, ...patch } : one)))
            }
            onMove={(to) => {
              const own = wanted.find(({ key }) => key === axis.key);
              const others = wanted.filter(({ key }) => key !== axis.key);
              if (own) change([...others.slice(0, to), own, ...others.slice(to)]);
            }}
            onRemove={() => change(wanted.filter(({ key }) => key !== axis.key))}
          />
        ))}
      </div>
      <figcaption class="chart-notes faint">
        {pointed !== undefined && `${rows.value[pointed]?.name ?? ''} · `}
        {inBrush
          ? `${inBrush.length} of ${plural(found.length, 'run')} in brush`
          : plural(found.length, 'run')}
      </figcaption>
    </figure>
  );
}

/** Drag: a further range. Click on a range: away with it; in the band at the bottom: runs without a value. */
function startBrush(
  event: PointerEvent,
  element: HTMLElement | null,
  axes: readonly ParallelAxis[],
  places: readonly number[],
  height: number,
): void {
  if (!element || event.button !== 0 || (event.target as HTMLElement).closest('.axis-head')) return;
  const bounds = element.getBoundingClientRect();
  const x = event.clientX - bounds.left;
  const index = places.findIndex((place) => Math.abs(place - x) < 14);
  const axis = axes[index];
  if (!axis) return;
  event.preventDefault();
  const start = event.clientY - bounds.top;
  const before = brushOf(axis.key);
  if (start > height - missingHeight) {
    setBrush({ ...before, missing: !before.missing });
    return;
  }
  const valueAt = (px: number): number => {
    const { start: from, length } = axis.scale;
    const [low, high] = [Math.min(from, from + length), Math.max(from, from + length)];
    return fromPixel(axis.scale, Math.max(low, Math.min(high, px)));
  };
  const value = valueAt(start);
  const hit = before.ranges.find(({ min, max }) => value >= min && value <= max);
  let moved = false;
  element.setPointerCapture(event.pointerId);
  const drag = new AbortController();
  element.addEventListener(
    'pointermove',
    (move) => {
      const at = move.clientY - bounds.top;
      if (Math.abs(at - start) > 3) moved = true;
      if (!moved) return;
      const other = valueAt(at);
      const range = { min: Math.min(value, other), max: Math.max(value, other) };
      setBrush({ ...before, ranges: [...before.ranges, range] });
    },
    { signal: drag.signal },
  );
  const end = (): void => {
    drag.abort();
    if (moved) return;
    setBrush({ ...before, ranges: hit ? before.ranges.filter((one) => one !== hit) : [] });
  };
  element.addEventListener('pointerup', end, { signal: drag.signal });
  element.addEventListener('pointercancel', () => drag.abort(), { signal: drag.signal });
}

/** The run whose line passes nearest to the pointer. */
function nearest(
  event: PointerEvent,
  element: HTMLElement,
  axes: readonly ParallelAxis[],
  places: readonly number[],
  shown: readonly number[],
  height: number,
): typeof hovered.value {
  const bounds = element.getBoundingClientRect();
  const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
  const next = places.findIndex((place) => place > x);
  const [a, b] = [axes[next - 1], axes[next]];
  if (!a || !b) return undefined;
  const [left, right] = [places[next - 1] ?? 0, places[next] ?? 1];
  const share = (x - left) / (right - left);
  let least = 8;
  let best: number | undefined;
  for (const row of shown) {
    const at = crossing(a, row, height) * (1 - share) + crossing(b, row, height) * share;
    if (Math.abs(at - y) < least) {
      least = Math.abs(at - y);
      best = row;
    }
  }
  return best === undefined ? undefined : rows.value[best]?.id;
}
