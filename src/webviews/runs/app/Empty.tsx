import { type VNode } from 'preact';
import { whyNothing } from '../../../model/query/whyNothing';
import { plural } from '../../../model/words';
import { Button } from '../../ui/Controls';
import { rows } from './data';
import { state } from './model';
import { Skeleton } from './table/Skeleton';
import { asked, query, queryNames, queryText, setQuery } from './query/queryState';

/** Says which part of the query leaves nothing, and offers to go on without it. */
export function NoMatch(): VNode {
  const why = whyNothing(query.value.syntax, queryNames.value, asked.value, Date.now());
  return (
    <div class="empty">
      <h2>No run matches “{queryText.value}”</h2>
      <p>{why?.message ?? `${plural(rows.value.length, 'run')} are there without it.`}</p>
      {why && why.count > 0 && why.without !== '' && (
        <>
          <Button primary onClick={() => setQuery(why.without)}>
            Drop {why.part}: {plural(why.count, 'run')}
          </Button>{' '}
        </>
      )}
      <Button onClick={() => setQuery('')}>Drop the filter</Button>
    </div>
  );
}

export function Empty(): VNode {
  if (state.value.readAt === undefined) {
    return state.value.problem === undefined ? (
      <Skeleton />
    ) : (
      <div class="empty">The runs could not be read.</div>
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
