import { type VNode } from 'preact';
import { plural } from '../../../model/words';
import { Button } from '../../ui/Controls';
import { rows } from './data';
import { state } from './model';
import { queryText, setQuery } from './query/queryState';

export function NoMatch(): VNode {
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

export function Empty(): VNode {
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
