import { type Drawing, type LineData } from './drawing';
import { scripts } from './globals';

/** Each library as its own documentation says that it is fastest: no animation, no marks at points, on a canvas. */
export const peerLines = {
  Plotly: (box: HTMLElement, data: LineData) => plotly(box, data, 'scatter'),
  'Plotly (WebGL)': (box: HTMLElement, data: LineData) => plotly(box, data, 'scattergl'),
  ECharts: (box: HTMLElement, data: LineData) => echarts(box, data, undefined),
  'ECharts (sampled)': (box: HTMLElement, data: LineData) => echarts(box, data, 'lttb'),
  'Chart.js': chartJs,
  'Vega-Lite': vegaLite,
} as const;

export function plotly(
  box: HTMLElement,
  { width, height, series }: LineData,
  type: 'scatter' | 'scattergl',
): Drawing {
  const traces = series.map(({ xs, ys }) => ({ type, mode: 'lines', x: xs, y: ys }));
  const last = (series[0]?.xs.length ?? 1) - 1;
  return {
    draw: () =>
      scripts.Plotly.newPlot(
        box,
        traces,
        { width, height, showlegend: false },
        { displayModeBar: false },
      ),
    zoom: (from, to) => scripts.Plotly.relayout(box, { 'xaxis.range': [from * last, to * last] }),
    remove: () => scripts.Plotly.purge(box),
  };
}

function echarts(
  box: HTMLElement,
  { width, height, series }: LineData,
  sampling: 'lttb' | undefined,
): Drawing {
  const flat = series.map(({ xs, ys }) =>
    Float64Array.from({ length: xs.length * 2 }, (_one, place) =>
      Number((place % 2 === 0 ? xs : ys)[place >> 1]),
    ),
  );
  let chart: ReturnType<typeof scripts.echarts.init> | undefined;
  return {
    draw: async () => {
      chart = scripts.echarts.init(box, undefined, { renderer: 'canvas', width, height });
      await finished(chart, () =>
        chart?.setOption({
          animation: false,
          xAxis: { type: 'value', min: 'dataMin', max: 'dataMax' },
          yAxis: { type: 'value' },
          dataZoom: [{ type: 'inside', xAxisIndex: 0 }],
          series: flat.map((data) => ({
            type: 'line',
            data,
            dimensions: ['x', 'y'],
            showSymbol: false,
            silent: true,
            lineStyle: { width: 1 },
            ...(sampling && { sampling }),
          })),
        }),
      );
    },
    zoom: (from, to) =>
      finished(chart, () =>
        chart?.dispatchAction({ type: 'dataZoom', start: from * 100, end: to * 100 }),
      ),
    remove: () => chart?.dispose(),
  };
}

/** It draws in the background, piece by piece. */
export function finished(
  chart: ReturnType<typeof scripts.echarts.init> | undefined,
  action: () => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      chart?.off('finished', done);
      resolve();
    };
    chart?.on('finished', done);
    action();
  });
}

function chartJs(box: HTMLElement, { width, height, series }: LineData): Drawing {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  box.append(canvas);
  const last = (series[0]?.xs.length ?? 1) - 1;
  const datasets = series.map(({ xs, ys }, index) => ({
    data: Array.from(xs, (x, place) => ({ x, y: ys[place] })),
    borderColor: `hsl(${index * 37} 60% 50%)`,
    borderWidth: 1,
    pointRadius: 0,
  }));
  let chart: InstanceType<typeof scripts.Chart> | undefined;
  return {
    draw: () => {
      chart = new scripts.Chart(canvas, {
        type: 'line',
        data: { datasets },
        options: {
          animation: false,
          responsive: false,
          parsing: false,
          normalized: true,
          events: [],
          plugins: {
            legend: { display: false },
            tooltip: { enabled: false },
            decimation: { enabled: true, algorithm: 'min-max' },
          },
          scales: { x: { type: 'linear', min: 0, max: last }, y: { min: 0, max: 1 } },
        },
      });
    },
    zoom: (from, to) => {
      if (!chart) return;
      Object.assign(chart.options.scales.x, { min: from * last, max: to * last });
      chart.update('none');
    },
    remove: () => chart?.destroy(),
  };
}

function vegaLite(box: HTMLElement, { width, height, series }: LineData): Drawing {
  const rows = series.flatMap(({ xs, ys }, run) =>
    Array.from(xs, (x, place) => ({ x, y: ys[place], run })),
  );
  const last = (series[0]?.xs.length ?? 1) - 1;
  const { spec } = scripts.vegaLite.compile({
    width: width - 60,
    height: height - 40,
    data: { name: 'points' },
    mark: { type: 'line', clip: true, strokeWidth: 1 },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      color: { field: 'run', type: 'nominal', legend: null },
    },
  });
  spec.signals = [...(spec.signals ?? []), { name: 'part', value: null }];
  const scale = spec.scales.find(({ name }) => name === 'x');
  if (scale) scale.domainRaw = { signal: 'part' };
  let view: InstanceType<typeof scripts.vega.View> | undefined;
  return {
    draw: async () => {
      view = new scripts.vega.View(scripts.vega.parse(spec), {
        renderer: 'canvas',
        container: box,
        hover: false,
      });
      await view.data('points', rows).runAsync();
    },
    zoom: (from, to) => view?.signal('part', [from * last, to * last]).runAsync(),
    remove: () => view?.finalize(),
  };
}
