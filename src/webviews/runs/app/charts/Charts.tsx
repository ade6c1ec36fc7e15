import { type VNode } from 'preact';
import { IconButton } from '../../../ui/Controls';
import { plural } from '../../../../model/words';
import { type KeptChart } from '../../../../stores/keptCharts';
import { rowOf } from '../data';
import { keep } from '../kept';
import { chartsShown, selected, smoothing, state } from '../model';
import { brushed, brushes, brushesToQuery } from './brushes';
import { ChartCard } from './ChartCard';
import { chartRuns } from './followed';
import { addChart, charts } from './layout';
import { chartsWidth } from './Splitter';

const kinds: readonly (readonly [KeptChart['kind'], string])[] = [
  ['line', 'Line'],
  ['parallel', 'Parallel coordinates'],
  ['scatter', 'Scatter'],
  ['bars', 'Bars'],
  ['importance', 'Importance of parameters'],
  ['correlation', 'Correlation of metrics'],
];

export const chartsPane = 'charts';

/** Beside the table: the charts as the user arranged them. */
export function Charts(): VNode {
  const inBrush = brushed.value;
  const width = chartsWidth();
  return (
    <aside
      class="charts"
      id={chartsPane}
      aria-label="Charts"
      style={width === undefined ? {} : { '--charts-width': width }}
    >
      <header class="pane-title">
        <h2>Charts</h2>
        <span class="faint grow ellipsis">{subtitle()}</span>
        <select
          class="add-chart"
          aria-label="Add a chart"
          value=""
          onChange={(event) => {
            const kind = kinds.find(([one]) => one === event.currentTarget.value)?.[0];
            event.currentTarget.value = '';
            if (kind) addChart(kind);
          }}
        >
          <option value="">+ Add</option>
          {kinds.map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
        <IconButton
          icon="chevron-right"
          name="Hide charts"
          onClick={() => {
            chartsShown.value = false;
          }}
        />
      </header>
      <div class="chart-bar">
        <Smoothing />
        {inBrush && (
          <span class="brush-bar">
            <span class="faint">{plural(inBrush.length, 'run')} in brush</span>
            <IconButton
              icon="filter"
              name="Put the brush into the query"
              onClick={brushesToQuery}
            />
            <IconButton
              icon="close"
              name="Clear the brush"
              onClick={() => {
                brushes.value = [];
              }}
            />
          </span>
        )}
      </div>
      <div class="chart-grid">
        {charts.value.map((chart, index) => (
          <ChartCard key={chart.id} chart={chart} index={index} count={charts.value.length} />
        ))}
      </div>
      {charts.value.length === 0 && <p class="faint">No charts. Add one above.</p>}
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
          keep({ smoothing: Number(event.currentTarget.value) });
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
  const others = chartRuns.value.filter((run) => run !== baseline).length;
  return `${count === 0 ? `first ${others} runs` : `${count} selected`}${shown ? ', baseline' : ''}`;
}
