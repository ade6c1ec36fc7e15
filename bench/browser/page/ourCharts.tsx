import { host } from './ourHost';
import { render } from 'preact';
import { frameOf } from '../../../src/model/frame/buildFrame';
import { tableOf } from '../../../src/model/frame/runTable';
import { type RunId } from '../../../src/model/ids';
import { type Run } from '../../../src/model/run';
import { newChart } from '../../../src/webviews/runs/app/charts/layout';
import { LineChart } from '../../../src/webviews/runs/app/charts/LineChart';
import { type LineSpec } from '../../../src/webviews/runs/app/charts/lineSpec';
import { Parallel } from '../../../src/webviews/runs/app/charts/Parallel';
import { columnsInUse, useSlice } from '../../../src/webviews/runs/app/data';
import { frameHandlers } from '../../../src/webviews/runs/handlers/frameHandlers';
import '../../../src/webviews/ui/base.css';
import 'uplot/dist/uPlot.min.css';
import '../../../src/webviews/runs/app/charts/charts.css';
import { run } from '../../../test/support/domain';
import { frameSource } from '../../frameSource';
import { type Drawing, type LineData, type ParallelData } from './drawing';
import { shown } from './timing';

let times = 0;

/** Our chart with everything around it: points by the wire, notes, axes, names at the ends, cursor, keys. */
export function ourLines(box: HTMLElement, { width, height, series }: LineData): Drawing {
  // Another name: what was read before is not read again.
  const spec: LineSpec = {
    metric: `AUC ${times++}`,
    along: { kind: 'step' },
    logX: false,
    logY: false,
    group: undefined,
    band: 'range',
  };
  const runs = series.map((_one, index) => run(index + 1, `run-${index + 1}`));
  const byRun = new Map(runs.map(({ id }, index) => [id, series[index]]));
  const ready = show(runs);
  host.points = (id) => {
    const found = byRun.get(id);
    if (!found) return undefined;
    return { steps: found.xs, values: found.ys, times: new Float64Array(found.xs.length) };
  };
  box.style.width = `${width}px`;
  let seen = 1;
  return {
    draw: async () => {
      await ready;
      render(
        <LineChart
          spec={spec}
          runs={runs.map(({ id }): RunId => id)}
          smoothing={0}
          height={height}
        />,
        box,
      );
      await shown(() => /points/.test(box.querySelector('figcaption')?.textContent ?? ''));
    },
    // A turn of the wheel over the axis, which goes as far as the steps of the benchmark.
    zoom: (from, to) => {
      const plot = box.querySelector('.plot');
      const over = plot?.querySelector('.u-over')?.getBoundingClientRect();
      if (!plot || !over) return;
      const deltaY = to - from < seen ? -240 : 240;
      seen = to - from;
      plot.dispatchEvent(
        new WheelEvent('wheel', {
          deltaY,
          clientX: over.left + over.width / 2,
          clientY: over.bottom + 8,
          cancelable: true,
          bubbles: true,
        }),
      );
    },
    remove: () => render(null, box),
  };
}

export function ourParallel(box: HTMLElement, data: ParallelData): Drawing {
  const { width, height, names, columns } = data;
  const runs = Array.from(columns[0] ?? [], (_one, index) =>
    run(
      index + 1,
      `run-${index + 1}`,
      {},
      {
        params: names.map((name, axis) => ({ name, value: String(columns[axis]?.[index]) })),
      },
    ),
  );
  const ready = show(runs);
  const chart = {
    ...newChart('parallel', 'parallel'),
    height,
    axes: names.map((name) => ({ key: `param.${name}`, flip: false, log: false })),
  };
  box.style.width = `${width}px`;
  return {
    draw: async () => {
      await ready;
      render(<Parallel chart={chart} onChange={() => undefined} />, box);
      await shown(() => (box.querySelector('canvas')?.width ?? 0) >= width);
    },
    remove: () => render(null, box),
  };
}

async function show(runs: readonly Run[]): Promise<void> {
  host.frame = frameOf([
    { table: tableOf(runs), experiment: 'bench', project: 'bench', version: () => undefined },
  ]);
  const { frame } = frameHandlers(frameSource(host.frame));
  useSlice(await frame({ columns: columnsInUse() }, new AbortController().signal));
}
