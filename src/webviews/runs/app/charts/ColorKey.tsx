import { type VNode } from 'preact';
import { type Dimension } from '../../../../model/charts/dimension';
import { extent } from '../../../../model/charts/pixelAxis';
import { runMark } from '../../../../model/runColors';
import { metricText } from '../../../../model/words';

const mostLabels = 8;

/** What the colours of points mean. */
export function ColorKey(props: { readonly name: string; readonly of: Dimension }): VNode {
  const { labels, values } = props.of;
  if (labels) {
    return (
      <span class="color-key">
        {props.name}:
        {labels.slice(0, mostLabels).map((label, place) => (
          <span key={label} class="color-label ellipsis" title={label}>
            <span class="dot" style={{ background: runMark(place).color }} />
            {label}
          </span>
        ))}
        {labels.length > mostLabels && ` and ${labels.length - mostLabels} more`}
      </span>
    );
  }
  const range = extent([values], false);
  return (
    <span class="color-key">
      {props.name}: {metricText(range?.min ?? Number.NaN)}
      <span class="ramp" style={{ background: `linear-gradient(to right, ${ramp})` }} />
      {metricText(range?.max ?? Number.NaN)}
    </span>
  );
}

/** Dark blue to yellow: told apart by lightness, not by hue alone. @param share from 0 to 1 */
export function rampColor(share: number): string {
  return `hsl(${250 - 200 * share} 75% ${38 + 27 * share}%)`;
}

const ramp = [0, 0.25, 0.5, 0.75, 1].map(rampColor).join(', ');
