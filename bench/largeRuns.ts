import { mergeTables } from '../src/model/frame/mergeTables';
import { type RunTable, tableOf } from '../src/model/frame/runTable';
import { type Run, sortedByName } from '../src/model/run';
import { run } from '../test/support/domain';
import { generator } from '../test/support/someRuns';

export interface LargeRuns {
  readonly runs: number;
  readonly metrics: number;
  readonly params: number;
  /** Names there are, of which each run has `metrics`. As many by default. */
  readonly metricNames?: number;
}

/** Runs of one experiment, newest first, as they come out of a file. */
export function largeTable(shape: LargeRuns): RunTable {
  const random = generator(1);
  const chunks: RunTable[] = [];
  for (let at = shape.runs; at > 0; at -= 500) {
    const length = Math.min(500, at);
    chunks.push(
      tableOf(Array.from({ length }, (_one, index) => makeRun(at - index, shape, random))),
    );
  }
  return mergeTables(chunks);
}

function makeRun(iid: number, shape: LargeRuns, random: (below: number) => number): Run {
  const names = shape.metricNames ?? shape.metrics;
  const metrics = Array.from({ length: shape.metrics }, (_one, index) => {
    const point = { value: random(1e9) / 1e9, step: 0 };
    const name = `metric_${(iid * 131 + index) % names}`;
    return { name, latest: point, points: [point] };
  });
  const params = Array.from({ length: shape.params }, (_one, index) => ({
    name: `param_${index}`,
    value: index % 5 === 0 ? String(random(1e6) / 1e6) : `choice ${random(12)}`,
  }));
  return run(iid, `brisk-otter-${iid}`, {}, { metrics, params: sortedByName(params) });
}
