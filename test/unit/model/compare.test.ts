import { describe, expect, it } from 'vitest';
import { betterDirection } from '../../../src/model/compare';

describe('the better direction of a metric', () => {
  it.each([
    ['accuracy', 'higher'],
    ['val_accuracy', 'higher'],
    ['valAccuracy', 'higher'],
    ['test/f1', 'higher'],
    ['roc_auc', 'higher'],
    ['f1_score', 'higher'],
    ['loss', 'lower'],
    ['val_loss', 'lower'],
    ['valLoss', 'lower'],
    ['score_loss', 'lower'],
    ['rmse', 'lower'],
    ['log_loss', 'lower'],
    ['neg_log_loss', 'higher'],
    ['negative_mean_squared_error', 'higher'],
    ['training_time', 'lower'],
    ['mean_fit_time', 'lower'],
    ['fit_s', 'lower'],
    ['model_mb', 'lower'],
    ['epoch', 'unknown'],
    ['learning_rate', 'unknown'],
    ['glossary', 'unknown'],
    ['negroni', 'unknown'],
  ] as const)('of %s is %s', (name, direction) => {
    expect(betterDirection(name)).toBe(direction);
  });
});
