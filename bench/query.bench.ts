import { type FrameColumn } from '../src/model/frame/columns';
import { frameOf } from '../src/model/frame/buildFrame';
import { type ColumnRef } from '../src/model/frame/frame';
import { matchingRows, queryData } from '../src/model/query/evaluate';
import { QueryNames } from '../src/model/query/names';
import { parseQuery } from '../src/model/query/parse';
import { planQuery } from '../src/model/query/plan';
import { type Entry, median } from './entry';
import { largeTable } from './largeRuns';

const shape = { runs: 10_000, metrics: 200, params: 50 };
const rounds = 15;
/** ms within which the table follows what is typed */
const budget = 50;

const queries = {
  'one metric': 'metrics.metric_7 > 0.5',
  'six conditions':
    'metric_7 > 0.2 and metric_90 < 0.9 and (param_1 = "choice 3" or param_2 = "choice 4") and status = finished and param_5 < 0.5',
  'a pattern in a param': 'params.param_3 ~ "*ice 1*"',
  'words in all params': 'otter "choice 11"',
  'failed this week': 'status = failed and created > 7d ago',
};

/** From the text to the rows that match, with all columns in memory as on the page. */
export async function measure(): Promise<readonly Entry[]> {
  const frame = frameOf([
    {
      table: largeTable(shape),
      experiment: 'Loan_prediction',
      project: 'group/project',
      version: () => undefined,
    },
  ]);
  const names = new QueryNames(frame.columns);
  const columns = new Map<ColumnRef, FrameColumn | undefined>();
  const column = (ref: ColumnRef): FrameColumn | undefined => {
    if (!columns.has(ref)) columns.set(ref, frame.column(ref));
    return columns.get(ref);
  };
  const searched = frame.columns.filter(({ kind }) => kind !== 'metric').map(({ key }) => key);
  const data = queryData(frame.rows, searched, new Set(), column);
  return Object.entries(queries).map(([name, text]): Entry => {
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const begun = performance.now();
      const { test, problem } = planQuery(parseQuery(text), names, Date.now());
      if (problem) throw new Error(`${text}: ${problem.message}`);
      matchingRows(test, data);
      // The first round also makes the columns.
      if (round > 0) times.push(performance.now() - begun);
    }
    return { name: `query, 10,000 × 250: ${name}`, unit: 'ms', value: median(times), budget };
  });
}
