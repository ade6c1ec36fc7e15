import { type VNode } from 'preact';
import { type ColumnInfo } from '../../../../model/frame/frame';
import { type RunId } from '../../../../model/ids';
import { type RunStatus } from '../../../../model/run';
import { agoText, metricText } from '../../../../model/words';
import { Icon } from '../../../ui/Controls';
import { client, tell } from '../client';
import { Delta } from '../../../ui/Delta';
import { number, rows } from '../data';
import { baselineRow, marks, state } from '../model';
import { type Column } from './columns';
import { cellText } from './values';

export function StatusIcon({ status }: { readonly status: RunStatus }): VNode {
  switch (status) {
    case 'running':
    case 'scheduled':
      return <Icon name="loading~spin" label={status} />;
    case 'finished':
      return <Icon name="pass" label="finished" />;
    case 'failed':
      return (
        <span class="bad">
          <Icon name="error" label="failed" />
        </span>
      );
    case 'killed':
      return <Icon name="circle-slash" label="stopped" />;
    case 'unknown':
      return <Icon name="question" label="unknown" />;
  }
}

/** A cell of a run's own facts, a parameter or a tag. */
export function RunCell({ row, column }: { readonly row: number; readonly column: Column }): VNode {
  const head = rows.value[row];
  const text = cellText(row, column);
  if (!head || text === undefined || text === '') return <span class="faint">–</span>;
  switch (column.key) {
    case 'run.commit':
      return <Commit run={head.id} text={text.slice(0, 7)} />;
    case 'run.job':
      return (
        <button
          type="button"
          class="link mono"
          tabIndex={-1}
          title="Follow the log of this job"
          onClick={() => tell(client.ask('followJob', { run: head.id }))}
        >
          {text}
        </button>
      );
    case 'run.created':
      return (
        <span title={new Date(head.createdAt).toLocaleString()}>
          {agoText(head.createdAt, Date.now())}
        </span>
      );
    default:
      return (
        <span class="ellipsis" title={text}>
          {text}
        </span>
      );
  }
}

/** A link into the diff where there is something to compare with. */
function Commit({ run, text }: { readonly run: RunId; readonly text: string }): VNode {
  const { baseline } = state.value;
  if (baseline === undefined || baseline === run) return <span class="mono">{text}</span>;
  return (
    <button
      type="button"
      class="link mono"
      tabIndex={-1}
      title="Compare the code with the baseline's"
      onClick={() => tell(client.ask('codeDiff', { from: baseline, to: run }))}
    >
      {text}
    </button>
  );
}

/** Value, place on the axis that the column shares, and the change against the baseline. */
export function MetricCell({
  row,
  info,
}: {
  readonly row: number;
  readonly info: ColumnInfo;
}): VNode {
  const value = number(info.key, row);
  if (value === undefined) return <span class="value faint">–</span>;
  const base = baselineRow.value;
  const against = number(info.key, base);
  return (
    <>
      <span class="value" title={String(value)}>
        {metricText(value)}
      </span>
      <Axis info={info} row={row} value={value} against={against} />
      {base === row && <span class="delta faint">baseline</span>}
      {against !== undefined && base !== row && (
        <Delta
          value={value}
          baseline={against}
          direction={info.direction}
          scale={info.max - info.min}
        />
      )}
    </>
  );
}

const axisWidth = 30;

function Axis(props: {
  readonly info: ColumnInfo;
  readonly row: number;
  readonly value: number;
  readonly against: number | undefined;
}): VNode {
  const { min, max } = props.info;
  if (!Number.isFinite(props.value) || !(max > min)) return <span />;
  const run = rows.value[props.row];
  const color = run && marks.value.get(run.id)?.color;
  const running = run?.status === 'running';
  const x = (value: number): number => 2 + ((value - min) / (max - min)) * (axisWidth - 4);
  const { against } = props;
  return (
    <svg
      class="axis"
      width={axisWidth}
      height="12"
      viewBox={`0 0 ${axisWidth} 12`}
      aria-hidden="true"
    >
      {against !== undefined && Number.isFinite(against) && (
        <>
          <path class="tick" d={`M${x(against)} 1V11`} />
          <path class="stem" d={`M${x(against)} 6H${x(props.value)}`} />
        </>
      )}
      <circle
        cx={x(props.value)}
        cy="6"
        r="2.2"
        class={running ? 'ring' : ''}
        style={color === undefined ? {} : { fill: color, stroke: color }}
      />
    </svg>
  );
}
