import { type VNode } from 'preact';
import { type RunId } from '../../../model/ids';
import { IconButton } from '../../ui/Controls';
import { LineChart } from './LineChart';
import { chartMetric, chartsShown, order, selected, smoothing, state, table } from './model';

const shownWithoutSelection = 6;

/** Beside the table: the chosen metric of the selected runs, or of the first ones. */
export function Charts(): VNode {
  const metrics = table.value.metrics.filter((metric) => metric.hasHistory);
  const wanted = chartMetric.value ?? state.value.keyMetric;
  const metric = metrics.find((one) => one.name === wanted) ?? metrics[0];
  return (
    <aside class="charts" aria-label="Charts">
      <header class="pane-title">
        <h2>Charts</h2>
        <span class="faint grow">{subtitle()}</span>
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
            metric={metric.name}
            runs={chartRuns()}
            smoothing={smoothing.value}
            height={240}
          />
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
      <span>{smoothing.value.toFixed(2)}</span>
    </label>
  );
}

function chartRuns(): RunId[] {
  const { baseline } = state.value;
  const chosen =
    selected.value.length > 0
      ? [...selected.value]
      : order.value
          .slice(0, shownWithoutSelection)
          .map((row) => table.value.rows[row]?.id)
          .filter((run) => run !== undefined);
  return baseline !== undefined && !chosen.includes(baseline) ? [...chosen, baseline] : chosen;
}

function subtitle(): string {
  const count = selected.value.length;
  if (count === 0) return `first ${Math.min(shownWithoutSelection, order.value.length)} runs`;
  return `${count} selected${state.value.baseline === undefined ? '' : ', baseline'}`;
}
