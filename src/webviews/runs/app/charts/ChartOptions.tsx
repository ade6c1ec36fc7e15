import { type VNode } from 'preact';
import { type Along } from '../../../../model/charts/axisValues';
import { type BandKind } from '../../../../model/charts/group';
import { type ColumnInfo } from '../../../../model/frame/frame';
import { type KeptChart } from '../../../../stores/keptCharts';
import { metricInfos } from '../data';
import { metricOf } from './metricOf';
import { choosable } from './columnsOf';
import { scatterAxes } from './defaultAxes';
import { changeChart } from './layout';

/** What a chart of each kind shows. */
export function ChartOptions({ chart }: { readonly chart: KeptChart }): VNode {
  const change = (patch: Partial<KeptChart>): void => changeChart(chart.id, patch);
  const logs = (
    <>
      <Check label="log x" checked={chart.logX} onChange={(logX) => change({ logX })} />
      <Check label="log y" checked={chart.logY} onChange={(logY) => change({ logY })} />
    </>
  );
  switch (chart.kind) {
    case 'line':
      return (
        <>
          <Metric chart={chart} history />
          <AlongChoice along={chart.along} onChange={(along) => change({ along })} />
          <Choice
            label="group by"
            value={chart.group ?? ''}
            options={[['', 'nothing'], ...named(choosable(['param', 'tag']))]}
            onChange={(group) => change({ group: group === '' ? undefined : group })}
          />
          {chart.group !== undefined && (
            <Choice
              label="band"
              value={chart.band}
              options={[
                ['range', 'lowest to highest'],
                ['deviation', 'standard deviation'],
                ['none', 'none'],
              ]}
              onChange={(band) => change({ band: band as BandKind })}
            />
          )}
          {logs}
        </>
      );
    case 'scatter': {
      const all = named(choosable(['param', 'metric', 'tag']));
      return (
        <>
          <Choice
            label="x"
            value={scatterAxes(chart).x ?? ''}
            options={all}
            onChange={(x) => change({ x })}
          />
          <Choice
            label="y"
            value={scatterAxes(chart).y ?? ''}
            options={all}
            onChange={(y) => change({ y })}
          />
          <Choice
            label="colour"
            value={chart.color ?? ''}
            options={[['', 'none'], ...all]}
            onChange={(color) => change({ color: color === '' ? undefined : color })}
          />
          {logs}
        </>
      );
    }
    case 'parallel':
      return (
        <button
          type="button"
          class="link"
          disabled={chart.axes === undefined}
          onClick={() => change({ axes: undefined })}
        >
          Usual axes
        </button>
      );
    case 'bars':
    case 'importance':
    case 'correlation':
      return <Metric chart={chart} />;
  }
}

/** A list with thousands of names is no choice; the column of the table gives its name to the query line instead. */
const most = 500;

/** What a curve is drawn along. */
export function AlongChoice(props: {
  readonly along: Along;
  readonly onChange: (along: Along) => void;
}): VNode {
  const { along, onChange } = props;
  return (
    <Choice
      label="along"
      value={along.kind === 'metric' ? `metric ${along.name}` : along.kind}
      options={[
        ['step', 'step'],
        ['time', 'wall time'],
        ['relative', 'time since the start'],
        ...metricInfos.value
          .filter((info) => info.history)
          .slice(0, most)
          .map((info): [string, string] => [`metric ${info.name}`, info.name]),
      ]}
      onChange={(value) =>
        onChange(
          value.startsWith('metric ')
            ? { kind: 'metric', name: value.slice(7) }
            : { kind: value as 'step' | 'time' | 'relative' },
        )
      }
    />
  );
}

function Metric(props: { readonly chart: KeptChart; readonly history?: boolean }): VNode {
  const infos = metricInfos.value.filter((info) => !props.history || info.history);
  return (
    <Choice
      label="metric"
      value={metricOf(props.chart)}
      options={infos.slice(0, most).map((info): [string, string] => [info.name, info.name])}
      onChange={(metric) => changeChart(props.chart.id, { metric })}
    />
  );
}

function named(infos: readonly ColumnInfo[]): [string, string][] {
  return infos.slice(0, most).map((info) => [info.key, info.name]);
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}): VNode {
  return (
    <label class="choice">
      <span class="faint">{props.label}</span>
      <select value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
        {props.options.map(([value, name]) => (
          <option key={value} value={value}>
            {name.slice(0, 80)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Check(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): VNode {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
