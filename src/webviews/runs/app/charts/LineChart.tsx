import { type RefObject, type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { extent, fromPixel, padded } from '../../../../model/charts/pixelAxis';
import { columnKey } from '../../../../model/frame/frame';
import { type RunId } from '../../../../model/ids';
import { runMark } from '../../../../model/runColors';
import { metricText, plural } from '../../../../model/words';
import { rowFor, rowOf, text } from '../data';
import { directionOf, hovered, marks, toggleSelected } from '../model';
import { brushedRuns } from './brushes';
import { focusOnClick } from './focusOnClick';
import { CursorBox, type CursorPlace } from './CursorBox';
import { drawAxes } from './drawAxes';
import { type Drawn, drawLines, labelWidth, type Line } from './lines';
import { LineKeys } from './lineKeys';
import { alongText, type LineSpec } from './lineSpec';
import { LineTwin } from './LineTwin';
import { makeLines } from './makeLines';
import { drawOverlay, nearestLine } from './overlay';
import { type Palette } from './palette';
import { type Picture } from './picture';
import { createPlot, type Plot, type PlotAxis, type View } from './plot';
import { useSeries } from './seriesStore';
import { palette, useWidth } from './surroundings';
import { secondsText, tickTexts } from './tickTexts';

/** One metric of some runs along an axis. The pointer shows the values of all runs at its place. */
export function LineChart(props: {
  readonly spec: LineSpec;
  readonly runs: readonly RunId[];
  readonly smoothing: number;
  readonly height: number;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { spec, runs, smoothing, height } = props;
  const { lines, notes, loaded } = useLines(spec, runs, smoothing);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const colors = palette();
  const plot = useRef<Plot>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View | undefined>(undefined);
  const brush = useRef(brushedRuns.peek());
  const [cursor, setCursor] = useState<CursorPlace>();
  const [part, setPart] = useState<Drawn & { readonly zoomed: boolean }>();
  const [said, setSaid] = useState('');
  const keys = useMemo(() => new LineKeys(lines), [lines]);
  const axes = useMemo(() => axesOf(lines, spec), [lines, spec]);
  const frame = `${spec.metric} ${JSON.stringify(spec.along)} ${spec.logX} ${spec.logY}`;
  const framed = useRef(frame);

  useEffect(() => {
    const element = box.current;
    if (!element || width < 40 || !axes) return undefined;
    // New points leave the zoom alone, other axes do not.
    if (framed.current !== frame) view.current = undefined;
    framed.current = frame;
    const labelled = width >= 280;
    const right = labelled ? labelWidth : 8;
    const made = createPlot(element, {
      width,
      height,
      right,
      ...axes,
      palette: colors,
      view: view.current,
      sync: `runs ${JSON.stringify(spec.along)}`,
      draw: (pen, area) => {
        const now = drawLines(pen, area, lines, colors, labelled, brush.current);
        setPart({ ...now, zoomed: view.current !== undefined });
      },
      onView: (next) => {
        view.current = next;
      },
      onCursor: (at) => {
        const area = plot.current?.area();
        if (!at || !area) {
          setCursor(undefined);
          return;
        }
        const x = fromPixel(area.x, area.box.left + at.left);
        setCursor({ x, left: area.box.left + at.left });
        if (at.own) hovered.value = nearestLine(lines, area, at)?.run;
      },
    });
    plot.current = made;
    if (props.picture) {
      props.picture.current = pictureOf(made, spec, lines, colors, { width, height, labelled });
    }
    const leave = (): void => {
      hovered.value = undefined;
    };
    made.chart.over.addEventListener('pointerleave', leave);
    focusOnClick(made.chart.over);
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [lines, axes, width, height, colors, frame, props.twin]);

  const inBrush = brushedRuns.value;
  useEffect(() => {
    if (brush.current === inBrush) return;
    brush.current = inBrush;
    plot.current?.redraw();
  }, [inBrush]);

  const pointedAt = hovered.value;
  useEffect(() => {
    if (!plot.current || !canvas.current) return;
    const run = pointedAt;
    drawOverlay(canvas.current, plot.current.area(), lines, colors, { run, x: cursor?.x });
  }, [pointedAt, cursor, lines, colors, part]);

  const { series, pending, problem } = loaded;
  const direction = directionOf(columnKey('metric', spec.metric));
  return (
    <figure class="chart" aria-label={`${spec.metric} over ${alongText(spec.along)}`}>
      {props.twin ? (
        <LineTwin lines={lines} along={spec.along} metric={spec.metric} />
      ) : (
        <div class="plot-place">
          <div
            class="plot"
            ref={box}
            style={{ minHeight: `${height}px` }}
            tabIndex={0}
            role="group"
            aria-roledescription="line chart"
            aria-label={`${plural(lines.length, 'line')}. Arrows move along points and lines, plus and minus zoom, 0 shows all.`}
            onKeyDown={(event) => {
              if (!plot.current) return;
              if (event.key === ' ') box.current?.classList.add('panning');
              const done = keys.press(event, plot.current);
              if (!done) return;
              event.preventDefault();
              event.stopPropagation();
              if (done.select) toggleSelected(done.select);
              if (done.line) hovered.value = done.line.run;
              if (done.place !== undefined && done.line) {
                setSaid(sentence(done.line, done.place, spec));
              }
            }}
            onKeyUp={(event) => {
              if (event.key === ' ') box.current?.classList.remove('panning');
            }}
            onBlur={() => {
              box.current?.classList.remove('panning');
              setCursor(undefined);
            }}
          />
          <canvas class="plot-over" ref={canvas} aria-hidden="true" />
          {cursor && lines.length > 0 && (
            <CursorBox
              place={cursor}
              title={placeText(cursor.x, spec)}
              lines={lines}
              direction={direction}
              hovered={pointedAt}
              width={width}
            />
          )}
          <div class="sr-only" aria-live="polite">
            {said}
          </div>
        </div>
      )}
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {problem === undefined && lines.length === 0 && (
        <div class="faint empty-plot">{emptyText(series === undefined, spec, notes)}</div>
      )}
      {lines.length > 0 && !axes && (
        <div class="faint empty-plot">No value has a place on these axes. {notes.join(' ')}</div>
      )}
      <figcaption class="chart-notes faint">
        {pending > 0 && series !== undefined && <span>Reading {plural(pending, 'run')}… </span>}
        {part && lines.length > 0 && axes && <span>{shownText(part)} </span>}
        {axes && notes.map((note) => <span key={note}>{note} </span>)}
        {part?.zoomed === true && !props.twin && (
          <button type="button" class="link" onClick={() => plot.current?.zoom(undefined)}>
            Show all
          </button>
        )}
      </figcaption>
    </figure>
  );
}

function useLines(
  spec: LineSpec,
  runs: readonly RunId[],
  smoothing: number,
): ReturnType<typeof makeLines> & { readonly loaded: ReturnType<typeof useSeries> } {
  const loaded = useSeries(spec.metric, runs);
  const other = useSeries(spec.along.kind === 'metric' ? spec.along.name : undefined, runs);
  const known = marks.value;
  const { group } = spec;
  const groups =
    group === undefined
      ? undefined
      : runs.map((run) => text(group, rowOf.value.get(run)) ?? '').join('\n');
  const places = loaded.series?.map((one) => one.values.length).join(' ');
  const made = useMemo(
    () =>
      makeLines(loaded.series ?? [], other.series, spec, smoothing, {
        name: (run) => rowFor(run)?.name ?? run,
        mark: (run, index) => known.get(run) ?? runMark(index),
        startedAt: (run) => rowFor(run)?.startedAt,
        group: (run) => (group === undefined ? undefined : text(group, rowOf.value.get(run))),
      }),
    [places, runs.join(' '), other.series?.length, spec, smoothing, known, groups],
  );
  return { ...made, loaded };
}

function axesOf(
  lines: readonly Line[],
  { along, logX, logY }: LineSpec,
): { readonly x: PlotAxis; readonly y: PlotAxis } | undefined {
  const x = extent(
    lines.map(({ curve }) => curve.xs),
    logX,
  );
  const y = extent(
    lines.flatMap(({ raw, band }) => [raw.ys, ...(band ? [band.low, band.high] : [])]),
    logY,
  );
  if (!x || !y) return undefined;
  const kind = { step: 'number', metric: 'number', time: 'clock', relative: 'span' } as const;
  return {
    x: {
      full: x.min < x.max ? x : padded(x, logX),
      log: logX,
      kind: kind[along.kind],
      title: alongText(along),
    },
    y: { full: padded(y, logY), log: logY, kind: 'number', title: '' },
  };
}

function pictureOf(
  plot: Plot,
  spec: LineSpec,
  lines: readonly Line[],
  colors: Palette,
  size: { readonly width: number; readonly height: number; readonly labelled: boolean },
): Picture {
  return {
    title: `${spec.metric} over ${alongText(spec.along)}`,
    width: size.width,
    height: size.height,
    palette: colors,
    draw: (pen) => {
      drawAxes(pen, plot.area(), plot.ticks(), colors);
      drawLines(pen, plot.area(), lines, colors, size.labelled);
    },
  };
}

function shownText({ drawn, inView, zoomed }: Drawn & { readonly zoomed: boolean }): string {
  const all = `${plural(inView, 'point')}${zoomed ? ' in view' : ''}`;
  return drawn === inView
    ? `${all}.`
    : `Showing ${drawn.toLocaleString('en-US')} of ${all}: lowest and highest of each pixel.`;
}

function emptyText(reading: boolean, spec: LineSpec, notes: readonly string[]): string {
  if (reading) return 'Reading the curves…';
  return notes.length > 0 ? notes.join(' ') : `No history of ${spec.metric} for these runs.`;
}

function placeText(x: number, { along }: LineSpec): string {
  switch (along.kind) {
    case 'step':
      return `step ${metricText(Math.round(x))}`;
    case 'time':
      return tickTexts({ kind: 'clock', log: false }, [x])[0] ?? '';
    case 'relative':
      return `after ${secondsText(x)}`;
    case 'metric':
      return `${along.name} ${metricText(x)}`;
  }
}

function sentence(line: Line, place: number, spec: LineSpec): string {
  const x = line.curve.xs[place] ?? 0;
  return `${line.name}, ${placeText(x, spec)}: ${metricText(line.curve.ys[place] ?? Number.NaN)}`;
}
