/** The constants at the top of the sample's `loan_prediction.py` that somebody has tried to change. */
export interface Constants {
  readonly RANDOM_SEED: number;
  readonly N_EPOCHS: number;
  readonly LEARNING_RATE: number;
  readonly L2_PENALTY: number;
  readonly MAX_DEPTH: number;
  readonly MIN_LEAF: number;
  readonly N_ESTIMATORS: number;
}

export const firstConstants: Constants = {
  RANDOM_SEED: 42,
  N_EPOCHS: 60,
  LEARNING_RATE: 0.1,
  L2_PENALTY: 0.02,
  MAX_DEPTH: 6,
  MIN_LEAF: 8,
  N_ESTIMATORS: 120,
};

export interface PlannedCommit {
  readonly message: string;
  readonly change: Partial<Constants>;
  /** Variables of each play of the training job, in their order. */
  readonly plays: readonly Partial<Constants>[];
}

export interface PlannedBranch {
  readonly name: string;
  /** Of the merge request. */
  readonly title: string;
  readonly description: string;
  /** Login. */
  readonly author: string;
  readonly merged: boolean;
  readonly commits: readonly PlannedCommit[];
}

/** Who works in the group beside its owner: login and name. */
export const colleagues = [
  ['boris', 'Boris Ivanov'],
  ['vera', 'Vera Sokolova'],
] as const;

const seeds = (...values: number[]): Partial<Constants>[] =>
  values.map((RANDOM_SEED) => ({ RANDOM_SEED }));

/** A few weeks of a small team's work, oldest first. */
export const plannedBranches: readonly PlannedBranch[] = [
  {
    name: 'mlops-experiment-1',
    title: 'Let trees grow deeper',
    description: 'Six levels are too few for the thresholds in the data.',
    author: 'anna',
    merged: true,
    commits: [
      {
        message: 'Try twelve levels',
        change: { MAX_DEPTH: 12 },
        plays: [{}, ...seeds(7, 17), { MIN_LEAF: 16 }, { MIN_LEAF: 24 }],
      },
      {
        message: 'Settle on nine levels',
        change: { MAX_DEPTH: 9 },
        plays: [{}, ...seeds(7, 17, 23, 88, 101), { MIN_LEAF: 5 }, { MIN_LEAF: 12 }],
      },
    ],
  },
  {
    name: 'mlops-experiment-2',
    title: 'More trees in the forest',
    description: 'How many trees until nothing is won any more?',
    author: 'boris',
    merged: false,
    commits: [
      {
        message: 'Grow 300 trees',
        change: { N_ESTIMATORS: 300 },
        plays: [{}, ...seeds(7, 17), { N_ESTIMATORS: 40 }, { N_ESTIMATORS: 80 }],
      },
      {
        message: 'Grow 600 trees',
        change: { N_ESTIMATORS: 600 },
        plays: [{}, ...seeds(7, 17, 23), { N_ESTIMATORS: 450 }, { N_ESTIMATORS: 700 }],
      },
      {
        message: 'Allow smaller leaves',
        change: { MIN_LEAF: 4 },
        plays: [{}, ...seeds(7, 17, 23, 88), { MIN_LEAF: 2 }, { MIN_LEAF: 6 }],
      },
    ],
  },
  {
    name: 'mlops-experiment-3',
    title: 'A slower descent',
    description: 'A smaller step and more epochs for the logistic regression.',
    author: 'vera',
    merged: false,
    commits: [
      {
        message: 'Halve the learning rate',
        change: { LEARNING_RATE: 0.05 },
        plays: [{}, { LEARNING_RATE: 0.2 }, { LEARNING_RATE: 0.02 }, ...seeds(7, 17)],
      },
      {
        message: 'Train for 150 epochs',
        change: { N_EPOCHS: 150 },
        plays: [{}, { N_EPOCHS: 240 }, { N_EPOCHS: 90 }, ...seeds(7, 17, 23)],
      },
      {
        message: 'Weaken the penalty',
        change: { L2_PENALTY: 0.005 },
        plays: [{}, { L2_PENALTY: 0.001 }, { L2_PENALTY: 0.05 }, ...seeds(7, 17, 23, 88)],
      },
    ],
  },
  {
    name: 'mlops-experiment-4',
    title: 'Fewer, deeper trees',
    description: 'The same AUC for half of the time?',
    author: 'anna',
    merged: false,
    commits: [
      {
        message: 'Grow 200 trees of 14 levels',
        change: { N_ESTIMATORS: 200, MAX_DEPTH: 14 },
        plays: [{}, ...seeds(7, 17), { MAX_DEPTH: 18 }, { MAX_DEPTH: 16, MIN_LEAF: 5 }],
      },
      {
        message: 'Keep leaves of five',
        change: { MIN_LEAF: 5 },
        plays: [{}, ...seeds(7, 17, 23, 88, 101, 64), { N_ESTIMATORS: 240 }],
      },
    ],
  },
];

/** The sample's program with other constants. Everything else stays as it is. */
export function withConstants(program: string, change: Partial<Constants>): string {
  return Object.entries(change).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name} = .*$`, 'm'), `${name} = ${value}`),
    program,
  );
}
