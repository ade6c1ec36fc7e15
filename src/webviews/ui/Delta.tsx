import { type VNode } from 'preact';
import { type Direction } from '../../model/compare';
import { metricText } from '../../model/words';

/** A change against the baseline: filled is better, hollow worse, up or down is its sign. Never colour alone. */
export function Delta(props: {
  readonly value: number;
  readonly baseline: number;
  readonly direction: Direction;
  /** Size at which a change is shown at full strength. */
  readonly scale: number;
}): VNode {
  const { value, baseline, direction, scale } = props;
  const delta = value - baseline;
  if (value === baseline) return <span class="delta faint">= {metricText(0)}</span>;
  if (Number.isNaN(delta)) return <span class="delta faint">–</span>;
  const better = direction === 'unknown' ? undefined : delta > 0 === (direction === 'higher');
  const pale = Math.abs(delta) < scale * 0.08;
  const up = delta > 0;
  const sign = better === undefined ? (up ? '↑' : '↓') : better ? (up ? '▲' : '▼') : up ? '△' : '▽';
  const tone = better === undefined ? '' : better ? 'good' : 'bad';
  const words = better === undefined ? 'changed by' : better ? 'better by' : 'worse by';
  return (
    <span
      class={`delta ${tone} ${pale ? 'pale' : ''}`}
      title={`${words} ${metricText(Math.abs(delta))}`}
    >
      <span aria-hidden="true">{sign}</span>
      <span class="sr-only">{words}</span> {metricText(Math.abs(delta))}
    </span>
  );
}
