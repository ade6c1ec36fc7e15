import { render, type VNode } from 'preact';
import { Icon } from '../../ui/Controls';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import './plan.css';
import './progress.css';
import './consent.css';
import { Agree } from './Agree';
import { ask } from './client';
import { Document } from './Document';
import { announced, state, trouble } from './model';
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
            <Troubles problem={current.problem} />
            <Document state={current} />
          </main>
          {current.run ? (
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

function Troubles({ problem }: { readonly problem: string | undefined }): VNode {
  return (
    <>
      {problem !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="error" />
          <span class="grow">{problem}</span>
          <button type="button" class="link" onClick={() => ask('refresh')}>
            Try again
          </button>
        </div>
      )}
      {trouble.value !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="error" />
          <span class="grow">{trouble.value}</span>
          <button
            type="button"
            class="link"
            onClick={() => {
              trouble.value = undefined;
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
