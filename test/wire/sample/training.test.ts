import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesIn, hasPython, type Sample, sample } from './python';

const methods = ['logistic_regression', 'decision_tree', 'random_forest'];
const resultsSchema = z.array(
  z.object({
    method: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    metrics: z.record(z.string(), z.number()),
  }),
);

describe.skipIf(!hasPython)('the sample project', () => {
  it('passes its own tests and its own check', async () => {
    await using project = await sample();
    const tests = await project.run(['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.']);
    expect(tests.stderr).toMatch(/Ran \d{2} tests[\s\S]*OK/);
    expect(tests.exitCode).toBe(0);
    const check = await project.run(['check.py']);
    expect(check.stdout).toMatch(/Python files compile; 600 applications/);
  });

  it('generates the committed data, byte for byte', async () => {
    await using project = await sample();
    const path = join(project.folder, 'data/credit.csv');
    const committed = await readFile(path, 'utf8');
    await writeFile(path, '');
    expect((await project.run(['generate_data.py'])).exitCode).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(committed);
  });

  it('trains three methods that are good, but not too good, and differ', async () => {
    await using project = await sample();
    const started = performance.now();
    const results = await train(project);
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(results.map((run) => run.method)).toEqual(methods);
    const areas = results.map((run) => run.metrics['AUC']!);
    for (const area of areas) {
      expect(area).toBeGreaterThan(0.7);
      expect(area).toBeLessThan(0.99);
    }
    expect(new Set(areas).size).toBe(3);
    expect(Object.keys(results[0]!.metrics)).toEqual([
      'Mean CV score',
      'Accuracy',
      'f1-score',
      'AUC',
      'log_loss',
      'Precision',
      'Recall',
      'fit_s',
      'model_kb',
    ]);
    const files = (await filesIn(join(project.folder, 'results'))).map((path) => path.split('/'));
    expect(files.filter(([method]) => method === 'random_forest').map(([, name]) => name)).toEqual([
      'feature_importance.csv',
      'history.json',
      'metrics.json',
      'model.json',
      'roc.png',
      'roc.svg',
    ]);
  });

  it('gives the same numbers for the same seed and others for another', async () => {
    await using project = await sample();
    const numbers = async (seed: string): Promise<unknown> =>
      (await train(project, { RANDOM_SEED: seed, N_ESTIMATORS: '20' })).map(({ metrics }) => ({
        ...metrics,
        fit_s: 0,
      }));
    const first = await numbers('5');
    expect(await numbers('5')).toEqual(first);
    expect(await numbers('6')).not.toEqual(first);
  });

  it('takes constants from variables of the same name', async () => {
    await using project = await sample();
    const [run] = await train(project, { MAX_DEPTH: '3', METHODS: 'decision_tree', N_FOLDS: '4' });
    expect(run!.params).toMatchObject({ max_depth: 3, n_folds: 4, random_seed: 42 });
  });

  it.each([
    [{ RANDOM_SEED: 'lucky' }, 'The variable RANDOM_SEED is "lucky", expected a whole number.'],
    [{ METHODS: 'magic' }, 'There is no method "magic".'],
    [{ TEST_SHARE: '2' }, 'TEST_SHARE has to be between'],
    [{ N_FOLDS: '1' }, 'N_FOLDS has to be 2 or more.'],
  ])('says what is wrong with %j', async (env, sentence) => {
    await using project = await sample();
    const { exitCode, stderr } = await project.run(['loan_prediction.py'], env);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('Traceback');
    expect(exitCode).toBe(1);
  });
});

async function train(
  project: Sample,
  env: Readonly<Record<string, string>> = {},
): Promise<z.infer<typeof resultsSchema>> {
  const { exitCode, stderr } = await project.run(['loan_prediction.py'], env);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const text = await readFile(join(project.folder, 'results/runs.json'), 'utf8');
  return resultsSchema.parse(JSON.parse(text));
}
