import { type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { columnKey } from '../../../model/frame/frame';
import { type RunId } from '../../../model/ids';
import { runMark } from '../../../model/runColors';
import { metricText } from '../../../model/words';
import { type Series } from '../contract/chartContract';
import { drawChart, type Line } from './chart';
import { client } from './client';
import { CursorBox, type CursorPlace } from './CursorBox';
import { infoOf, rowFor } from './data';
import { marks, state } from './model';

/** One metric of some runs over the step. The pointer shows the values of all runs at its step. */
export function LineChart(props: {
  readonly metric: string;
  readonly runs: readonly RunId[];
  readonly smoothing: number;
  readonly height: number;
}): VNode {
  const { metric, runs, smoothing, height } = props;
  const { series, problem } = useSeries(metric, runs);
  const box = useRef<HTMLDivElement>(null);
  const { width, theme } = useSurroundings(box);
  const [cursor, setCursor] = useState<CursorPlace>();
  const known = marks.value;
  const lines = useMemo(
    () =>
      (series ?? []).map((one, index): Line => ({
        name: nameOf(one.run),
        mark: known.get(one.run) ?? runMark(index),
        steps: one.steps,
        values: one.values,
      })),
    [series, known],
  );

  useEffect(() => {
    const element = box.current;
    if (!element || width < 40 || lines.length === 0) return undefined;
    const chart = drawChart(element, lines, {
      smoothing,
      width,
      height,
      highContrast: document.body.classList.contains('vscode-high-contrast'),
      onCursor: (step, left) => setCursor(step === undefined ? undefined : { step, left }),
    });
    return () => chart.destroy();
  }, [lines, smoothing, width, height, theme]);

  const direction = infoOf(columnKey('metric', metric))?.direction;
  return (
    <figure class="chart" aria-label={`${metric} over the step`}>
      <div class="plot" ref={box} style={{ minHeight: `${height}px` }} />
      {cursor && lines.length > 0 && (
        <CursorBox place={cursor} lines={lines} direction={direction ?? 'unknown'} width={width} />
      )}
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {problem === undefined && lines.length === 0 && (
        <div class="faint empty-plot">
          {series === undefined ? 'Reading the curves…' : `No history of ${metric} for these runs.`}
        </div>
      )}
      <figcaption class="sr-only">
        <table>
          <caption>{metric}</caption>
          <tbody>
            {lines.map((line, index) => (
              <tr key={index}>
                <th scope="row">{line.name}</th>
                <td>{line.values.length} points</td>
                <td>last {metricText(line.values.at(-1) ?? Number.NaN)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
}

function useSeries(
  metric: string,
  runs: readonly RunId[],
): { series: readonly Series[] | undefined; problem: string | undefined } {
  const [series, setSeries] = useState<readonly Series[]>();
  const [problem, setProblem] = useState<string>();
  const { readAt } = state.value;
  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('series', { runs: [...runs], metric }, abort.signal)
      .then((found) => {
        setSeries(found.series);
        setProblem(found.unread[0]?.message);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [runs.join(' '), metric, readAt]);
  return { series, problem };
}

/** Width of the element and a number that changes with the theme. */
function useSurroundings(box: { readonly current: HTMLElement | null }): {
  width: number;
  theme: number;
} {
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
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
  return { width, theme };
}

function nameOf(run: RunId): string {
  return rowFor(run)?.name ?? run;
}
