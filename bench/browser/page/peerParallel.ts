import { type Drawing, type ParallelData } from './drawing';
import { scripts } from './globals';
import { finished } from './peerLines';

export const peerParallel = { 'Plotly (WebGL)': plotly, ECharts: echarts } as const;

function plotly(box: HTMLElement, { width, height, names, columns }: ParallelData): Drawing {
  const dimensions = columns.map((values, index) => ({ label: names[index], values }));
  return {
    draw: () =>
      scripts.Plotly.newPlot(
        box,
        [{ type: 'parcoords', dimensions }],
        { width, height },
        { displayModeBar: false },
      ),
    remove: () => scripts.Plotly.purge(box),
  };
}

function echarts(box: HTMLElement, { width, height, names, columns }: ParallelData): Drawing {
  const data = Array.from(columns[0] ?? [], (_one, run) => columns.map((values) => values[run]));
  let chart: ReturnType<typeof scripts.echarts.init> | undefined;
  return {
    draw: async () => {
      chart = scripts.echarts.init(box, undefined, { renderer: 'canvas', width, height });
      await finished(chart, () =>
        chart?.setOption({
          animation: false,
          parallelAxis: names.map((name, dim) => ({ dim, name })),
          series: {
            type: 'parallel',
            data,
            silent: true,
            progressive: 0,
            lineStyle: { width: 1, opacity: 0.2 },
          },
        }),
      );
    },
    remove: () => chart?.dispose(),
  };
}
