import { render, type VNode } from 'preact';
import { type DestroyPlan } from '../../../model/destroyPlan';
import { currencySign } from '../../../model/environment';
import { plural } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import './destroy.css';
import { type DestroyState } from '../contract';
import { ask } from './client';
import { Confirm } from './Confirm';
import { asking, state } from './model';
import { Preview } from './Preview';

registerControls();

function App(): VNode {
  const current = state.value;
  if (!current) return <p class="waiting faint">Opening…</p>;
  const { plan } = current;
  if (current.gone && !current.loading) return <Gone />;
  return (
    <div class="page">
      <main class="document" tabIndex={0} aria-label="What would go and what would stay">
        <Head state={current} />
        <Troubles problem={current.problem} />
        {current.busy && <Busy />}
        {plan ? <Preview state={current} plan={plan} /> : <Nothing loading={current.loading} />}
      </main>
      {plan && !current.busy && <Confirm state={current} plan={plan} />}
    </div>
  );
}

function Head({ state: current }: { readonly state: DestroyState }): VNode {
  const { plan, cost, loading } = current;
  return (
    <>
      <header class="title">
        <div class="grow">
          <h1>Destroy {current.name}</h1>
          <p class="faint">{current.folderName === '' ? '' : `Folder ${current.folderName}`}</p>
        </div>
        {cost && (
          <div class="total">
            <b>
              {cost.now.toFixed(2)} {currencySign(cost.currency)}/h
            </b>
            <p class="faint">is what it costs now</p>
          </div>
        )}
      </header>
      <div class="bar">
        {plan && <Counts plan={plan} />}
        <span class="tools">
          {loading && (
            <span class="faint" role="status">
              <Icon name="loading~spin" /> reading the cloud
            </span>
          )}
          <button type="button" class="link" disabled={loading} onClick={() => ask('refresh', {})}>
            <Icon name="refresh" /> Refresh
          </button>
          <button
            type="button"
            class="link"
            disabled={!plan || asking.waits('copyMarkdown')}
            onClick={() => ask('copyMarkdown', {})}
          >
            <Icon name="copy" /> Copy as Markdown
          </button>
        </span>
      </div>
    </>
  );
}

function Counts({ plan }: { readonly plan: DestroyPlan }): VNode {
  const goes = plan.items.filter((item) => item.action === 'delete').length;
  const kept = plan.items.filter((item) => item.action === 'keep' || item.action === 'lost').length;
  const costs = plan.leftovers.filter((one) => one.costs).length;
  return (
    <>
      <span class="bad">
        <Icon name="trash" /> {goes} to delete
      </span>
      <span class="faint">
        <Icon name="shield" /> {kept + plan.leftovers.length} to stay
      </span>
      {costs > 0 && (
        <span class="warn">
          <Icon name="credit-card" /> {plural(costs, 'leftover')} to go on costing
        </span>
      )}
    </>
  );
}

function Troubles({ problem }: { readonly problem: string | undefined }): VNode | null {
  const text = asking.trouble.value ?? problem;
  if (text === undefined) return null;
  return (
    <div class="message problem" role="alert">
      <Icon name="error" />
      <span class="grow">{text}</span>
      <button type="button" class="link" onClick={() => ask('refresh', {})}>
        Try again
      </button>
    </div>
  );
}

function Busy(): VNode {
  return (
    <div class="message">
      <Icon name="info" />
      <span class="grow">The environment is being worked on at the moment.</span>
      <button type="button" class="link" onClick={() => ask('showProgress', {})}>
        Show progress
      </button>
    </div>
  );
}

function Nothing({ loading }: { readonly loading: boolean }): VNode | null {
  if (!loading) return null;
  return (
    <div class="skeleton" aria-hidden="true">
      {[72, 64, 80, 58, 70, 62].map((width) => (
        <div key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function Gone(): VNode {
  return (
    <main class="document">
      <h1>There is no environment here</h1>
      <p>Everything that it had made is taken back. What stays was named before.</p>
      <div class="buttons">
        <Button icon="refresh" onClick={() => ask('refresh', {})}>
          Look again
        </Button>
      </div>
    </main>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
