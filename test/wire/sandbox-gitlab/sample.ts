import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitLabOptions } from '../../../src/sandbox/gitlab/server';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { type TempFolder, tempFolder } from '../../support/tempFolder';
import { type TestGitLab, testGitLab } from './support';

export interface SampleWorld extends AsyncDisposable {
  readonly gitlab: TestGitLab;
  readonly temp: TempFolder;
}

/** `/projects/<this>` of the seeded project. */
export const sample = '/api/v4/projects/mlops%2Fcredit-scoring';

/** A GitLab whose project `mlops/credit-scoring` has two files. */
export async function withSample(options: Partial<GitLabOptions> = {}): Promise<SampleWorld> {
  const temp = await tempFolder();
  const files = join(temp.path, 'sample');
  await mkdir(join(files, 'src'), { recursive: true });
  await writeFile(join(files, 'README.md'), '# Sample\n');
  await writeFile(join(files, 'src/train.py'), 'RANDOM_SEED = 1\n');
  const gitlab = await testGitLab({ ...options, seedProjectFolder: files });
  return {
    gitlab,
    temp,
    async [Symbol.asyncDispose]() {
      await gitlab[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

/** A person with a role in the sample project (0: none) and a token of theirs. */
export async function person(
  gitlab: TestGitLab,
  username: string,
  accessLevel: number,
  scopes: string[] = ['api'],
): Promise<string> {
  const user = await addUser(gitlab.context, username, username, undefined);
  const project = gitlab.world.tables.projects[0];
  if (accessLevel > 0 && project) {
    gitlab.world.tables.members.push({
      userId: user.id,
      source: { kind: 'project', id: project.id },
      accessLevel,
    });
  }
  const text = mint('glpat-');
  issueToken(gitlab.context, text, { kind: 'personal', userId: user.id, name: username, scopes });
  return text;
}
