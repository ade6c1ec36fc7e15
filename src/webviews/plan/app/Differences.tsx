import { type VNode } from 'preact';
import { type Difference } from '../../../model/drift';
import { type Plan } from '../../../model/plan';
import { plural } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { agree } from './client';
import { asking } from './model';

/** What is not as it was agreed to, above the plan that mends it. Nothing at all when nothing differs. */
export function DriftBanner({ state }: { readonly state: PlanState }): VNode | null {
  const { plan, run } = state;
  if (!plan || run?.kind !== 'create' || run.state !== 'done') return null;
  const ended = Math.max(...run.steps.map((step) => step.endedAt ?? 0));
  if (plan.readAt <= ended) return null;
  const { gone, mends, hands } = driftIn(plan);
  if (gone + mends + hands === 0) return null;
  const repairs = gone + mends;
  return (
    <section class="message warning drift" aria-label="Drift">
      <Icon name="diff" />
      <div class="grow">
        <b>The cloud is not as it was agreed to.</b>{' '}
        {[
          ...(gone > 0 ? [`${plural(gone, 'item')} not there any more`] : []),
          ...(mends > 0 ? [`${plural(mends, 'field')} to put right`] : []),
          ...(hands > 0 ? [`${plural(hands, 'field')} that only you can change`] : []),
        ].join(', ')}
        . Each is marked below.
        {repairs > 0 && (
          <div class="buttons">
            <Button
              primary
              icon="tools"
              disabled={asking.busy.value || state.blockers.length > 0}
              onClick={() => agree([])}
            >
              {`Repair ${repairs}`}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** Field by field: agreed, found, and who mends it. */
export function Differences(props: {
  readonly list: readonly Difference[];
  /** Terraform mends what it names. */
  readonly byTerraform: boolean;
}): VNode | null {
  const { list, byTerraform } = props;
  if (list.length === 0) return null;
  return (
    <ul class="differences">
      {list.map((one) => (
        <li key={one.field}>
          <span class="warn">
            <Icon name={byTerraform ? 'edit' : one.mend === 'repair' ? 'tools' : 'account'} />
          </span>
          <span>
            {one.field}: <del>{one.found}</del> <Icon name="arrow-right" label="should be" />{' '}
            <ins>{one.wanted}</ins> {!byTerraform && <span class="faint">{mending(one)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function mending({ mend, note, why }: Difference): string {
  if (mend === 'repair') return note === undefined ? 'repair' : `repair: ${note}`;
  return `by hand: ${why ?? 'change it in the console'}`;
}

function driftIn({ items }: Plan): { gone: number; mends: number; hands: number } {
  const all = items.flatMap((item) => item.differences);
  const mends = all.filter((one) => one.mend === 'repair').length;
  const gone = items.filter((item) => item.action === 'create').length;
  return { gone, mends, hands: all.length - mends };
}
