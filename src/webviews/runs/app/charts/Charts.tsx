import { type VNode } from 'preact';
import { IconButton } from '../../../ui/Controls';
import { LineChart } from './LineChart';
import { plainSpec } from './lineSpec';
import { charted, chartMetric, chartsShown, selected, smoothing, state } from '../model';
import { metricInfos, rowOf } from '../data';

const furtherCharts = 2;
const runsInFurtherCharts = 50;

/** Beside the table: the chosen metric of the selected runs, or of the first ones. */
export function Charts(): VNode {
  const metrics = metricInfos.value.filter((metric) => metric.history);
  const wanted = chartMetric.value ?? state.value.keyMetric;
  const metric = metrics.find((one) => one.name === wanted) ?? metrics[0];
  return (
    <aside class="charts" aria-label="Charts">
      <header class="pane-title">
        <h2>Charts</h2>
        <span class="faint grow ellipsis">{subtitle()}</span>
        <IconButton
          icon="chevron-right"
          name="Hide charts"
          onClick={() => {
            chartsShown.value = false;
          }}
        />
      </header>
      {metric === undefined ? (
        <p class="faint empty-plot">
          No run has logged a metric at more than one step. Log one with <code>step</code> to see
          its curve here.
        </p>
      ) : (
        <>
          <div class="chart-bar">
            <select
              aria-label="Metric of the chart"
              value={metric.name}
              onChange={(event) => {
                chartMetric.value = event.currentTarget.value;
              }}
            >
              {metrics.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.name}
                </option>
              ))}
            </select>
            <Smoothing />
          </div>
          <LineChart
            spec={plainSpec(metric.name)}
            runs={charted.value}
            smoothing={smoothing.value}
            height={250}
          />
          {charted.value.length <= runsInFurtherCharts &&
            metrics
              .filter((one) => one !== metric)
              .slice(0, furtherCharts)
              .map((one) => (
                <section key={one.name}>
                  <h3>{one.name}</h3>
                  <LineChart
                    spec={plainSpec(one.name)}
                    runs={charted.value}
                    smoothing={smoothing.value}
                    height={170}
                  />
                </section>
              ))}
        </>
      )}
    </aside>
  );
}

export function Smoothing(): VNode {
  return (
    <label class="smoothing faint">
      smooth
      <input
        type="range"
        min="0"
        max="0.95"
        step="0.05"
        value={smoothing.value}
        onInput={(event) => {
          smoothing.value = Number(event.currentTarget.value);
        }}
      />
      <span class="amount">{smoothing.value.toFixed(2)}</span>
    </label>
  );
}

function subtitle(): string {
  const count = selected.value.length;
  const { baseline } = state.value;
  const shown = baseline !== undefined && rowOf.value.has(baseline);
  const others = charted.value.filter((run) => run !== baseline).length;
  return `${count === 0 ? `first ${others} runs` : `${count} selected`}${shown ? ', baseline' : ''}`;
}
