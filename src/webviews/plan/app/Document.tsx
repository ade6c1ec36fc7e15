import { type VNode } from 'preact';
import { countActions, type Plan, type PlanAction } from '../../../model/plan';
import { clockText } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { ask } from './client';
import { DriftBanner } from './Differences';
import { Items } from './Items';
import { asking } from './model';
import { Notes } from './Notes';
import { Owner } from './Owner';
import { Quotas } from './Quotas';
import { Roles } from './Roles';
import { actions, totalWords } from './words';

/** The plan, to be read from top to bottom before anything is agreed to. */
export function Document({ state }: { readonly state: PlanState }): VNode {
  const { plan, loading } = state;
  return (
    <>
      <header class="title">
        <div class="grow">
          <h1>
            {state.way === 'terraform' ? 'Terraform' : 'Environment'} plan
            {state.name === '' ? '' : `: ${state.name}`}
          </h1>
          <p class="faint">{plan ? origin(plan, state.agreedAt) : 'not read yet'}</p>
        </div>
        {plan && <Total plan={plan} />}
      </header>
      {state.destroyed && (
        <div class="message">
          <Icon name="trash" />
          <span>
            <b>The environment was destroyed.</b> What it had made is taken back; what was not ours
            is still there. Below is what it would take to create it again.
          </span>
        </div>
      )}
      <div class="bar">
        {plan &&
          (state.run?.kind === 'destroy' && state.way === 'native' ? (
            <span class="faint">Being taken back; what is not ours stays.</span>
          ) : (
            <Counts plan={plan} />
          ))}
        <span class="tools">
          {loading && (
            <span class="faint" role="status">
              <Icon name="loading~spin" /> <span class="doing">{doingWords(state)}</span>
            </span>
          )}
          <button type="button" class="link" disabled={loading} onClick={() => ask('refresh')}>
            <Icon name="refresh" /> {state.way === 'terraform' ? 'Plan again' : 'Refresh'}
          </button>
          {plan && !state.run && state.way === 'native' && (
            <button
              type="button"
              class="link"
              disabled={asking.busy.value}
              onClick={() => ask('change')}
            >
              <Icon name="edit" /> Change…
            </button>
          )}
          <button
            type="button"
            class="link"
            disabled={!plan || asking.waits('copyMarkdown')}
            onClick={() => ask('copyMarkdown')}
          >
            <Icon name="copy" /> Copy as Markdown
          </button>
          <button
            type="button"
            class="link"
            disabled={!plan || asking.waits('exportTerraform')}
            onClick={() => ask('exportTerraform')}
          >
            <Icon name="export" /> Export as Terraform
          </button>
        </span>
      </div>
      <Owner state={state} />
      {state.way === 'native' && <DriftBanner state={state} />}
      {plan ? <Body state={state} plan={plan} /> : <Nothing state={state} />}
    </>
  );
}

/** Before anything is agreed to, the notes stand beside the button. */
function Body({ state, plan }: { readonly state: PlanState; readonly plan: Plan }): VNode {
  return (
    <>
      <Items plan={plan} run={state.run} />
      <div class="facts">
        <Quotas plan={plan} />
        {state.run ? <Notes plan={plan} /> : <Roles plan={plan} />}
      </div>
    </>
  );
}

/** Grey rows at once, so that nothing jumps when the plan arrives. */
function Nothing({ state: { loading, way } }: { readonly state: PlanState }): VNode {
  if (!loading && way === 'terraform') {
    return (
      <div class="nothing">
        <p class="faint">
          Terraform has not planned yet. It reads its state and the cloud, changes nothing, and
          shows here what it would do.
        </p>
        <Button primary icon="checklist" onClick={() => ask('refresh')}>
          Plan with Terraform
        </Button>
      </div>
    );
  }
  if (!loading) return <p class="faint">Nothing is read yet. Refresh asks the cloud.</p>;
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: 10 }, (_one, index) => (
        <div key={index} style={{ width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

function doingWords({ way, doing }: PlanState): string {
  if (way === 'native') return 'reading the cloud';
  return doing === undefined || doing === '' ? 'Terraform plans' : `Terraform: ${doing}`;
}

function origin(plan: Plan, agreedAt: number | undefined): string {
  return [
    `${plan.cloudName} / ${plan.folderName}`,
    ...(plan.terraform ? [plan.terraform.program, plan.terraform.folder] : [plan.blueprint.zone]),
    `read ${clockText(plan.readAt)}${agreedAt === undefined ? '' : `, agreed ${momentText(agreedAt, plan.readAt)}`}`,
  ].join(' · ');
}

/** With its day when that is another one. */
function momentText(at: number, now: number): string {
  const day = (ms: number): string =>
    new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return day(at) === day(now) ? clockText(at) : `${day(at)} ${clockText(at)}`;
}

function Total({ plan }: { readonly plan: Plan }): VNode {
  const { hour, month, atLeast } = totalWords(plan.total);
  return (
    <div class="total">
      <div>
        {atLeast && <span class="faint">at least </span>}
        <b>{hour}</b> <span class="faint">per hour</span>
      </div>
      <div class="faint">{month} per month</div>
    </div>
  );
}

const order: readonly PlanAction[] = [
  'blocked',
  'destroy',
  'replace',
  'create',
  'adopt',
  'change',
  'keep',
  'exists',
];

function Counts({ plan }: { readonly plan: Plan }): VNode {
  const counts = countActions(plan);
  return (
    <>
      {order
        .filter((action) => counts[action] > 0)
        .map((action) => (
          <span key={action} class={actions[action].tone}>
            <Icon name={actions[action].icon} /> {counts[action]} {actions[action].counted}
          </span>
        ))}
      {counts.destroy + counts.replace === 0 && <span class="faint">nothing is deleted</span>}
    </>
  );
}
