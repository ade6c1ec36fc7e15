import { type VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { type RunId } from '../../../model/ids';
import { alignSeries, smooth } from '../../../model/smoothing';
import { metricText } from '../../../model/words';
import { type Series } from '../contract';
import { client } from './client';
import { marks, rowOf, state, table } from './model';

/** One metric of some runs over the step. Hover shows the values of all runs at that step. */
export function LineChart(props: {
  readonly metric: string;
  readonly runs: readonly RunId[];
  readonly smoothing: number;
  readonly height: number;
}): VNode {
  const { metric, runs, smoothing, height } = props;
  const [series, setSeries] = useState<readonly Series[]>([]);
  const [problem, setProblem] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const key = runs.join(' ');
  const { readAt } = state.value;

  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('series', { runs: [...runs], metric }, abort.signal)
      .then((found) => {
        setSeries(found);
        setProblem(undefined);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [key, metric, readAt]);

  useEffect(() => {
    const sizes = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    );
    if (box.current) sizes.observe(box.current);
    const themes = new MutationObserver(() => setTheme((count) => count + 1));
    themes.observe(document.body, {
      attributes: true,
      attributeFilter: ['class', 'data-vscode-theme-id'],
    });
    return () => {
      sizes.disconnect();
      themes.disconnect();
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element || width < 40 || series.length === 0) return undefined;
    const chart = draw(element, series, { smoothing, width, height });
    return () => chart.destroy();
  }, [series, smoothing, width, height, theme, marks.value]);

  return (
    <figure class="chart" aria-label={`${metric} over the step`}>
      <div class="plot" ref={box} style={{ minHeight: `${height}px` }} />
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {problem === undefined && series.length === 0 && (
        <div class="faint empty-plot">No history of {metric} for these runs.</div>
      )}
      <figcaption class="sr-only">
        <table>
          <tbody>
            {series.map((one) => (
              <tr key={one.run}>
                <th>{nameOf(one.run)}</th>
                <td>{one.values.length} points</td>
                <td>last {metricText(one.values.at(-1) ?? Number.NaN)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
}

function draw(
  element: HTMLElement,
  series: readonly Series[],
  size: { smoothing: number; width: number; height: number },
): uPlot {
  const styles = getComputedStyle(document.body);
  const resolve = (color: string): string => resolveColor(styles, color);
  const axis = {
    stroke: resolve('var(--vscode-descriptionForeground, #888)'),
    grid: { stroke: resolve('var(--vscode-editorIndentGuide-background1, #8884)'), width: 1 },
    ticks: { show: false },
    font: `11px ${styles.fontFamily}`,
  };
  const { x, ys } = alignSeries(
    series.map((one) => ({ steps: one.steps, values: smooth(one.values, size.smoothing) })),
  );
  const data: uPlot.AlignedData = [x, ...ys];
  return new uPlot(
    {
      width: size.width,
      height: size.height,
      scales: { x: { time: false } },
      legend: { show: true, live: true },
      cursor: { points: { size: 7 }, drag: { x: true, y: false }, sync: { key: 'runs' } },
      axes: [axis, { ...axis, size: 52, values: (_chart, ticks) => ticks.map(metricText) }],
      series: [
        { label: 'step' },
        ...series.map((one): uPlot.Series => {
          const mark = marks.value.get(one.run as RunId);
          return {
            label: nameOf(one.run),
            stroke: resolve(mark?.color ?? 'var(--vscode-charts-foreground, #888)'),
            width: 1.6,
            dash: [...(mark?.dash ?? [])],
            spanGaps: true,
            points: { show: one.values.length < 3 },
            value: (_chart, value: number | null) => (value === null ? '–' : metricText(value)),
          };
        }),
      ],
    },
    data,
    element,
  );
}

/** A canvas takes no CSS variables. */
function resolveColor(styles: CSSStyleDeclaration, color: string): string {
  const match = /^var\((--[\w-]+)(?:,\s*(.+))?\)$/.exec(color);
  if (!match) return color;
  return styles.getPropertyValue(match[1] ?? '').trim() || (match[2] ?? '#888');
}

function nameOf(run: string): string {
  const row = rowOf.value.get(run as RunId);
  return row === undefined ? run : (table.value.rows[row]?.name ?? run);
}
