import { type Project } from '../world';
import { type Candidate, type Experiment } from '../mlRows';
import { createExperiment, type Ctx, experimentByName } from './experiments';
import { generator } from './generator';
import { nickname } from './nickname';

export interface SeededRuns {
  readonly project: Project;
  /** Name of an experiment, made when it is not there. */
  readonly experiment: string;
  readonly runs: number;
  /** Names of metrics per run. */
  readonly metrics: number;
  readonly params: number;
  /** Logged points of each metric. Default 1. */
  readonly points?: number;
  /** Equal seeds give equal runs. Default 1. */
  readonly seed?: number;
}

const metricNames = [
  'loss',
  'val_loss',
  'accuracy',
  'val_accuracy',
  'auc',
  'f1',
  'precision',
  'recall',
];
const paramChoices: Readonly<Record<string, readonly string[]>> = {
  learning_rate: ['0.3', '0.1', '0.03', '0.01', '0.003', '0.001'],
  max_depth: ['3', '5', '7', '9', '12'],
  n_estimators: ['100', '200', '500', '1000'],
  model: ['logistic_regression', 'decision_tree', 'random_forest', 'gradient_boosting'],
  random_seed: ['7', '21', '42', '1234'],
  scaler: ['none', 'standard', 'robust'],
};
const branches = ['main', 'mlops-experiment-1', 'mlops-experiment-2', 'feature/wider-trees'];
const minute = 60_000;

/**
 * Writes runs as a training would have logged them, straight into the tables: learning curves that fall or rise
 * with some noise, hyperparameters from a grid, a few failures. Meant for demonstrations and measurements.
 */
export function seedRuns(context: Ctx, wanted: SeededRuns): Experiment {
  const { world } = context;
  const { project } = wanted;
  const userId = project.creatorId;
  const experiment =
    experimentByName(world, project, wanted.experiment) ??
    createExperiment(context, project, userId, wanted.experiment);
  const random = generator(wanted.seed ?? 1);
  const metrics = names(metricNames, 'metric', wanted.metrics);
  const params = names(Object.keys(paramChoices), 'param', wanted.params);
  const begin = context.now() - wanted.runs * 10 * minute;
  for (let index = 0; index < wanted.runs; index++) {
    const startTime = begin + index * 10 * minute;
    const run: Candidate = {
      id: world.nextId('candidates'),
      iid: world.nextId(`candidates/${project.id}`),
      eid: uuid(random),
      projectId: project.id,
      experimentId: experiment.id,
      name: nickname((below) => Math.floor(random() * below)),
      status: statusFor(random()),
      userId,
      startTime,
      endTime: startTime + Math.round((1 + random() * 8) * minute),
      createdAt: startTime,
      params: params.map((name) => ({
        id: world.nextId('candidateParams'),
        name,
        value: choice(name, random),
      })),
      metadata: [
        tag(world.nextId('candidateMetadata'), 'mlflow.source.name', 'loan_prediction.py'),
        tag(world.nextId('candidateMetadata'), 'branch', pick(branches, random)),
      ],
      metrics: [],
    };
    logCurves(context, run, metrics, wanted.points ?? 1, random);
    world.tables.candidates.push(run);
  }
  world.changed();
  return experiment;
}

/** All metrics of a step, then the next step, as a training loop logs. */
function logCurves(
  { world }: Ctx,
  run: Candidate,
  metrics: readonly string[],
  points: number,
  random: () => number,
): void {
  const curves = metrics.map((name) => ({
    name,
    falls: name.includes('loss') || /\d*[13579]$/.test(name),
    reach: 0.5 + random() * 0.45,
    speed: 1 + random() * 4,
  }));
  const length = (run.endTime ?? run.startTime) - run.startTime;
  for (let step = 0; step < points; step++) {
    const progress = (step + 1) / points;
    const trackedAt = run.startTime + Math.round(length * progress);
    for (const { name, falls, reach, speed } of curves) {
      const learned = reach * (1 - Math.exp(-speed * progress)) + (random() - 0.5) * 0.02;
      run.metrics.push({
        id: world.nextId('candidateMetrics'),
        name,
        value: Math.round((falls ? 1 - learned : learned) * 1e6) / 1e6,
        step,
        trackedAt,
      });
    }
  }
}

function names(known: readonly string[], word: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => known[at] ?? `${word}_${at + 1}`);
}

function choice(param: string, random: () => number): string {
  const values = paramChoices[param];
  return values ? pick(values, random) : (Math.round(random() * 1e4) / 1e4).toString();
}

function statusFor(draw: number): Candidate['status'] {
  if (draw < 0.93) return 'finished';
  return draw < 0.98 ? 'failed' : 'killed';
}

function tag(id: number, name: string, value: string): Candidate['metadata'][number] {
  return { id, name, value };
}

function pick(values: readonly string[], random: () => number): string {
  return values[Math.floor(random() * values.length)] ?? '';
}

function uuid(random: () => number): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}
