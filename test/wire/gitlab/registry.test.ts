import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type ExperimentId } from '../../../src/model/ids';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun, logMetrics, updateRun } from '../../../src/sandbox/gitlab/ml/runs';
import { type Candidate } from '../../../src/sandbox/gitlab/mlRows';
import { tempFolder } from '../../support/tempFolder';
import { type Connected, connected, removeCertificates, samplePath } from './support';

describe('models, versions and files through the adapter', () => {
  let there: Connected;
  let project: Project;
  let experiment: ReturnType<typeof createExperiment>;

  beforeAll(async () => {
    there = await connected();
    project = await there.gitlab.projects.get(samplePath, never);
    const owner = there.server.world.tables.projects.find((one) => one.id === project.id);
    if (!owner) throw new Error('there is no project');
    experiment = createExperiment(there.server.context, owner, 1, 'Loan_prediction', []);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const addRun = (): Candidate => {
    const { context } = there.server;
    const run = createRun(context, experiment, 1, { startTime: 1, tags: [] });
    logMetrics(context, run, [{ key: 'accuracy', value: 0.9, timestamp: 1 }]);
    updateRun(context, run, { status: 'finished' });
    return run;
  };
  const read = async (iid: number) => {
    const experimentId = `gid://gitlab/Ml::Experiment/${experiment.id}` as ExperimentId;
    const runs = await there.gitlab.runs.list(project, { experimentId }, never);
    return runs.find((run) => run.iid === iid);
  };

  it('takes a run with its files to a version of a model, once', async () => {
    await using folder = await tempFolder();
    const { registry, packages } = there.gitlab;
    const { iid } = addRun();
    const local = join(folder.path, 'model.bin');
    const content = randomBytes(300_000);
    await writeFile(local, content);
    const progress: number[] = [];
    const owner = { kind: 'run', iid } as const;
    await packages.upload(
      project.id,
      owner,
      'files/model 1.bin',
      local,
      (done) => progress.push(done),
      never,
    );
    expect(progress.at(-1)).toBe(content.length);

    const run = await read(iid);
    if (run?.packageId === undefined) throw new Error('the run has no files');
    const model = await registry.createModel(project, 'loan-prediction-demo', '# Card', never);
    expect(model).toMatchObject({
      versionCount: 0,
      latestVersion: undefined,
      description: '# Card',
    });
    const wish = {
      modelId: model.id,
      version: '0.0.1',
      description: '<b>card</b> 🎯',
      runId: run.id,
    };
    const version = await registry.createVersion(project, wish, never);
    expect(version).toMatchObject({
      version: '0.0.1',
      description: '<b>card</b> 🎯',
      packageId: run.packageId,
      artifactCount: 1,
      run: { eid: run.eid, iid },
      author: { username: 'anna' },
    });
    expect(await read(iid)).toBeUndefined();

    await expect(
      registry.createVersion(project, { ...wish, version: '0.0.2' }, never),
    ).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(
        'Cannot promote the run to version 0.0.2: GitLab refused it: "Run has already a model version"',
      ) as string,
    });
    await expect(there.gitlab.runs.delete(project, run.eid, never)).rejects.toMatchObject({
      kind: 'invalid',
    });

    const [file] = await packages.files(project.id, run.packageId, never);
    expect(file).toMatchObject({ path: 'files/model 1.bin', size: content.length });
    if (!file) throw new Error('there is no file');
    const source = { kind: 'version', id: version.id } as const;
    const target = join(folder.path, 'down');
    const path = await packages.download(project.id, file, source, target, undefined, never);
    expect(path).toBe(join(target, 'files', 'model 1.bin'));
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(file.sha256);
  });

  it('lists, edits and deletes models and versions', async () => {
    const { registry } = there.gitlab;
    const model = await registry.createModel(project, 'churn', '', never);
    for (const version of ['1.0.0', '1.1.0']) {
      await registry.createVersion(project, { modelId: model.id, version, description: '' }, never);
    }
    await registry.editModel(project, model, 'edited', never);
    await registry.editVersion(project, model.id, '1.0.0', 'edited too', never);
    const versions = await registry.versions(model.id, never);
    expect(versions.map((one) => [one.version, one.description])).toEqual([
      ['1.1.0', ''],
      ['1.0.0', 'edited too'],
    ]);
    const listed = (await registry.models(project, never)).find((one) => one.id === model.id);
    expect(listed).toMatchObject({
      description: 'edited',
      versionCount: 2,
      latestVersion: { version: '1.1.0' },
    });
    expect(listed?.experimentIid).toBeTypeOf('number');

    const newest = versions[0];
    if (newest) await registry.deleteVersion(newest.id, never);
    expect(await registry.versions(model.id, never)).toHaveLength(1);
    await registry.deleteModel(project, model.id, never);
    await expect(registry.versions(model.id, never)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['1.0', 'invalid', 'Version must be semantic version'],
    ['2.0.0', 'conflict', 'taken'],
  ] as const)('says why version %s cannot be made', async (version, kind, words) => {
    const { registry } = there.gitlab;
    const name = `refusals-${version}`;
    const model = await registry.createModel(project, name, '', never);
    const wish = { modelId: model.id, version: '2.0.0', description: '' };
    await registry.createVersion(project, wish, never);
    await expect(
      registry.createVersion(project, { ...wish, version }, never),
    ).rejects.toMatchObject({ kind, message: expect.stringContaining(words) as string });
  });

  it('says that promotion is not possible across experiments on an older server', async () => {
    await using older = await connected({ features: { promoteAcrossExperiments: false } });
    const other = await older.gitlab.projects.get(samplePath, never);
    const owner = older.server.world.tables.projects.find((one) => one.id === other.id);
    if (!owner) throw new Error('there is no project');
    const { context } = older.server;
    const foreign = createExperiment(context, owner, 1, 'other', []);
    createRun(context, foreign, 1, { startTime: 1, tags: [] });
    const experimentId = `gid://gitlab/Ml::Experiment/${foreign.id}` as ExperimentId;
    const [run] = await older.gitlab.runs.list(other, { experimentId }, never);
    const model = await older.gitlab.registry.createModel(other, 'm', '', never);
    const wish = { modelId: model.id, version: '1.0.0', description: '', runId: run?.id };
    await expect(older.gitlab.registry.createVersion(other, wish, never)).rejects.toMatchObject({
      message: expect.stringContaining("Run's experiment does not belong to this model") as string,
    });
  });

  it('keeps a file with a climbing name inside the chosen folder and leaves no halves', async () => {
    await using folder = await tempFolder();
    const { iid } = addRun();
    const local = join(folder.path, 'x.bin');
    await writeFile(local, randomBytes(5_000));
    const owner = { kind: 'run', iid } as const;
    await there.gitlab.packages.upload(project.id, owner, 'x.bin', local, undefined, never);
    const run = await read(iid);
    if (run?.packageId === undefined) throw new Error('the run has no files');
    const stored = there.server.world.tables.packageFiles.find(
      (one) => one.packageId === run.packageId,
    );
    if (!stored) throw new Error('nothing is stored');
    stored.fileName = '..%2F..%2Fescaped.bin';
    const [file] = await there.gitlab.packages.files(project.id, run.packageId, never);
    if (!file) throw new Error('there is no file');
    expect(file.path).toBe('../../escaped.bin');
    const target = join(folder.path, 'a', 'b');
    await mkdir(target, { recursive: true });
    const save = () =>
      there.gitlab.packages.download(project.id, file, owner, target, undefined, never);
    expect(await save()).toBe(join(target, 'escaped.bin'));
    expect(await readdir(join(folder.path, 'a'))).toEqual(['b']);

    // What is there stays when a second download breaks, and no half is left beside it.
    there.server.faults.add({
      service: 'gitlab',
      match: 'GET *download',
      times: 9,
      fault: { kind: 'reset' },
    });
    const before = await readFile(join(target, 'escaped.bin'));
    await expect(save()).rejects.toSatisfy((error) => isAppError(error, 'unreachable'));
    there.server.faults.clear();
    expect(await readdir(target)).toEqual(['escaped.bin']);
    expect(await readFile(join(target, 'escaped.bin'))).toEqual(before);

    const lying = { ...file, sha256: '0'.repeat(64) };
    await expect(
      there.gitlab.packages.download(project.id, lying, owner, target, undefined, never),
    ).rejects.toMatchObject({ message: expect.stringContaining('arrived damaged') as string });
    expect(await readdir(target)).toEqual(['escaped.bin']);
  });

  it('says so when a file cannot be written', async () => {
    await using folder = await tempFolder();
    const { iid } = addRun();
    const local = join(folder.path, 'x.bin');
    await writeFile(local, 'x');
    const owner = { kind: 'run', iid } as const;
    await there.gitlab.packages.upload(project.id, owner, 'x.bin', local, undefined, never);
    const run = await read(iid);
    const [file] = await there.gitlab.packages.files(project.id, run!.packageId!, never);
    await expect(
      there.gitlab.packages.download(project.id, file!, owner, local, undefined, never),
    ).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('cannot be written') as string,
    });
  });
});
