import { expect, it } from 'vitest';
import { neededProjectRole, roleNote } from '../../../src/model/gitlabRoles';

it.each([
  ['DELETE', 'api/v4/projects/7', 'Owner'],
  ['PUT', 'api/v4/projects/7', 'Maintainer'],
  ['GET', 'api/v4/projects/7/variables', 'Maintainer'],
  ['POST', 'api/v4/projects/mlops%2Fcredit-scoring/access_tokens', 'Maintainer'],
  ['POST', 'api/v4/user/runners', 'Maintainer'],
  ['GET', 'api/v4/projects/7/pipelines', 'Reporter'],
  ['POST', 'api/v4/projects/7/jobs/3/play', 'Developer'],
  ['POST', 'api/v4/projects/7/ml/mlflow/api/2.0/mlflow/runs/delete', 'Developer'],
  ['GET', 'api/v4/user', undefined],
  ['POST', 'oauth/token', undefined],
  ['POST', 'api/graphql', undefined],
])('%s %s needs %s', (method, path, role) => {
  expect(neededProjectRole(method, path)).toBe(role);
});

it.each([
  [undefined, undefined],
  [50, undefined],
  [40, undefined],
  [30, 'Your role there is Developer'],
  [20, 'you can look only'],
])('says what role %s cannot do: %s', (level, words) => {
  if (words === undefined) expect(roleNote(level)).toBeUndefined();
  else expect(roleNote(level)).toContain(words);
});
