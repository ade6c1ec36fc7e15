import { buildFrame } from '../../../../src/model/frame/buildFrame';
import { type RunFrame } from '../../../../src/model/frame/frame';
import { type RunId } from '../../../../src/model/ids';
import { matchingRows, type QueryData, queryData } from '../../../../src/model/query/evaluate';
import { QueryNames } from '../../../../src/model/query/names';
import { parseQuery } from '../../../../src/model/query/parse';
import { type ParsedQuery, planQuery } from '../../../../src/model/query/plan';
import { type Run, sortedByName } from '../../../../src/model/run';

export const now = new Date(2026, 8, 18, 12).getTime();
const day = 86_400_000;

interface Spec {
  readonly name: string;
  readonly ago?: number;
  readonly status?: Run['status'];
  readonly params?: Record<string, string>;
  readonly tags?: Record<string, string>;
  /** Points in the order of logging. */
  readonly metrics?: Record<string, readonly number[]>;
  readonly took?: number;
  readonly branch?: string;
  readonly sha?: string;
}

const specs: readonly Spec[] = [
  {
    name: 'swift-heron',
    ago: 0.1,
    params: { model: 'RandomForest', lr: '1e-3', depth: '5' },
    tags: { stage: 'new', 'data set': 'v2' },
    metrics: { AUC: [0.9, 0.84], log_loss: [0.3, 0.2] },
    took: 90,
    branch: 'main',
    sha: 'c92d0e6aaa',
  },
  {
    name: 'bold-lynx',
    ago: 2.5,
    params: { model: 'RandomForest', lr: '0.01', depth: '12' },
    tags: { stage: 'old' },
    metrics: { AUC: [0.81], log_loss: [0.4], 'val.acc': [0.5] },
    took: 400,
    branch: 'feature/x',
  },
  {
    name: 'quiet fox',
    ago: 5,
    status: 'failed',
    params: { model: 'Ridge', lr: 'auto' },
    metrics: { AUC: [Number.NaN], 'val/acc 1': [0.7] },
  },
  {
    name: 'brisk-🦊',
    ago: 30,
    status: 'running',
    params: { model: 'ridge', size: '3', '<b>x</b>': '"quoted"' },
    tags: { size: 'L' },
    metrics: { AUC: [Number.POSITIVE_INFINITY], 'loss.min': [3] },
  },
];

/** Four runs that have a little of everything, as columns. */
export const frame: RunFrame = buildFrame(
  specs.map((spec, index) => ({
    run: toRun(spec, index),
    experiment: 'Loans',
    version: undefined,
  })),
);
export const starred = new Set([frame.rows[1]!.id]);
export const names = new QueryNames(frame.columns);
export const data: QueryData = queryData(
  frame.rows,
  frame.columns.filter((info) => info.kind !== 'metric').map((info) => info.key),
  starred,
  (ref) => frame.column(ref),
);

export function plan(text: string): ParsedQuery {
  return planQuery(parseQuery(text), names, now);
}

/** First names of the runs that match: `swift bold`. A problem as `problem@start-end message`. */
export function found(text: string): string {
  const { problem, test } = plan(text);
  if (problem) return `problem@${problem.start}-${problem.end} ${problem.message}`;
  const rows = [...matchingRows(test, data)];
  return rows.map((row) => frame.rows[row]!.name.split(/[- ]/)[0]).join(' ');
}

function toRun(spec: Spec, index: number): Run {
  const createdAt = now - (spec.ago ?? 0) * day;
  const list = (record: Record<string, string> = {}): Run['params'] =>
    sortedByName(Object.entries(record).map(([name, value]) => ({ name, value })));
  return {
    id: `gid://gitlab/Ml::Candidate/${index + 1}` as RunId,
    iid: index + 1,
    eid: `eid${index}`,
    experimentId: 'gid://gitlab/Ml::Experiment/1' as Run['experimentId'],
    name: spec.name,
    status: spec.status ?? 'finished',
    creator: { username: 'anna', name: 'Anna' },
    createdAt,
    startedAt: undefined,
    endedAt: spec.took === undefined ? undefined : createdAt + spec.took * 1000,
    params: list(spec.params),
    tags: list(spec.tags),
    metrics: Object.entries(spec.metrics ?? {}).map(([name, values]) => {
      const points = values.map((value, step) => ({ value, step }));
      return { name, points, latest: points.at(-1)! };
    }),
    historyComplete: true,
    job:
      spec.branch === undefined
        ? undefined
        : {
            id: (1000 + index) as never,
            name: 'train',
            status: 'success',
            ref: spec.branch,
            sha: spec.sha,
            webUrl: undefined,
          },
    packageId: undefined,
    webUrl: '',
  };
}
