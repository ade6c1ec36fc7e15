import { type RefObject, type VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { isCostly } from '../../../../model/charts/costly';
import { type Dimension } from '../../../../model/charts/dimension';
import { extent, padded, toPixel } from '../../../../model/charts/pixelAxis';
import { type ColumnKey } from '../../../../model/frame/frame';
import { type RunMark } from '../../../../model/runColors';
import { plural } from '../../../../model/words';
import { type KeptChart } from '../../../../stores/keptCharts';
import { rowFor, rows } from '../data';
import { directionOf, hovered } from '../model';
import { brushed, brushOf, setBrush } from './brushes';
import { focusOnClick } from './focusOnClick';
import { useKeyCursor } from './keyCursor';
import { dimension, nameOfKey } from './columnsOf';
import { scatterAxes } from './defaultAxes';
import { ColorKey } from './ColorKey';
import { bestSoFar, colorFor, drawBox, drawSteps } from './scatterMarks';
import { chartMarks, chartRows } from './followed';
import { drawAxes } from './drawAxes';
import { runSentence } from './runSentence';
import { RunTwin } from './RunTwin';
import { type Picture } from './picture';
import { type Pen } from './pen';
import { type Area, createPlot, type Plot, type PlotAxis, type View } from './plot';
import { palette, useWidth } from './surroundings';

/** One column against another, a point per run; the step line is the best value so far along x. */
export function Scatter(props: {
  readonly chart: KeptChart;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { chart } = props;
  const { x: xKey, y: yKey } = scatterAxes(chart);
  const colorKey = chart.color as ColumnKey | undefined;
  const x = xKey && dimension(xKey);
  const y = yKey && dimension(yKey);
  const color = colorKey && dimension(colorKey);
  const found = chartRows.value;
  const inBrush = brushed.value;
  const known = chartMarks.value;
  const colors = palette();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const plot = useRef<Plot>(null);
  const view = useRef<View | undefined>(undefined);
  const direction = yKey ? directionOf(yKey) : 'unknown';
  // Best for its time: means something only along what a run took.
  const stepped = xKey !== undefined && isCostly(nameOfKey(xKey));

  const shown = useMemo(() => {
    if (!x || !y) return [];
    const fits = (value: number, log: boolean): boolean =>
      log ? value > 0 : Number.isFinite(value);
    return [...found]
      .filter(
        (row) =>
          fits(x.values[row] ?? Number.NaN, chart.logX) &&
          fits(y.values[row] ?? Number.NaN, chart.logY),
      )
      .sort((a, b) => (x.values[a] ?? 0) - (x.values[b] ?? 0) || a - b);
  }, [x, y, found, chart.logX, chart.logY]);
  const best = useMemo(
    () => (y && stepped && direction !== 'unknown' ? bestSoFar(shown, y, direction) : []),
    [shown, y, direction, stepped],
  );
  const draw = useMemo(() => {
    if (!x || !y) return undefined;
    const colorRange = color && !color.labels ? extent([color.values], false) : undefined;
    const kept = inBrush && new Set(inBrush);
    return (pen: Pen, area: Area): void => {
      const at = (row: number): { x: number; y: number } => ({
        x: toPixel(area.x, x.values[row] ?? Number.NaN),
        y: toPixel(area.y, y.values[row] ?? Number.NaN),
      });
      pen.clip(area.box, () => {
        for (const row of shown) {
          const place = at(row);
          const own = color ? colorFor(color, row, colorRange, colors) : colors.faint;
          const faint = kept && !kept.has(row);
          pen.shape('circle', place.x, place.y, 2.6, {
            color: own,
            opacity: faint ? 0.15 : color ? 0.9 : 0.5,
          });
        }
        drawSteps(pen, area, best.map(at), colors);
        drawBox(pen, area, brushOf(xKey).ranges[0], brushOf(yKey).ranges[0], colors);
        for (const row of shown) {
          const run = rows.value[row]?.id;
          const mark: RunMark | undefined = run && known.get(run);
          if (!mark) continue;
          const place = at(row);
          pen.shape(mark.shape, place.x, place.y, 4.6, { color: colors.resolve(mark.color) });
        }
      });
    };
  }, [x, y, xKey, yKey, color, shown, best, inBrush, known, colors]);

  useEffect(() => {
    const element = box.current;
    if (!element || width < 40 || !x || !y || !draw || shown.length === 0) return undefined;
    const made = createPlot(element, {
      width,
      height: chart.height,
      right: 10,
      x: axisOf(x, shown, chart.logX, xKey),
      y: axisOf(y, shown, chart.logY, yKey),
      palette: colors,
      view: view.current,
      draw,
      onView: (next) => {
        view.current = next;
      },
      onBox: (area) => {
        setBrush({ key: xKey, ranges: [area.x], missing: false });
        if (yKey !== xKey) setBrush({ key: yKey, ranges: [area.y], missing: false });
      },
      onCursor: (at) => {
        const area = plot.current?.area();
        if (!at?.own || !area) return;
        const row = nearestRow(shown, x, y, area, at);
        hovered.value = row === undefined ? undefined : rows.value[row]?.id;
      },
    });
    plot.current = made;
    focusOnClick(made.chart.over);
    if (props.picture) {
      props.picture.current = {
        title: `${nameOfKey(yKey)} against ${nameOfKey(xKey)}`,
        width,
        height: chart.height,
        palette: colors,
        draw: (pen) => {
          drawAxes(pen, made.area(), made.ticks(), colors);
          draw(pen, made.area());
        },
      };
    }
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [draw, width, chart.height, chart.logX, chart.logY, props.twin]);

  const pointedAt = hovered.value;
  const pointedName = rowFor(pointedAt)?.name;
  const ring = useRing(plot.current, pointedAt, shown, x, y);
  const left = found.length - shown.length;
  const cursor = useKeyCursor({
    kind: 'scatter chart',
    label: `${plural(shown.length, 'run')}. Left and right move along runs, Enter selects, Escape clears the brush; drag a box to brush.`,
    count: shown.length,
    say: (place) => runSentence(shown[place] ?? 0, xKey && yKey ? [xKey, yKey] : []),
    run: (place) => rows.value[shown[place] ?? -1]?.id,
    onEscape: () => {
      if (xKey && yKey) clearBox(xKey, yKey);
    },
  });
  if (!xKey || !yKey) return <p class="faint">There are no two columns to compare.</p>;
  if (props.twin)
    return <RunTwin rows={shown} keys={[xKey, yKey, ...(colorKey ? [colorKey] : [])]} />;
  return (
    <figure class="chart" aria-label={`${nameOfKey(yKey)} against ${nameOfKey(xKey)}`}>
      <div class="plot-place">
        <div class="plot" ref={box} style={{ minHeight: `${chart.height}px` }} {...cursor.keys} />
        {ring && <div class="point-ring" style={{ left: `${ring.x}px`, top: `${ring.y}px` }} />}
        {cursor.spoken}
      </div>
      {shown.length === 0 && <p class="faint">No matching run has both values.</p>}
      <figcaption class="chart-notes faint">
        {pointedName !== undefined && `${pointedName} · `}
        {plural(shown.length, 'run')}
        {left > 0 && `; ${left} without a value${chart.logX || chart.logY ? ' above 0' : ''}`}
        {best.length > 1 && `; step line: best ${nameOfKey(yKey)} for its ${nameOfKey(xKey)}`}
        {colorKey && color && <ColorKey name={nameOfKey(colorKey)} of={color} />}
      </figcaption>
    </figure>
  );
}

function clearBox(...keys: ColumnKey[]): void {
  for (const key of keys) setBrush({ key, ranges: [], missing: false });
}

function useRing(
  plot: Plot | null,
  run: string | undefined,
  shown: readonly number[],
  x: Dimension | undefined,
  y: Dimension | undefined,
): { x: number; y: number } | undefined {
  if (!plot || run === undefined || !x || !y) return undefined;
  const row = shown.find((one) => rows.value[one]?.id === run);
  if (row === undefined) return undefined;
  const area = plot.area();
  const at = {
    x: toPixel(area.x, x.values[row] ?? Number.NaN),
    y: toPixel(area.y, y.values[row] ?? Number.NaN),
  };
  const { left, top, width, height } = area.box;
  const inside = at.x >= left && at.x <= left + width && at.y >= top && at.y <= top + height;
  return inside ? at : undefined;
}

function nearestRow(
  shown: readonly number[],
  x: Dimension,
  y: Dimension,
  area: Area,
  at: { readonly left: number; readonly top: number },
): number | undefined {
  let least = 14 ** 2;
  let best: number | undefined;
  for (const row of shown) {
    const dx = toPixel(area.x, x.values[row] ?? 0) - area.box.left - at.left;
    const dy = toPixel(area.y, y.values[row] ?? 0) - area.box.top - at.top;
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      best = row;
    }
  }
  return best;
}

function axisOf(
  { values, labels }: Dimension,
  shown: readonly number[],
  log: boolean,
  key: ColumnKey,
): PlotAxis {
  const own = Float64Array.from(shown, (row) => values[row] ?? Number.NaN);
  const range = extent([own], log) ?? { min: 0, max: 1 };
  return {
    full: labels ? { min: -0.5, max: labels.length - 0.5 } : padded(range, log),
    log: log && !labels,
    kind: labels ? 'categories' : 'number',
    ...(labels && { labels }),
    title: nameOfKey(key),
  };
}
