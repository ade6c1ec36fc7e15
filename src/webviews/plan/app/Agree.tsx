import { type VNode } from 'preact';
import { countActions, type Plan } from '../../../model/plan';
import { plural } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { ask } from './client';
import { asked } from './model';
import { totalWords } from './words';

/** Where the progress will be: the one button that begins, off while something is in the way. */
export function Agree(props: { readonly state: PlanState; readonly plan: Plan }): VNode {
  const { state, plan } = props;
  const { blockers, loading } = state;
  const counts = countActions(plan);
  const made = counts.create + counts.adopt + counts.change;
  const { hour, atLeast } = totalWords(plan.total);
  const off = blockers.length > 0 || loading || asked.value !== undefined;
  return (
    <aside class="pane agree" aria-label="Agree to the plan" tabIndex={-1}>
      <h2>{blockers.length === 0 ? 'Ready when you are' : 'Something is in the way'}</h2>
      {blockers.length === 0 ? (
        <p>
          {made === 0
            ? 'Everything is there already; creating looks after what is missing.'
            : `${plural(made, 'item')} will be created or adopted.`}{' '}
          It costs{' '}
          <b>
            {atLeast ? 'at least ' : ''}
            {hour} per hour
          </b>{' '}
          from then on, until it is stopped or destroyed. Nothing is created before you press the
          button.
        </p>
      ) : (
        <ul class="blockers" id="blockers">
          {blockers.map((text) => (
            <li key={text}>
              <span class="bad">
                <Icon name="error" />
              </span>{' '}
              {text}
            </li>
          ))}
        </ul>
      )}
      <div class="buttons">
        <Button
          primary
          icon="play"
          disabled={off}
          title={blockers.length > 0 ? blockers.join('\n') : undefined}
          onClick={() => ask('agree')}
        >
          {asked.value === 'agree' ? 'Creating…' : 'Create environment'}
        </Button>
        {blockers.length > 0 && (
          <Button icon="refresh" disabled={loading} onClick={() => ask('refresh')}>
            Check again
          </Button>
        )}
      </div>
      <p class="faint small">
        Every step is written down before it is done. It can be cancelled, survives a reload of the
        window, and Destroy takes back exactly what it made.
      </p>
    </aside>
  );
}
