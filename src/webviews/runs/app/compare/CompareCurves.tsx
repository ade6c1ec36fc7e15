import { computed, useSignal } from '@preact/signals';
import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { columnKey, type ColumnInfo } from '../../../../model/frame/frame';
import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { AlongChoice, Check } from '../charts/ChartOptions';
import { Smoothing } from '../charts/Charts';
import { LineChart } from '../charts/LineChart';
import { type LineSpec } from '../charts/lineSpec';
import { infoOf } from '../data';
import { smoothing, state } from '../model';
import { changeCompare, compareLayout } from './compareLayout';
import { values } from './compareState';

const atFirst = 4;
const more = 8;

/** Metrics of the shown runs that have a history, the key metric first. Asks for no values: there may be thousands. */
const curved = computed<readonly ColumnInfo[]>(() => {
  const names = values.value?.metrics.names ?? [];
  const key = state.value.keyMetric;
  return names
    .flatMap((name) => infoOf(columnKey('metric', name)) ?? [])
    .filter((info) => info.history)
    .sort((a, b) => Number(b.name === key) - Number(a.name === key));
});

/** Curves of the metrics that have a history, with one cursor and the same options for all. */
export function CompareCurves({ runs }: { readonly runs: readonly RunId[] }): VNode | null {
  const shown = useSignal(atFirst);
  const metrics = curved.value;
  if (metrics.length === 0) return null;
  const left = metrics.length - shown.value;
  const { along, logX, logY } = compareLayout.value;
  return (
    <section aria-label="Curves">
      <header class="section-title curve-title">
        <h2>Curves</h2>
        <span class="faint grow">
          {left > 0 ? `${shown.value} of ` : ''}
          {plural(metrics.length, 'metric')} with a history
        </span>
        <AlongChoice along={along} onChange={(next) => changeCompare({ along: next })} />
        <Check label="log x" checked={logX} onChange={(next) => changeCompare({ logX: next })} />
        <Check label="log y" checked={logY} onChange={(next) => changeCompare({ logY: next })} />
        <Smoothing />
      </header>
      <div class="curves">
        {metrics.slice(0, shown.value).map((metric) => (
          <Curve key={metric.name} metric={metric} runs={runs} />
        ))}
      </div>
      {left > 0 && (
        <button
          type="button"
          class="link more-curves"
          onClick={() => {
            shown.value += more;
          }}
        >
          Show {Math.min(more, left)} more
        </button>
      )}
    </section>
  );
}

function Curve(props: { readonly metric: ColumnInfo; readonly runs: readonly RunId[] }): VNode {
  const { metric, runs } = props;
  const { along, logX, logY } = compareLayout.value;
  const spec = useMemo(
    (): LineSpec => ({
      metric: metric.name,
      along,
      logX,
      logY,
      group: undefined,
      band: 'range',
    }),
    [metric.name, along, logX, logY],
  );
  return (
    <div>
      <h3>
        {metric.name}{' '}
        {metric.direction === 'lower' && <span class="faint small">lower is better</span>}
      </h3>
      <LineChart spec={spec} runs={runs} smoothing={smoothing.value} height={200} />
    </div>
  );
}
