import {
  type ExperimentId,
  type JobId,
  type ModelId,
  type PackageId,
  type RunId,
} from '../../src/model/ids';
import { type Metric, type Run, sortedByName } from '../../src/model/run';
import { buildFrame } from '../../src/model/frame/buildFrame';
import { type RunFrame } from '../../src/model/frame/frame';
import { type RunsState } from '../../src/webviews/runs/contract';

/** Generated runs: the same numbers each time. */
export interface RunsSpec {
  readonly count: number;
  /** Beside AUC, f1-score, log_loss and fit_s. */
  readonly furtherMetrics?: number;
  readonly hostile?: boolean;
}

export const hostileName = '<img src=x onerror=alert(1)>';
const hostileNames = [
  hostileName,
  '"><script>document.title="taken"</script>',
  '🦊🦊 лисица-лиса-очень-длинное-имя-запуска-которое-никуда-не-помещается-и-всё-равно-видно 🦊',
  '../../../etc/passwd',
  '\u202Egnp.exe\u202C javascript:alert(1)',
];

export function makeRuns(spec: RunsSpec): Run[] {
  const random = generator(7);
  return Array.from({ length: spec.count }, (_one, index) => makeRun(index, spec, random));
}

const adjectives = [
  'swift',
  'loyal',
  'bold',
  'agile',
  'quiet',
  'glad',
  'brisk',
  'dapper',
  'bright',
];
const animals = ['heron', 'bat', 'lynx', 'hare', 'fox', 'dove', 'tern', 'frog', 'toad', 'otter'];

function makeRun(index: number, spec: RunsSpec, random: () => number): Run {
  const id = `gid://gitlab/Ml::Candidate/${index + 1}` as RunId;
  const name =
    (spec.hostile === true ? hostileNames[index] : undefined) ??
    `${adjectives[index % 9] ?? ''}-${animals[(index * 7) % 10] ?? ''}-${100 + index}`;
  const running = index === 6;
  const strength = random();
  const branch = 1 + Math.floor(random() * 4);
  const sha = (0xc92d0e6 + index * 7919 * 31).toString(16).padStart(8, 'a').repeat(5);
  const auc = 0.79 + strength * 0.06;
  const trees = 100 * (2 + Math.floor(random() * 6));
  const logged = running ? Math.round(trees * 0.55) : trees;
  const metrics: Metric[] = [
    curve('AUC', logged, (share) => auc - 0.06 * Math.exp(-5 * share) + (random() - 0.5) * 0.008),
    curve(
      'log_loss',
      logged,
      (share) => 0.7 - auc * 0.28 + 0.15 * Math.exp(-4 * share) + random() * 0.004,
    ),
    ...(running ? [] : [single('f1-score', 0.84 + strength * 0.05 + random() * 0.01)]),
    single('fit_s', 20 + trees / 9 + random() * 12),
    ...Array.from({ length: spec.furtherMetrics ?? 0 }, (_one, extra) =>
      single(`quality_of_segment_${extra + 1}_precision`, random()),
    ),
  ];
  if (spec.hostile === true) {
    metrics.push(
      single('odd_loss', [Number.NaN, Number.POSITIVE_INFINITY, -1e-9, 1e12][index % 4] ?? 0),
    );
    metrics.push(single('"><b>metric</b>', random()));
  }
  return {
    id,
    iid: index + 1,
    eid: `${'0'.repeat(24)}${String(index).padStart(8, '0')}`,
    experimentId: 'gid://gitlab/Ml::Experiment/1' as ExperimentId,
    name,
    status: running
      ? 'running'
      : index % 17 === 11
        ? 'failed'
        : index % 23 === 19
          ? 'killed'
          : 'finished',
    creator: { username: 'anna', name: 'Anna' },
    createdAt: Date.UTC(2026, 8, 18, 12) - index * 3_700_000,
    startedAt: undefined,
    endedAt: undefined,
    params: sortedByName([
      { name: 'n_estimators', value: String(trees) },
      { name: 'max_depth', value: String(4 + 2 * Math.floor(random() * 9)) },
      { name: 'RANDOM_SEED', value: String([42, 17, 7, 23, 6][Math.floor(random() * 5)]) },
      { name: 'criterion', value: random() > 0.5 ? 'entropy' : 'gini' },
      { name: 'class_weight', value: 'None' },
      ...(index % 3 === 0 ? [{ name: 'max_leaf_nodes', value: String(10 * trees) }] : []),
      ...(spec.hostile === true ? [{ name: '<b>p</b>', value: '<script>alert(2)</script>' }] : []),
    ]),
    metrics: metrics.sort((a, b) => (a.name < b.name ? -1 : 1)),
    tags: sortedByName([
      { name: 'data', value: index % 5 === 0 ? 'v2' : 'v3' },
      { name: 'gitlab.CI_JOB_ID', value: String(1000 + index) },
    ]),
    historyComplete: true,
    job: {
      id: (1000 + index) as JobId,
      name: 'trigger_train',
      status: running ? 'running' : 'success',
      ref: spec.hostile === true && index === 0 ? 'feature/<i>x</i>' : `mlops-experiment-${branch}`,
      sha,
      webUrl: `https://gitlab.example/group/project/-/jobs/${1000 + index}`,
    },
    packageId: index % 4 === 3 ? undefined : ((500 + index) as PackageId),
    webUrl: `https://gitlab.example/group/project/-/ml/candidates/${index + 1}`,
  };
}

function single(name: string, value: number): Metric {
  const point = { value, step: 0 };
  return { name, latest: point, points: [point] };
}

function curve(name: string, last: number, at: (share: number) => number): Metric {
  const points = Array.from({ length: 41 }, (_one, index) => ({
    step: Math.round((last * index) / 40),
    value: at(index / 40),
  }));
  return { name, points, latest: points.at(-1) ?? { value: 0, step: 0 } };
}

/** @param projectOf path of the project of a run, where there are several */
export function runsFrame(
  runs: readonly Run[],
  projectOf: (run: Run) => string = () => 'group/project',
): RunFrame {
  return buildFrame(
    runs.map((run, index) => ({
      run,
      experiment: 'Loan_prediction',
      project: projectOf(run),
      version: index === 9 ? 'loan-prediction-demo 0.1.0' : undefined,
    })),
  );
}

export function runsState(runs: readonly Run[], parts: Partial<RunsState> = {}): RunsState {
  return {
    opened: { places: [{ experiments: undefined }], title: 'Loan_prediction' },
    title: 'Loan_prediction',
    project: 'group/project',
    revision: 1,
    readAt: Date.now() - 4_000,
    loading: false,
    progress: undefined,
    problem: undefined,
    notes: [],
    keyMetric: 'AUC',
    baseline: runs[9]?.id,
    models: [
      {
        id: 'gid://gitlab/Ml::Model/1' as ModelId,
        name: 'loan-prediction-demo',
        latestVersion: { id: 'v' as never, version: '0.1.0' },
      },
    ],
    page: { number: 1, kind: 'table' },
    ...parts,
  };
}

/** A small linear generator: pictures and tests see the same runs everywhere. */
function generator(seed: number): () => number {
  let value = seed;
  return () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return value / 2_147_483_648;
  };
}
