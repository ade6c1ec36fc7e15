import { render, type VNode } from 'preact';
import { Icon } from '../../ui/Controls';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import './plan.css';
import './progress.css';
import './consent.css';
import { type PlanState } from '../contract';
import { Agree } from './Agree';
import { ask } from './client';
import { Document } from './Document';
import { announced, asking, state } from './model';
import { Progress } from './Progress';

registerControls();

function App(): VNode {
  const current = state.value;
  return (
    <>
      {current === undefined ? (
        <p class="waiting faint">Opening…</p>
      ) : (
        <div class={`page ${current.run ? 'with-run' : ''}`}>
          <main class="document" tabIndex={0} aria-label="Plan">
            <Troubles problem={current.problem} fix={current.problemFix} />
            <Document state={current} />
          </main>
          {current.run && !asks(current) ? (
            <Progress state={current} run={current.run} />
          ) : (
            current.plan && <Agree state={current} plan={current.plan} />
          )}
        </div>
      )}
      <div class="sr-only" role="status">
        {announced.value}
      </div>
    </>
  );
}

function Troubles(props: {
  readonly problem: string | undefined;
  readonly fix: PlanState['problemFix'];
}): VNode {
  const { problem, fix } = props;
  return (
    <>
      {problem !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="error" />
          <span class="grow">{problem}</span>
          {fix === 'unlock-terraform' && (
            <button type="button" class="link" onClick={() => ask('unlock')}>
              Unlock…
            </button>
          )}
          {fix === 'sign-in-cloud' && (
            <button type="button" class="link" onClick={() => ask('signIn')}>
              Sign in…
            </button>
          )}
          {fix === 'open-terraform' && (
            <button type="button" class="link" onClick={() => ask('openTerraform')}>
              Open Terraform plan
            </button>
          )}
          <button type="button" class="link" onClick={() => ask('refresh')}>
            Try again
          </button>
        </div>
      )}
      {asking.trouble.value !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="error" />
          <span class="grow">{asking.trouble.value}</span>
          <button
            type="button"
            class="link"
            onClick={() => {
              asking.trouble.value = undefined;
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </>
  );
}

/** A plan of Terraform waits for a yes, also over an environment that has been worked on before. */
function asks({ plan, run }: PlanState): boolean {
  if (!plan?.terraform || !run || run.state === 'running' || run.state === 'stopping') return false;
  const ended = Math.max(0, ...run.steps.map((step) => step.endedAt ?? 0));
  return plan.readAt > ended;
}

const root = document.getElementById('app');
if (root) render(<App />, root);
