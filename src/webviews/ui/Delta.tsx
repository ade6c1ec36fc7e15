import { type VNode } from 'preact';
import { type Direction } from '../../model/compare';
import { deltaLook } from './deltaLook';

/** A change against the baseline: filled is better, hollow worse, up or down is its sign. Never colour alone. */
export function Delta(props: {
  readonly value: number;
  readonly baseline: number;
  readonly direction: Direction;
  /** Size at which a change is shown at full strength. */
  readonly scale: number;
}): VNode {
  const { value, baseline, direction, scale } = props;
  const { sign, amount, tone, words } = deltaLook(value, baseline, direction, scale);
  if (tone === 'faint') return <span class="delta faint">{`${sign} ${amount}`.trim()}</span>;
  return (
    <span class={`delta ${tone}`} title={`${words} ${amount}`}>
      <span aria-hidden="true">{sign}</span>
      <span class="sr-only">{words}</span> {amount}
    </span>
  );
}
