import { type VNode } from 'preact';
import { type RunId } from '../../../../model/ids';
import { metricText } from '../../../../model/words';
import { client } from '../client';
import { tell } from '../message';
import { hasValue, metricInfos, number, rowFor, rowOf } from '../data';
import { directionOf, state } from '../model';

const shownMetrics = 5;

/** What is about to be promoted. */
export function Facts({ run }: { readonly run: RunId }): VNode | null {
  const row = rowOf.value.get(run);
  if (row === undefined) return null;
  const head = rowFor(run);
  const { keyMetric } = state.value;
  const first = metricInfos.value
    .filter((metric) => hasValue(metric.key, row))
    .sort((a, b) => Number(b.name === keyMetric) - Number(a.name === keyMetric));
  return (
    <div class="facts">
      <span class="mono">{head?.commit?.slice(0, 7) ?? 'no commit'}</span>
      <span>{head?.branch ?? 'no branch'}</span>
      {first.slice(0, shownMetrics).map((metric) => (
        <span key={metric.name}>
          <span class="faint">{metric.name}</span>{' '}
          {metricText(number(metric.key, row) ?? Number.NaN)}
        </span>
      ))}
      <button type="button" class="link" onClick={() => tell(() => client.ask('openWeb', { run }))}>
        Open in GitLab
      </button>
    </div>
  );
}

const namedWorse = 3;

/** Which metrics are worse than the baseline's, so that nobody promotes without seeing it. */
export function Worse({ run }: { readonly run: RunId }): VNode | null {
  const row = rowOf.value.get(run);
  const { baseline } = state.value;
  const base = baseline === undefined ? undefined : rowOf.value.get(baseline);
  if (row === undefined || base === undefined || row === base) return null;
  const worse = metricInfos.value.filter((metric) => {
    const direction = directionOf(metric.key);
    if (direction === 'unknown') return false;
    const [value, against] = [number(metric.key, row), number(metric.key, base)];
    if (value === undefined || against === undefined) return false;
    return direction === 'higher' ? value < against : value > against;
  });
  if (worse.length === 0) return <span class="good">▲ no metric is worse than the baseline</span>;
  const names = worse.slice(0, namedWorse).map((metric) => metric.name);
  const rest = worse.length - names.length;
  return (
    <span class="bad ellipsis" title={worse.map((metric) => metric.name).join(', ')}>
      △ {worse.length} {worse.length === 1 ? 'metric gets' : 'metrics get'} worse:{' '}
      {names.join(', ')}
      {rest > 0 && ` and ${rest} more`}
    </span>
  );
}
