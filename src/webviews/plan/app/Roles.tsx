import { type VNode } from 'preact';
import { type Plan } from '../../../model/plan';
import { type RoleLine } from '../../../model/roles';
import { Icon } from '../../ui/Controls';

const looks: Readonly<Record<RoleLine['state'], { icon: string; tone: string; word: string }>> = {
  given: { icon: 'check', tone: 'good', word: 'given' },
  missing: { icon: 'error', tone: 'bad', word: 'not seen' },
  unknown: { icon: 'question', tone: 'faint', word: 'could not be checked' },
};

/** What the account needs here, and whether it was seen to have it. */
export function Roles({ plan }: { readonly plan: Plan }): VNode | null {
  if (plan.roles.length === 0) return null;
  return (
    <section aria-labelledby="roles">
      <h2 id="roles">Your roles</h2>
      <ul class="notes roles">
        {plan.roles.map((line) => {
          const { icon, tone, word } = looks[line.state];
          const quiet = line.optional === true && line.state !== 'given';
          return (
            <li key={line.role}>
              <span class={quiet ? 'faint' : tone}>
                <Icon name={icon} />
              </span>
              <span>
                <span class="mono">{line.role}</span>{' '}
                <span class="faint">
                  {line.by !== undefined && line.by !== line.role ? `given by ${line.by}` : word},
                  needed to {line.purpose}
                  {line.optional === true && '; works without'}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
