import { render, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { agoText, plural } from '../../../model/words';
import { Button, Checkbox, Icon, IconButton } from '../../ui/Controls';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import 'uplot/dist/uPlot.min.css';
import './runs.css';
import './table.css';
import './charts/charts.css';
import './compare/compare.css';
import './promote/promote.css';
import { Charts } from './charts/Charts';
import { client, tell } from './client';
import { Compare } from './compare/Compare';
import { rows } from './data';
import {
  announced,
  chartsShown,
  columns,
  differing,
  order,
  promotable,
  selected,
  state,
  view,
} from './model';
import { Promote } from './promote/Promote';
import { queryText, setQuery } from './query/queryState';
import { Table } from './Table';

registerControls();

function App(): VNode {
  const shown = view.value;
  // After a reload the page knows where it was before it knows the runs.
  const read = state.value.readAt !== undefined;
  return (
    <>
      {(shown.kind === 'table' || !read) && <Runs />}
      {shown.kind === 'compare' && read && <Compare />}
      {shown.kind === 'promote' && read && <Promote key={shown.run} run={shown.run} />}
      <div class="sr-only" role="status">
        {announced.value}
      </div>
    </>
  );
}

function Runs(): VNode {
  const { problem, readAt } = state.value;
  const empty = rows.value.length === 0;
  return (
    <main class="runs">
      <Toolbar />
      {problem !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="warning" />
          <span class="grow">
            {problem}{' '}
            {readAt !== undefined && `Shown as of ${new Date(readAt).toLocaleTimeString()}.`}
          </span>
          <button type="button" class="link" onClick={() => tell(client.ask('refresh', {}))}>
            Try again
          </button>
        </div>
      )}
      <div class="runs-body">
        {empty ? <Empty /> : order.value.length === 0 ? <NoMatch /> : <Table />}
        {chartsShown.value && !empty && <Charts />}
      </div>
      <Footer />
    </main>
  );
}

function Toolbar(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const count = selected.value.length;
  useEffect(() => {
    const toFilter = (event: KeyboardEvent): void => {
      const typing = event.composedPath()[0];
      if (event.key !== '/' || typing instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', toFilter);
    return () => document.removeEventListener('keydown', toFilter);
  }, []);
  return (
    <header
      class="toolbar"
      onKeyDown={(event) => {
        if (event.key === 'Escape') setQuery('');
      }}
    >
      <label class="filter">
        <Icon name="filter" />
        <input
          ref={input}
          type="text"
          placeholder="Filter by name, branch, commit, status, parameter or tag"
          aria-label="Filter runs"
          value={queryText.value}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
        {queryText.value !== '' && (
          <>
            <span class="faint">
              {order.value.length} of {rows.value.length}
            </span>
            <IconButton
              icon="close"
              name="Clear the filter"
              onClick={() => {
                setQuery('');
                input.current?.focus();
              }}
            />
          </>
        )}
      </label>
      <Checkbox
        checked={differing.value}
        label="Only what differs"
        onChange={(checked) => {
          differing.value = checked;
        }}
      />
      <Button
        icon="git-compare"
        disabled={count < 2}
        title={count < 2 ? 'Select two runs or more' : undefined}
        onClick={() => {
          view.value = { kind: 'compare', runs: selected.value };
        }}
      >
        {count < 2 ? 'Compare' : `Compare ${count}`}
      </Button>
      <Button
        primary
        disabled={promotable.value === undefined}
        title={promotable.value === undefined ? 'Choose a run first' : undefined}
        onClick={() => {
          if (promotable.value) view.value = { kind: 'promote', run: promotable.value };
        }}
      >
        Promote…
      </Button>
      <IconButton
        icon="graph-line"
        name={chartsShown.value ? 'Hide charts' : 'Show charts'}
        pressed={chartsShown.value}
        onClick={() => {
          chartsShown.value = !chartsShown.value;
        }}
      />
    </header>
  );
}

function Footer(): VNode {
  const { readAt, loading, progress, problem } = state.value;
  const age = readAt === undefined ? 'not read yet' : `updated ${agoText(readAt, Date.now())}`;
  return (
    <footer class="footer">
      <button
        type="button"
        class="link plain"
        title="Refresh"
        onClick={() => tell(client.ask('refresh', {}))}
      >
        {loading && <Icon name="loading~spin" />} {plural(rows.value.length, 'run')} ·{' '}
        {plural(columns.value.length + 1, 'column')} ·{' '}
        {problem === undefined ? age : 'could not refresh'}
      </button>
      {progress && (
        <span class="faint">
          reading {progress.done.toLocaleString('en-US')} of{' '}
          {progress.total.toLocaleString('en-US')}
        </span>
      )}
      <span class="grow">{announced.value}</span>
      <span class="faint legend">
        <span class="good">▲▼</span> better <span class="bad">△▽</span> worse than baseline
      </span>
      <span class="faint keys">
        <kbd>Space</kbd> select <kbd>B</kbd> baseline <kbd>Enter</kbd> promote <kbd>D</kbd> code{' '}
        <kbd>L</kbd> log
      </span>
    </footer>
  );
}

function NoMatch(): VNode {
  return (
    <div class="empty">
      <h2>No run matches “{queryText.value}”</h2>
      <p>{plural(rows.value.length, 'run')} are there without it.</p>
      <Button
        onClick={() => {
          setQuery('');
        }}
      >
        Drop the filter
      </Button>
    </div>
  );
}

function Empty(): VNode {
  if (state.value.readAt === undefined) {
    return (
      <div class="empty">
        {state.value.problem === undefined ? 'Reading the runs…' : 'The runs could not be read.'}
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>No runs yet</h2>
      <p>Log one from Python, on your machine or in a job:</p>
      <pre>
        {`import mlflow
mlflow.set_experiment("Loan_prediction")
with mlflow.start_run(): mlflow.log_metric("AUC", 0.83, step=1)`}
      </pre>
    </div>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
