import { type VNode } from 'preact';
import { type Plan, type QuotaLine } from '../../../model/plan';
import { quotasUrl } from '../../../model/consoleLinks';
import { Icon } from '../../ui/Controls';
import { consoleUrl } from './model';

/** What the plan takes of every quota, and what is left then. */
export function Quotas({ plan }: { readonly plan: Plan }): VNode {
  const { quotas } = plan;
  return (
    <section aria-labelledby="quotas">
      <h2 id="quotas">
        Quotas <span class="faint normal">{summary(quotas)}</span>
        {quotas.some((quota) => quota.state !== 'enough') && (
          <a class="normal end" href={quotasUrl(consoleUrl(), plan.blueprint.cloudId)}>
            Ask for more
          </a>
        )}
      </h2>
      <table class="quotas">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr-only">Quota</span>
            </th>
            <th scope="col">
              <span class="key used" /> used <span class="key needed" /> needed
            </th>
            <th scope="col" class="number">
              needs
            </th>
            <th scope="col" class="number">
              left then
            </th>
            <th scope="col" class="number">
              limit
            </th>
          </tr>
        </thead>
        <tbody>
          {quotas.map((quota) => (
            <Line key={quota.id} quota={quota} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ quota }: { readonly quota: QuotaLine }): VNode {
  const { name, needed, used, limit, state } = quota;
  const left = used === undefined || limit === undefined ? undefined : limit - used - needed;
  return (
    <tr class={state}>
      <th scope="row" title={`${quota.id}, service ${quota.service}`}>
        {name}
      </th>
      <td>
        {used === undefined || limit === undefined ? (
          <span class="faint">could not be read</span>
        ) : (
          <UsedBar used={used} needed={needed} limit={limit} short={state === 'short'} />
        )}
        {state === 'short' && <div class="mono faint small">{quota.id}</div>}
      </td>
      <td class="number">{needed === 0 ? '–' : amount(needed, quota)}</td>
      <td class="number">
        {state === 'short' ? (
          <span class="bad">
            <Icon name="error" /> {amount(-(left ?? 0), quota)} too few
          </span>
        ) : left === undefined ? (
          <span class="faint">unknown</span>
        ) : (
          amount(Math.max(0, left), quota)
        )}
      </td>
      <td class="number faint">{limit === undefined ? 'unknown' : `of ${amount(limit, quota)}`}</td>
    </tr>
  );
}

function UsedBar(props: {
  readonly used: number;
  readonly needed: number;
  readonly limit: number;
  readonly short: boolean;
}): VNode {
  const { used, needed, limit, short } = props;
  const whole = Math.max(limit, used + needed, 1);
  const share = (part: number): string => `${Math.min(100, (part / whole) * 100)}%`;
  return (
    <span
      class="quota-bar"
      role="img"
      aria-label={`${used} of ${limit} used, ${needed} needed${short ? ': too few' : ''}`}
    >
      <span class="used" style={{ width: share(used) }} />
      <span class={short ? 'needed short' : 'needed'} style={{ width: share(needed) }} />
    </span>
  );
}

function summary(quotas: readonly QuotaLine[]): string {
  const short = quotas.filter((quota) => quota.state === 'short');
  if (short.length > 0) return `too small: ${short.map((quota) => quota.name).join(', ')}`;
  const unknown = quotas.filter((quota) => quota.state === 'unknown').length;
  if (unknown > 0) return `${unknown} could not be read, the others are enough`;
  return 'enough';
}

function amount(value: number, { unit }: QuotaLine): string {
  const rounded = Math.round(value * 10) / 10;
  return unit === 'GB' ? `${rounded} GB` : rounded.toLocaleString('en-US');
}
