import { describe, expect, it } from 'vitest';
import { repositoryPath } from '../../../src/model/dataOf';
import { type CardSource, modelCard } from '../../../src/model/modelCard';
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

  const dataLine = (tags: Record<string, string>, dataEntry?: CardSource['dataEntry']) => {
    const of = run(4, 'one', { tags: { 'gitlab.CI_COMMIT_SHA': 'c'.repeat(40), ...tags } });
    const text = modelCard({ run: of, experiment: 'e', projectUrl, dataEntry });
    return text.split('\n').find((line) => line.startsWith('- Data:'));
  };

  it('links the data where a link leads to it', () => {
    const at = `${projectUrl}/-/%/${'c'.repeat(40)}`;
    expect(
      dataLine(
        { data: 'data/my (1).csv', 'data.digest': 'sha256:1f' },
        { path: 'data/my (1).csv', kind: 'blob' },
      ),
    ).toBe(
      `- Data: [data/my \\(1\\).csv](${at.replace('%', 'blob')}/data/my%20%281%29.csv) (\`sha256:1f\`)`,
    );
    expect(dataLine({ dataset: 'data' }, { path: 'data', kind: 'tree' })).toBe(
      `- Data: [data](${at.replace('%', 'tree')}/data)`,
    );
    expect(dataLine({ 'data.url': 'https://anna:secret@host.example/a_b?x=(1)' })).toBe(
      '- Data: [https://host.example/a_b?x=\\(1\\)](https://host.example/a_b?x=%281%29)',
    );
  });

  it('leaves the data as text where no link leads to it', () => {
    expect(dataLine({ data: 'v2' })).toBe('- Data: `v2`');
    expect(dataLine({ data: 's3://bucket/train' })).toBe('- Data: `s3://bucket/train`');
    expect(dataLine({ data: 'javascript:alert(1)' })).toBe('- Data: `javascript:alert(1)`');
    expect(dataLine({ data: 'https://a b' })).toBe('- Data: `https://a b`');
    expect(dataLine({ 'data.digest': 'md5:7' })).toBe('- Data: `md5:7`');
    expect(dataLine({})).toBeUndefined();
  });

  it.each([
    ['./data/train.csv', 'data/train.csv'],
    ['data/', 'data'],
    ['v2', 'v2'],
    ['../outside', undefined],
    ['/abs', undefined],
    ['a//b', undefined],
    ['s3://bucket', undefined],
    ['C:\\data', undefined],
    ['', undefined],
  ])('takes %j for the path %j', (text, path) => {
    expect(repositoryPath(text)).toBe(path);
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
