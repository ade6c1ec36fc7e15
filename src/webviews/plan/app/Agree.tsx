import { type VNode } from 'preact';
import {
  countActions,
  foreignItems,
  lostItems,
  type Plan,
  type PlanItem,
} from '../../../model/plan';
import { plural } from '../../../model/words';
import { Button, Checkbox, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { agree, ask } from './client';
import { asking, consented } from './model';
import { Notes } from './Notes';
import { totalWords } from './words';

/** Where the progress will be: the one button that begins, off while something is in the way. */
export function Agree(props: { readonly state: PlanState; readonly plan: Plan }): VNode {
  const { state, plan } = props;
  const { blockers, loading } = state;
  const { terraform } = plan;
  const foreign = foreignItems(plan);
  const lost = lostItems(plan);
  const open = [...lost, ...foreign].filter((item) => !consented.value.includes(item.id));
  const idle = terraform?.nothingToDo === true && state.owner !== undefined;
  const off = blockers.length > 0 || loading || asking.busy.value || open.length > 0 || idle;
  const [label, busy] = buttonWords(plan);
  return (
    <aside class="pane agree" aria-label="Agree to the plan" tabIndex={-1}>
      <h2>{blockers.length > 0 ? 'Something is in the way' : headWords(idle)}</h2>
      {blockers.length === 0 ? (
        <Sum plan={plan} />
      ) : (
        <ul class="blockers" id="blockers">
          {blockers.map((text) => (
            <li key={text}>
              <span class="bad">
                <Icon name="error" />
              </span>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
      {blockers.length === 0 && (
        <>
          <Consent items={lost} legend="Destroyed, with everything on it. Go on?" />
          <Consent
            items={foreign}
            legend="Not ours. Use it? It is never changed and never deleted."
          />
        </>
      )}
      <div class="buttons">
        <Button
          primary
          icon="play"
          disabled={off}
          title={offWords(blockers, open)}
          onClick={() => agree(consented.value)}
        >
          {asking.waits('agree') ? busy : label}
        </Button>
        {blockers.length > 0 && (
          <Button icon="refresh" disabled={loading} onClick={() => ask('refresh')}>
            Check again
          </Button>
        )}
      </div>
      <p class="faint small">
        {terraform
          ? 'Terraform does exactly this saved plan, or nothing when its state has changed meanwhile. Cancel interrupts it once: it finishes what it is just doing, writes its state and ends. It goes on when this window is closed or reloaded.'
          : 'Every step is written down before it is done. It can be cancelled, survives a reload of the window, and Destroy takes back exactly what it made.'}
      </p>
      <Notes plan={plan} />
    </aside>
  );
}

function headWords(idle: boolean): string {
  return idle ? 'Nothing to do' : 'Ready when you are';
}

function buttonWords({ terraform, takesBack }: Plan): readonly [label: string, busy: string] {
  if (terraform?.handsOver) return ['Hand over and apply', 'Handing over…'];
  if (terraform?.nothingToDo) return ['Let Terraform own it', 'Applying…'];
  if (terraform) return ['Apply with Terraform', 'Applying…'];
  return takesBack ? ['Take over and create', 'Taking over…'] : ['Create environment', 'Creating…'];
}

/** What a yes means, in one sentence. */
function Sum({ plan }: { readonly plan: Plan }): VNode {
  const counts = countActions(plan);
  const made = counts.create + counts.adopt + counts.change;
  const { hour, atLeast } = totalWords(plan.total);
  const costs = (
    <>
      It costs{' '}
      <b>
        {atLeast ? 'at least ' : ''}
        {hour} per hour
      </b>{' '}
      from then on, until it is stopped or destroyed.
    </>
  );
  if (plan.terraform?.nothingToDo) {
    return <p>The cloud is as the configuration says. {costs}</p>;
  }
  if (plan.terraform) {
    return (
      <p>
        {terraformWords(plan)} {costs} Nothing is done before you press the button.
      </p>
    );
  }
  return (
    <p>
      {made === 0
        ? 'Everything is there already; creating looks after what is missing.'
        : `${plural(made, 'item')} will be created or adopted.`}{' '}
      {costs} Nothing is created before you press the button.
    </p>
  );
}

function terraformWords(plan: Plan): VNode {
  const { create, adopt, change, replace, destroy } = countActions(plan);
  const parts = [
    [create, 'made'],
    [adopt, 'taken over'],
    [change, 'changed'],
  ] as const;
  // `8 items are made, 1 changed.`
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word], index) =>
      index > 0
        ? `${count} ${word}`
        : `${plural(count, 'item')} ${count === 1 ? 'is' : 'are'} ${word}`,
    );
  const lost = replace + destroy;
  return (
    <>
      {words.length > 0 && `${words.join(', ')}. `}
      {lost > 0 && (
        <b class="bad">
          {plural(lost, 'item')} {lost === 1 ? 'is' : 'are'} destroyed
          {replace > 0 && `, of which ${replace} made anew`}.{' '}
        </b>
      )}
    </>
  );
}

/** What somebody else made is only used, and what is there only lost, after a yes for each. */
function Consent(props: {
  readonly items: readonly PlanItem[];
  readonly legend: string;
}): VNode | null {
  const { items, legend } = props;
  if (items.length === 0) return null;
  return (
    <fieldset class="consent">
      <legend>{legend}</legend>
      {items.map((item) => (
        <Checkbox
          key={item.id}
          label={item.id === item.name ? item.name : `${kinds[item.id] ?? item.id} ${item.name}`}
          checked={consented.value.includes(item.id)}
          onChange={(checked) => {
            const others = consented.value.filter((id) => id !== item.id);
            consented.value = checked ? [...others, item.id] : others;
          }}
        />
      ))}
    </fieldset>
  );
}

const kinds: Readonly<Record<string, string>> = {
  network: 'Network',
  subnet: 'Subnet',
  'security-group': 'Security group',
  'service-account': 'Service account',
  gitlab: 'GitLab instance',
  address: 'Address',
  machine: 'Machine',
};

function offWords(blockers: readonly string[], open: readonly PlanItem[]): string | undefined {
  if (blockers.length > 0) return blockers.join('\n');
  if (open.length === 0) return undefined;
  const lost = open.some(({ action }) => action === 'replace' || action === 'destroy');
  return `Tick first what may be ${lost ? 'destroyed' : 'used'}: ${open.map((item) => item.name).join(', ')}`;
}
