import { type VNode } from 'preact';
import { type Direction } from '../../../../model/compare';
import { type MetricCell, type MetricCells } from '../../../../model/comparison/metrics';
import { metricText } from '../../../../model/words';
import { Delta } from '../../../ui/Delta';
import { barSpan, barStyle } from './barSpan';
import { cut } from './lineShape';

/** A value, its change against the baseline, and the change as a bar on the scale of the row. */
export function MetricValue(props: {
  readonly cell: MetricCell | undefined;
  readonly baseline: number | undefined;
  readonly row: MetricCells;
  readonly direction: Direction;
}): VNode {
  const { cell, baseline, row, direction } = props;
  if (cell === undefined) {
    return (
      <span class="faint" title="Not logged">
        –
      </span>
    );
  }
  return (
    <>
      <span class={cell.value === row.best ? 'number best' : 'number'} title={String(cell.value)}>
        {metricText(cell.value)}
        {cell.value === row.best && <span class="sr-only"> (best)</span>}
      </span>
      {cell.delta !== undefined && baseline !== undefined && (
        <>
          <Delta value={cell.value} baseline={baseline} direction={direction} scale={row.scale} />
          <Bar delta={cell.delta} scale={row.scale} tone={cell.verdict} />
        </>
      )}
    </>
  );
}

/** A text value; `same` as the baseline's is grey, `whole` shows all of it. */
export function TextValue(props: {
  readonly text: string | undefined;
  readonly same: boolean;
  readonly whole: boolean;
}): VNode {
  const { text, same, whole } = props;
  if (text === undefined) {
    return (
      <span class="faint" title="Not logged">
        –
      </span>
    );
  }
  if (text === '') return <span class="faint">(empty)</span>;
  const tone = same ? 'faint' : '';
  return whole ? (
    <span class={`whole mono ${tone}`}>{text}</span>
  ) : (
    <span class={`ellipsis mono ${tone}`} title={cut(text)}>
      {cut(text)}
    </span>
  );
}

function Bar(props: {
  readonly delta: number;
  readonly scale: number;
  readonly tone: string;
}): VNode {
  const span = barSpan(props.delta, props.scale);
  return (
    <span class="bar-room" aria-hidden="true">
      {span && <i class={`bar ${props.tone}`} style={barStyle(span, { left: 0, width: 37 })} />}
    </span>
  );
}
