import { describe, expect, it } from 'vitest';
import { modelCard } from '../../../src/model/modelCard';
import { run } from '../../support/domain';

const projectUrl = 'https://gitlab.example.com/ml/scoring';
const card = (of: ReturnType<typeof run>, experiment = 'Loan_prediction'): string =>
  modelCard({ run: of, experiment, projectUrl });

describe('the card of a model version', () => {
  it('tells run, code, data, metrics and parameters', async () => {
    const text = card(
      run(4, 'random_forest seed 42', {
        params: { RANDOM_SEED: '42', max_depth: '8' },
        metrics: { AUC: [0.7, 0.8712], loss: 0.31 },
        tags: {
          'gitlab.CI_COMMIT_SHA': 'c'.repeat(40),
          'gitlab.CI_COMMIT_REF_NAME': 'mlops-experiment-2',
          'data.digest': 'sha256:1f',
        },
      }),
    );
    await expect(`${text}\n`).toMatchFileSnapshot('../../fixtures/modelCard.md');
  });

  it('keeps text text', () => {
    const text = card(
      run(4, '<img src=x onerror=alert(1)> @all | #1', {
        params: { 'a|b': '`x`\n# head' },
        tags: { data: 'x`\n\n# head' },
      }),
      '[x](javascript:alert(1))',
    );
    expect(text).not.toMatch(/(?<!\\)[<|#@]\w/);
    expect(text).not.toMatch(/^# /m);
    expect(text).toContain('\\[x\\]\\(javascript:alert\\(1\\)\\)');
  });

  it('fits into what GitLab takes, however much a run logged', () => {
    const many = (mark: string, value: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${mark}_${n}`.repeat(9), value]));
    const text = card(
      run(4, '*'.repeat(255), {
        params: many('p', '*'.repeat(200)),
        metrics: Object.fromEntries(Object.keys(many('m', '')).map((name) => [name, 0.5])),
      }),
    );
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(text).toMatch(
      /### Metrics[\s\S]*… and \d+ more\.[\s\S]*### Parameters[\s\S]*… and \d+ more\./,
    );
  });
});
