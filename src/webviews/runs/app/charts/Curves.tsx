import { type VNode } from 'preact';
import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { Smoothing } from './Charts';
import { LineChart } from './LineChart';
import { plainSpec } from './lineSpec';
import { hasValue, metricInfos, rowOf } from '../data';
import { smoothing, state } from '../model';

const shownCurves = 4;

/** Curves of the metrics that have a history, with one cursor for all. */
export function Curves({ runs }: { readonly runs: readonly RunId[] }): VNode | null {
  const rows = runs.map((run) => rowOf.value.get(run)).filter((row) => row !== undefined);
  const metrics = metricInfos.value.filter(
    (metric) => metric.history && rows.some((row) => hasValue(metric.key, row)),
  );
  if (metrics.length === 0) return null;
  const key = state.value.keyMetric;
  const sorted = [...metrics].sort((a, b) => Number(b.name === key) - Number(a.name === key));
  return (
    <section aria-label="Curves">
      <header class="section-title">
        <h2>Curves</h2>
        <span class="faint grow">
          {metrics.length > shownCurves ? `${shownCurves} of ` : ''}
          {plural(metrics.length, 'metric')} with a history
        </span>
        <Smoothing />
      </header>
      <div class="curves">
        {sorted.slice(0, shownCurves).map((metric) => (
          <div key={metric.name}>
            <h3>
              {metric.name}{' '}
              {metric.direction === 'lower' && <span class="faint small">lower is better</span>}
            </h3>
            <LineChart
              spec={plainSpec(metric.name)}
              runs={runs}
              smoothing={smoothing.value}
              height={200}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
