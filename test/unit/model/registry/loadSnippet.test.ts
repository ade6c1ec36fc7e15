import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type ModelVersionId, type ProjectId } from '../../../../src/model/ids';
import { loadSnippet, snippetKinds } from '../../../../src/model/registry/loadSnippet';

const source = {
  gitlabUrl: 'https://gitlab.example/git',
  projectId: 7 as ProjectId,
  model: 'loan-prediction-demo',
  version: '0.2.0',
  versionId: 'gid://gitlab/Ml::ModelVersion/31' as ModelVersionId,
  file: "model/it's 100%.pkl",
};

describe('how to load a version', () => {
  it('names the version so that GitLab cannot take it for a database id', () => {
    expect(loadSnippet('mlflow', source)).toContain('"models:/loan-prediction-demo@0.2.0"');
  });

  it('asks for the file of the version, with the token from the environment', () => {
    expect(loadSnippet('curl', source)).toBe(
      `curl --fail --location --header "Authorization: Bearer $GITLAB_TOKEN" --output 'it'\\''s 100%.pkl' 'https://gitlab.example/git/api/v4/projects/7/packages/ml_models/31/files/model/it'\\''s%20100%25.pkl'\n`,
    );
  });

  it.each(snippetKinds.filter((kind) => kind !== 'curl'))('is Python that parses: %s', (kind) => {
    const check = 'import ast, sys; ast.parse(sys.stdin.read())';
    execFileSync('python3', ['-c', check], { input: loadSnippet(kind, source) });
  });
});
