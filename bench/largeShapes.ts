import { type LargeRuns } from './largeRuns';

export interface LargeShape extends LargeRuns {
  readonly name: string;
  readonly budgets: boolean;
}

/** The tables that a page has to carry. */
export const largeShapes: readonly LargeShape[] = [
  {
    name: '10,000 runs × 200 metrics × 50 params',
    runs: 10_000,
    metrics: 200,
    params: 50,
    budgets: true,
  },
  {
    name: '1,500 runs × 1,500 metrics × 150 params',
    runs: 1_500,
    metrics: 1_500,
    params: 150,
    budgets: true,
  },
  {
    name: '2,000 runs with 12,000 metric names',
    runs: 2_000,
    metrics: 60,
    params: 20,
    metricNames: 12_000,
    budgets: false,
  },
];
