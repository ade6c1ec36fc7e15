import { expect, it } from 'vitest';
import {
  environmentFiles,
  environmentRows,
  readEnvironment,
} from '../../../../src/model/comparison/packages';

const conda = `channels:
- conda-forge
dependencies:
- python=3.10.12
- pip<=23.0.1
- pip:
  - mlflow==2.9.2
  - scikit-learn==1.3.0 # pinned
name: mlflow-env
`;

it('finds the files that tell of packages, the outer ones first', () => {
  expect(
    environmentFiles([
      'model/conda.yaml',
      'model/model.pkl',
      'requirements.txt',
      'x/y/python_env.yaml',
    ]),
  ).toEqual(['requirements.txt', 'model/conda.yaml', 'x/y/python_env.yaml']);
});

it('reads requirements, conda and python_env', () => {
  const { python, packages } = readEnvironment([
    { path: 'model/conda.yaml', text: conda },
    {
      path: 'model/python_env.yaml',
      text: 'python: 3.10.12\ndependencies:\n- -r requirements.txt\n',
    },
    {
      path: 'model/requirements.txt',
      text: '# made by mlflow\nmlflow==2.9.2\nScikit_Learn[all] == 1.3.1 ; python_version > "3.8"\nnumpy>=1.24,<2\npandas\n--hash=x\nhttps://x/y.whl\n',
    },
  ]);
  expect(python).toBe('3.10.12');
  expect([...packages]).toEqual([
    ['mlflow', '2.9.2'],
    ['scikit-learn', '1.3.1'],
    ['numpy', '>=1.24,<2'],
    ['pandas', ''],
    ['pip', '<=23.0.1'],
  ]);
});

it('makes one row per package; a run without the file has no value', () => {
  const one = readEnvironment([{ path: 'requirements.txt', text: 'numpy==1\npandas' }]);
  expect(environmentRows([one, undefined])).toEqual([
    { name: 'Python', values: [undefined, undefined] },
    { name: 'numpy', values: ['1', undefined] },
    { name: 'pandas', values: ['any', undefined] },
  ]);
});

it('takes nothing from sentences and endless files', () => {
  const { packages } = readEnvironment([
    {
      path: 'requirements.txt',
      text: `this is prose\n<script>alert(1)</script>\n${'a'.repeat(9_000_000)}`,
    },
  ]);
  expect(packages.size).toBeLessThan(2);
});
