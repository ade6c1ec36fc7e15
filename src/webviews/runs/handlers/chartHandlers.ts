import { metricOf } from '../../../model/run';
import { type Handlers } from '../../ipc/contract';
import { type chartContract, type Series } from '../contract/chartContract';
import { type RunServer, type RunSource } from './source';

export function chartHandlers(
  source: RunSource,
  server: RunServer,
): Handlers<typeof chartContract> {
  return {
    series: async ({ runs, metric }, signal) => {
      const series: Series[] = [];
      for (const id of runs) {
        const { run } = source.run(id);
        const own = metricOf(run, metric);
        if (!own) continue;
        const points = run.historyComplete
          ? own.points
          : await (
              await server.client()
            ).runs.history(await server.project(signal), run.eid, metric, signal);
        series.push({
          run: id,
          metric,
          steps: Float64Array.from(points, (point) => point.step),
          values: Float64Array.from(points, (point) => point.value),
        });
      }
      return series;
    },
  };
}
