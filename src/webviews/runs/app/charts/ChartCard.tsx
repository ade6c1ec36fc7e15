import { type RefObject, type VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { type ColumnKey } from '../../../../model/frame/frame';
import { type KeptChart } from '../../../../stores/keptCharts';
import { IconButton } from '../../../ui/Controls';
import { announced, smoothing } from '../model';
import { Bars } from './Bars';
import { ChartOptions } from './ChartOptions';
import { nameOfKey } from './columnsOf';
import { scatterAxes } from './defaultAxes';
import { chartRuns } from './followed';
import { ImportanceChart } from './ImportanceChart';
import { Correlation } from './Correlation';
import { changeChart, charts, moveChart, removeChart } from './layout';
import { LineChart } from './LineChart';
import { type LineSpec } from './lineSpec';
import { Parallel } from './Parallel';
import { metricOf } from './metricOf';
import { type Picture } from './picture';
import { PictureButtons } from './PictureButtons';
import { Scatter } from './Scatter';
import { useInSight } from './surroundings';

/** One chart with its title, its options and the buttons that move, size, save and remove it. */
export function ChartCard(props: {
  readonly chart: KeptChart;
  readonly index: number;
  readonly count: number;
}): VNode {
  const { chart, index, count } = props;
  const [twin, setTwin] = useState(false);
  const [open, setOpen] = useState(false);
  const picture = useRef<Picture>(null);
  const box = useRef<HTMLElement>(null);
  const inSight = useInSight(box);
  const wasSeen = useRef(false);
  wasSeen.current ||= inSight;
  const title = wasSeen.current ? titleOf(chart) : usualTitle(chart);
  const size = (height: number): void => {
    changeChart(chart.id, { height: Math.max(110, Math.min(900, Math.round(height))) });
  };
  return (
    <section ref={box} class={`chart-card${chart.wide ? ' wide' : ''}`} aria-label={title}>
      <header
        class="card-title"
        draggable
        onDragStart={(event) => event.dataTransfer?.setData('text/chart', chart.id)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const id = event.dataTransfer?.getData('text/chart') ?? '';
          const from = charts.peek().findIndex((one) => one.id === id);
          if (from >= 0) moveChart(id, index - from);
        }}
      >
        <h3 class="ellipsis grow" title={title}>
          {title}
        </h3>
        <IconButton
          icon={twin ? 'graph' : 'table'}
          name={twin ? `Show ${title} as a chart` : `Show ${title} as a table`}
          pressed={twin}
          onClick={() => setTwin(!twin)}
        />
        <IconButton
          icon="settings"
          name={`Options of ${title}`}
          pressed={open}
          onClick={() => setOpen(!open)}
        />
      </header>
      {open && (
        <div class="card-options">
          <ChartOptions chart={chart} />
          <div class="card-tools">
            <PictureButtons picture={picture} />
            <IconButton
              icon="arrow-up"
              name="Move towards the start"
              disabled={index === 0}
              onClick={() => step(-1)}
            />
            <IconButton
              icon="arrow-down"
              name="Move towards the end"
              disabled={index === count - 1}
              onClick={() => step(1)}
            />
            <IconButton icon="add" name="Taller" onClick={() => size(chart.height + 60)} />
            <IconButton icon="remove" name="Lower" onClick={() => size(chart.height - 60)} />
            <IconButton
              icon="split-horizontal"
              name="Over the whole width"
              pressed={chart.wide}
              onClick={() => changeChart(chart.id, { wide: !chart.wide })}
            />
            <IconButton
              icon="trash"
              name={`Remove ${title}`}
              onClick={() => {
                removeChart(chart.id);
                announced.value = `${title} removed`;
              }}
            />
          </div>
        </div>
      )}
      {wasSeen.current ? (
        <Body chart={chart} twin={twin} picture={picture} inSight={inSight} />
      ) : (
        <div style={{ height: `${chart.height}px` }} />
      )}
      <div
        class="card-size"
        aria-hidden="true"
        onPointerDown={(event) => {
          const from = event.clientY;
          const { height } = chart;
          const handle = event.currentTarget;
          handle.setPointerCapture(event.pointerId);
          handle.onpointermove = (move) => size(height + move.clientY - from);
          handle.onpointerup = () => {
            handle.onpointermove = null;
          };
        }}
      />
    </section>
  );

  function step(by: number): void {
    moveChart(chart.id, by);
    announced.value = `${title} is chart ${index + by + 1} of ${count}`;
  }
}

function Body(props: {
  readonly chart: KeptChart;
  readonly twin: boolean;
  readonly picture: RefObject<Picture | null>;
  /** What takes long waits until somebody sees it. */
  readonly inSight: boolean;
}): VNode {
  const { chart, twin, picture, inSight } = props;
  const metric = metricOf(chart);
  const spec = useMemo(
    (): LineSpec => ({
      metric,
      along: chart.along,
      logX: chart.logX,
      logY: chart.logY,
      group: chart.group as ColumnKey | undefined,
      band: chart.band,
    }),
    [metric, chart.along, chart.logX, chart.logY, chart.group, chart.band],
  );
  switch (chart.kind) {
    case 'line':
      return metric === '' ? (
        <p class="faint">
          No run has logged a metric at more than one step. Log one with <code>step</code> to see
          its curve here.
        </p>
      ) : (
        <LineChart
          spec={spec}
          runs={chartRuns.value}
          smoothing={smoothing.value}
          height={chart.height}
          twin={twin}
          picture={picture}
        />
      );
    case 'parallel':
      return (
        <Parallel
          chart={chart}
          twin={twin}
          picture={picture}
          onChange={(patch) => changeChart(chart.id, patch)}
        />
      );
    case 'scatter':
      return <Scatter chart={chart} twin={twin} picture={picture} />;
    case 'bars':
      return <Bars metric={metric} twin={twin} picture={picture} />;
    case 'importance':
      return <ImportanceChart metric={metric} twin={twin} picture={picture} inSight={inSight} />;
    case 'correlation':
      return <Correlation metric={metric} twin={twin} picture={picture} inSight={inSight} />;
  }
}

/** Without asking for values of columns. */
function usualTitle(chart: KeptChart): string {
  return chart.kind === 'scatter' && (!chart.x || !chart.y) ? 'Scatter' : titleOf(chart);
}

function titleOf(chart: KeptChart): string {
  switch (chart.kind) {
    case 'line':
      return metricOf(chart) || 'Curves';
    case 'parallel':
      return 'Parallel coordinates';
    case 'scatter': {
      const { x, y } = scatterAxes(chart);
      return x && y ? `${nameOfKey(y)} against ${nameOfKey(x)}` : 'Scatter';
    }
    case 'bars':
      return `${metricOf(chart)} of each run`;
    case 'importance':
      return `Importance for ${metricOf(chart)}`;
    case 'correlation':
      return `Correlation with ${metricOf(chart)}`;
  }
}
