import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type RunId } from '../../../src/model/ids';
import { newestFeatures } from '../../../src/sandbox/gitlab/context';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { removeCertificates, samplePath } from '../gitlab/support';
import { withSample } from '../sandbox-gitlab/sample';
import { tempFolder } from '../../support/tempFolder';
import { runsPage } from './runsPage';
import { openWindow } from './window';

afterAll(removeCertificates);

/** A server that promotes only runs of the model's own experiment, a window on it, and a run with a file. */
async function olderServer(version: string) {
  const features = { ...newestFeatures, promoteAcrossExperiments: false };
  const [there, home] = await Promise.all([withSample({ version, features }), tempFolder()]);
  const { gitlab } = there;
  const { context, world } = gitlab;
  const experiment = createExperiment(context, world.tables.projects[0]!, 1, 'Loan_prediction', []);
  const made = createRun(context, experiment, 1, { startTime: 1, name: 'best', tags: [] });
  logMetrics(context, made, [{ key: 'AUC', value: 0.9, timestamp: 1, step: 0 }]);
  updateRun(context, made, { status: 'finished' });
  const settings = { caFile: gitlab.caFile, gitlabUrl: gitlab.url };
  const editor = openWindow({ home: home.path, settings });
  await editor.accounts.add(gitlab.url, { kind: 'token', token: gitlab.tokens['anna']! }, never);
  await editor.gitlab.signedIn(gitlab.url, 'anna');
  const client = await editor.gitlab.client();
  const project = await client.projects.get(samplePath, never);
  await editor.gitlab.choose(project);
  const file = join(home.path, 'model.bin');
  await writeFile(file, 'bytes');
  const owner = { kind: 'run', iid: made.iid } as const;
  await client.packages.upload(project.id, owner, 'model.bin', file, undefined, never);
  const page = runsPage(editor);
  await page.refresh();
  const run = `gid://gitlab/Ml::Candidate/${made.id}` as RunId;
  return {
    ...{ client, project, page, run },
    request: (way: 'move' | 'copy') => ({
      run,
      model: { kind: 'new' as const, name: 'churn' },
      version: '1.0.0',
      description: '',
      way,
    }),
    async [Symbol.asyncDispose]() {
      page.dispose();
      editor[Symbol.dispose]();
      await Promise.all([there[Symbol.asyncDispose](), home[Symbol.asyncDispose]()]);
    },
  };
}

it('tells the restriction of an older server before it refuses, and the way it names works', async () => {
  await using older = await olderServer('17.9.2-ee');
  const { page, run, client, project } = older;
  const ways = await page.handlers.ways({ run, model: 'churn' }, never);
  expect(ways).toEqual({
    best: 'copy',
    canMove: true,
    restriction:
      'This GitLab (17.9.2-ee) is older than about 17.10, and such servers promote only runs of the model’s own experiment, “[model]churn”. This run is of “Loan_prediction”: a copy of it works.',
  });
  // The server would have refused the other way indeed.
  await expect(page.handlers.promote(older.request('move'), never)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('Promote a copy of the run instead') as string,
  });
  const made = await page.handlers.promote(older.request(ways.best), never);
  const [version] = await client.registry.versions(made.id as never, never);
  expect(version).toMatchObject({ version: '1.0.0' });
  const files = await client.packages.files(project.id, version!.packageId!, never);
  expect(files.map(({ path, size }) => [path, size])).toEqual([['model.bin', 5]]);
  await page.refresh();
  expect(page.frame.rows.find(({ id }) => id === run)?.version).toBeUndefined();
});

it('learns the restriction from a refusal where the version does not tell', async () => {
  await using older = await olderServer('18.4.2');
  const { run } = older;
  const { handlers } = older.page;
  const ask = () => handlers.ways({ run, model: 'churn' }, never);
  expect(await ask()).toMatchObject({ best: 'move', restriction: undefined });
  await expect(handlers.promote(older.request('move'), never)).rejects.toThrow(
    "promotes only runs of the model's own experiment",
  );
  expect(await ask()).toMatchObject({
    best: 'copy',
    restriction: expect.stringContaining('This GitLab (18.4.2) promotes only runs') as string,
  });
});
