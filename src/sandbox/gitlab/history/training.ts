import { generator } from '../ml/generator';
import { type Constants } from './plan';

export const methods = ['logistic_regression', 'decision_tree', 'random_forest'] as const;
export type Method = (typeof methods)[number];

/** One point of every curve. */
export interface CurvePoint {
  readonly step: number;
  readonly AUC: number;
  readonly log_loss: number;
  readonly train_log_loss: number;
}

/** What one training of one method would have logged. */
export interface Training {
  readonly params: Readonly<Record<string, string>>;
  readonly folds: readonly number[];
  readonly curve: readonly CurvePoint[];
  readonly final: Readonly<Record<string, number>>;
  readonly tookMs: number;
}

const curvePoints = 24;
const nFolds = 5;
const testShare = 0.3;

/**
 * Numbers as the sample's own trainings give them, without the training: they follow from the constants, so that
 * comparing shows the same tendencies. Equal constants give equal numbers.
 */
export function trained(method: Method, constants: Constants): Training {
  const random = generator(seedOf(method, constants));
  const noise = (width: number): number => (random() + random() - 1) * width;
  // How the data are split changes all methods alike.
  const split = (generator(constants.RANDOM_SEED)() - 0.5) * 0.03;
  const auc = round(quality(method, constants) + split + noise(0.003));
  const loss = round(1.02 - 0.71 * auc + noise(0.006));
  const accuracy = auc - 0.068 + noise(0.006);
  const [precision, recall] = [accuracy + 0.02 + noise(0.01), accuracy + 0.035 + noise(0.01)];
  const seconds = secondsOf(method, constants) * (1 + noise(0.15));
  const folds = Array.from({ length: nFolds }, () => round(accuracy - 0.004 + noise(0.02)));
  return {
    params: paramsOf(method, constants),
    folds,
    curve: curveOf(method, constants, { auc, loss }, random),
    final: {
      'Mean CV score': round(folds.reduce((sum, fold) => sum + fold, 0) / nFolds),
      Accuracy: round(accuracy),
      'f1-score': round((2 * precision * recall) / (precision + recall)),
      Precision: round(precision),
      Recall: round(recall),
      fit_s: round(seconds),
      model_kb: round(kilobytesOf(method, constants) * (1 + noise(0.05))),
    },
    tookMs: Math.round((seconds * (nFolds + 1) + 2) * 1_000),
  };
}

/** Best area under the curve that a method reaches with these constants on the average split. */
function quality(method: Method, constants: Constants): number {
  const { N_EPOCHS, LEARNING_RATE, L2_PENALTY, MAX_DEPTH, MIN_LEAF, N_ESTIMATORS } = constants;
  switch (method) {
    case 'logistic_regression': {
      const learned = 1 - Math.exp((-N_EPOCHS * LEARNING_RATE) / 2.5);
      const away = Math.log10(L2_PENALTY / 0.008);
      return 0.884 * learned + 0.5 * (1 - learned) - 0.006 * away * away;
    }
    case 'decision_tree':
      return 0.846 - 0.0022 * (MAX_DEPTH - 7) ** 2 + 0.01 * Math.log2(MIN_LEAF / 8);
    case 'random_forest': {
      const grown = 1 - Math.exp(-N_ESTIMATORS / 55);
      const depth = 1 - Math.exp(-MAX_DEPTH / 3.2);
      return 0.84 + 0.075 * grown * depth - 0.004 * Math.abs(Math.log2(MIN_LEAF / 5));
    }
  }
}

function secondsOf(method: Method, constants: Constants): number {
  switch (method) {
    case 'logistic_regression':
      return constants.N_EPOCHS * 0.011;
    case 'decision_tree':
      return constants.MAX_DEPTH * 0.034;
    case 'random_forest':
      return (constants.N_ESTIMATORS * Math.min(constants.MAX_DEPTH, 14)) / 190;
  }
}

function kilobytesOf(method: Method, constants: Constants): number {
  const leaves = Math.min(2 ** constants.MAX_DEPTH, 1_400 / constants.MIN_LEAF);
  switch (method) {
    case 'logistic_regression':
      return 1.4;
    case 'decision_tree':
      return leaves * 0.12;
    case 'random_forest':
      return leaves * 0.12 * constants.N_ESTIMATORS;
  }
}

/** Names and values as the sample logs them. */
function paramsOf(method: Method, constants: Constants): Readonly<Record<string, string>> {
  const own = ((): Record<string, number> => {
    switch (method) {
      case 'logistic_regression':
        return {
          epochs: constants.N_EPOCHS,
          learning_rate: constants.LEARNING_RATE,
          l2_penalty: constants.L2_PENALTY,
        };
      case 'decision_tree':
        return { max_depth: constants.MAX_DEPTH, min_leaf: constants.MIN_LEAF };
      case 'random_forest':
        return {
          n_estimators: constants.N_ESTIMATORS,
          max_depth: constants.MAX_DEPTH,
          min_leaf: constants.MIN_LEAF,
        };
    }
  })();
  const common = { random_seed: constants.RANDOM_SEED, test_share: testShare, n_folds: nFolds };
  return Object.fromEntries(
    Object.entries({ method, ...common, ...own }).map(([name, value]) => [name, String(value)]),
  );
}

function stepsOf(method: Method, constants: Constants): number {
  switch (method) {
    case 'logistic_regression':
      return constants.N_EPOCHS;
    case 'decision_tree':
      return constants.MAX_DEPTH;
    case 'random_forest':
      return constants.N_ESTIMATORS;
  }
}

function curveOf(
  method: Method,
  constants: Constants,
  end: { readonly auc: number; readonly loss: number },
  random: () => number,
): readonly CurvePoint[] {
  const steps = stepsOf(method, constants);
  const stride = Math.ceil(steps / curvePoints);
  const speed = 3.5 + random() * 1.5;
  const curve: CurvePoint[] = [];
  for (let step = stride; step <= steps; step += stride) curve.push(pointAt(step));
  if (curve.at(-1)?.step !== steps) curve.push(pointAt(steps));
  return curve;

  function pointAt(step: number): CurvePoint {
    const last = step === steps;
    const missing = last ? 0 : Math.exp(-speed * (step / steps));
    const jitter = last ? 0 : (random() - 0.5) * 0.006;
    return {
      step,
      AUC: round(end.auc - 0.09 * missing + jitter),
      log_loss: round(end.loss + 0.16 * missing - jitter),
      train_log_loss: round(end.loss * (0.74 + 0.2 * Math.exp(-speed * (step / steps)))),
    };
  }
}

function seedOf(method: Method, constants: Constants): number {
  const text = `${method} ${Object.values(constants).join(' ')}`;
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return hash >>> 0;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
