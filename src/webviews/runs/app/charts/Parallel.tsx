import { type RefObject, type VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { axisTicks } from '../../../../model/charts/axisTicks';
import { headBox, parallelLayout } from '../../../../model/charts/parallelLayout';
import { fromPixel, toPixel } from '../../../../model/charts/pixelAxis';
import { plural } from '../../../../model/words';
import { type KeptChart } from '../../../../stores/keptCharts';
import { rowOf, rows } from '../data';
import { hovered } from '../model';
import { AxisHead } from './AxisHead';
import { brushed, brushes, brushOf, setBrush } from './brushes';
import { Canvas } from './Canvas';
import { chartMarks, chartRows, chartRuns } from './followed';
import { axisOf, FurtherAxes } from './FurtherAxes';
import { drawParallel } from './drawParallel';
import {
  crossing,
  missingHeight,
  type ParallelAxis,
  parallelAxes,
  wantedAxes,
} from './parallelAxes';
import { type Pen } from './pen';
import { useKeyCursor } from './keyCursor';
import { type Picture } from './picture';
import { runSentence } from './runSentence';
import { RunTwin } from './RunTwin';
import { palette, useWidth } from './surroundings';

/** Matching runs across several columns. Dragging along an axis brushes it; its head moves, turns and sets it. */
export function Parallel(props: {
  readonly chart: KeptChart;
  readonly onChange: (patch: Partial<KeptChart>) => void;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { chart } = props;
  const { height } = chart;
  const frame = useRef<HTMLDivElement>(null);
  const available = useWidth(frame);
  const wanted = wantedAxes(chart, available);
  const layout = parallelLayout(wanted.length, available);
  const axes = parallelAxes(wanted, height, layout.headLines);
  const colors = palette();
  const found = chartRows.value;
  const inBrush = brushed.value;
  const marked = chartRuns.value.flatMap((run) => {
    const [row, mark] = [rowOf.value.get(run), chartMarks.value.get(run)];
    return row === undefined || !mark ? [] : [{ row, run, mark }];
  });
  const pointed = hovered.value === undefined ? undefined : rowOf.value.get(hovered.value);
  const { places } = layout;
  const box = useRef<HTMLDivElement>(null);
  const told = JSON.stringify([wanted, height, layout, marked.map(({ row }) => row)]);
  const draw = useMemo(
    () => (pen: Pen, _width: number, saved: boolean) =>
      drawParallel(
        pen,
        {
          axes,
          rows: found,
          brushed: inBrush && new Set(inBrush),
          brushes: brushes.peek(),
          marked,
          height,
          layout,
          named: saved,
        },
        colors,
      ),
    [
      told,
      axes.length,
      found,
      inBrush,
      colors,
      chartMarks.value,
      axes.map(({ dimension }) => dimension).length,
    ],
  );
  const shown = inBrush ?? [...found];
  const last = axes.at(-1);
  const upward = useMemo(() => fromTop(shown, last, height), [told, inBrush, found]);
  const cursor = useKeyCursor({
    kind: 'parallel coordinates',
    label: `${plural(shown.length, 'run')}. Up and down move along runs by the last axis, Enter selects; the names of the axes have keys of their own.`,
    count: shown.length,
    say: (place) =>
      runSentence(
        upward()[place] ?? 0,
        axes.map(({ key }) => key),
      ),
    run: (place) => rows.value[upward()[place] ?? -1]?.id,
  });
  const change = (next: typeof wanted): void => props.onChange({ axes: [...next] });
  if (props.twin) return <RunTwin rows={shown} keys={axes.map(({ key }) => key)} />;
  return (
    <figure class="chart" aria-label="Parallel coordinates">
      <div class={`parallel-frame${layout.width > available ? ' scrolls' : ''}`} ref={frame}>
        {axes.length === 0 && <p class="faint">No column differs between the matching runs.</p>}
        <div
          class="parallel"
          ref={box}
          hidden={axes.length === 0}
          style={{ width: `${layout.width}px` }}
          onPointerDown={(event) => startBrush(event, box.current, axes, places, height)}
          onPointerMove={(event) => {
            if (event.buttons !== 0 || !box.current) return;
            const at = placeIn(event, box.current);
            hovered.value = nearest(at, axes, places, shown, height);
            box.current.title = labelAt(at, axes, places) ?? '';
          }}
          onPointerLeave={() => {
            hovered.value = undefined;
          }}
        >
          <Canvas
            title="Parallel coordinates"
            height={height}
            draw={draw}
            keys={cursor.keys}
            {...(props.picture && { picture: props.picture })}
          />
          {cursor.spoken}
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
              box={headBox(layout, index)}
              step={layout.room}
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
      </div>
      <figcaption class="chart-notes faint">
        <span>
          {inBrush
            ? `${inBrush.length.toLocaleString('en-US')} of ${plural(found.length, 'run')} in brush`
            : plural(found.length, 'run')}
        </span>
        {pointed !== undefined && ` · ${rows.value[pointed]?.name ?? ''}`}
        <FurtherAxes wanted={wanted} onAdd={(key) => change([...wanted, axisOf(key)])} />
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

interface Place {
  readonly x: number;
  readonly y: number;
}

function placeIn(event: PointerEvent, element: HTMLElement): Place {
  const bounds = element.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}

/** As they stand on an axis, the topmost first; put in order when somebody asks. */
function fromTop(
  shown: readonly number[],
  axis: ParallelAxis | undefined,
  height: number,
): () => readonly number[] {
  let made: readonly number[] | undefined;
  return () =>
    (made ??= axis
      ? [...shown].sort((a, b) => crossing(axis, a, height) - crossing(axis, b, height))
      : shown);
}

/** The whole text of a category whose cut one is under the pointer. */
function labelAt(
  { x, y }: Place,
  axes: readonly ParallelAxis[],
  places: readonly number[],
): string | undefined {
  const index = places.findIndex((place) => Math.abs(place - x) < 40);
  const axis = axes[index];
  const labels = axis?.dimension.labels;
  if (!labels) return undefined;
  const tick = axisTicks(axis.scale, axis.dimension).find(
    (one) => Math.abs(toPixel(axis.scale, one) - y) < 7,
  );
  return tick === undefined ? undefined : labels[tick];
}

/** The run whose line passes nearest to the pointer. */
function nearest(
  { x, y }: Place,
  axes: readonly ParallelAxis[],
  places: readonly number[],
  shown: readonly number[],
  height: number,
): typeof hovered.value {
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
