import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never, waitFor } from '../../../src/base/wait';
import { type JobId } from '../../../src/model/ids';
import { type Job, type Pipeline } from '../../../src/model/pipeline';
import { type Project } from '../../../src/model/project';
import { writeConfigFile } from '../../../src/sandbox/runner/configFile';
import { runLoop } from '../../../src/sandbox/runner/loop';
import { type TempFolder, tempFolder } from '../../support/tempFolder';
import { type Connected, connected, removeCertificates, samplePath } from './support';

const configuration = `
stages: [train, report]
train:
  stage: train
  script:
    - echo "seed is $SEED"
    - for i in 1 2 3 4 5 6; do printf '\\033[32mэпоха %s\\033[0m\\n' "$i"; sleep 0.2; done
    - mkdir out && echo "accuracy 0.91" > out/metrics.txt
  artifacts:
    paths: [out]
ask:
  stage: report
  when: manual
  needs: []
  script:
    - echo "depth is $DEPTH"
long:
  stage: report
  when: manual
  needs: []
  script:
    - echo started
    - sleep 300
`;

describe('pipelines and jobs through the adapter', () => {
  let there: Connected;
  let project: Project;
  let folder: TempFolder;
  let pipeline: Pipeline;
  const stop = new AbortController();
  let running: Promise<void>;

  beforeAll(async () => {
    there = await connected();
    folder = await tempFolder();
    const { gitlab } = there;
    project = await gitlab.projects.get(samplePath, never);
    const runner = await gitlab.setup.createRunner(
      { projectId: project.id, description: 'test', tags: [], runUntagged: true },
      never,
    );
    const configPath = join(folder.path, 'config.toml');
    await writeConfigFile(configPath, {
      concurrent: 2,
      check_interval: 0,
      shutdown_timeout: 0,
      runners: [
        {
          name: 'test',
          id: runner.id,
          url: there.server.url,
          token: runner.token.reveal(),
          executor: 'shell',
          shell: 'bash',
          'tls-ca-file': there.server.caFile,
        },
      ],
    });
    running = runLoop({ configPath, workingDirectory: folder.path }, never, stop.signal);
    const commit = await gitlab.repository.commit(
      project.id,
      {
        branch: 'ci',
        startBranch: 'main',
        message: 'Train',
        actions: [{ action: 'update', path: '.gitlab-ci.yml', content: configuration }],
      },
      never,
    );
    pipeline = await waitFor(
      async (signal) =>
        (await gitlab.pipelines.list(project.id, { ref: 'ci', sha: commit.sha }, signal))[0],
      20,
      AbortSignal.timeout(10_000),
    );
  });
  afterAll(async () => {
    stop.abort();
    await running;
    await there[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const jobNamed = async (name: string): Promise<Job> => {
    const jobs = await there.gitlab.pipelines.jobs(project.id, pipeline.id, never);
    const job = jobs.find((one) => one.name === name);
    if (!job) throw new Error(`there is no job ${name}`);
    return job;
  };
  const follow = async (id: JobId, signal: AbortSignal = AbortSignal.timeout(30_000)) => {
    const pieces: string[] = [];
    const job = await there.gitlab.pipelines.followLog(
      project.id,
      id,
      { onText: (text) => pieces.push(text) },
      signal,
    );
    return { job, pieces, text: pieces.join('') };
  };

  it('follows the log of a job while it runs, then has its artifacts', async () => {
    const { id, status } = await jobNamed('train');
    expect(['created', 'pending', 'running']).toContain(status);
    const { job, pieces, text } = await follow(id);
    expect(job).toMatchObject({ status: 'success', name: 'train', stage: 'train', ref: 'ci' });
    expect(pieces.length).toBeGreaterThan(2);
    expect(text).toContain('\nэпоха 1\nэпоха 2\nэпоха 3\nэпоха 4\nэпоха 5\nэпоха 6\n');
    expect(text).not.toMatch(/\u001b|section_/);
    expect(text).toMatch(/Job succeeded\n$/);
    expect(job.artifacts?.size).toBeGreaterThan(0);

    const file = join(folder.path, 'artifacts.zip');
    await there.gitlab.pipelines.downloadArtifacts(project.id, id, file, undefined, never);
    const files = unzipSync(await readFile(file));
    expect(strFromU8(files['out/metrics.txt']!)).toBe('accuracy 0.91\n');
  });

  it('plays a manual job with variables', async () => {
    const ask = await jobNamed('ask');
    expect(ask.status).toBe('manual');
    const played = await there.gitlab.pipelines.play(
      project.id,
      ask.id,
      [{ key: 'DEPTH', value: '7; echo no' }],
      never,
    );
    expect(played.id).toBe(ask.id);
    const { text } = await follow(played.id);
    expect(text).toContain('depth is 7; echo no\n');
    await expect(there.gitlab.pipelines.play(project.id, ask.id, [], never)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Unplayable Job') as string,
    });
  });

  it('cancels a running job and retries it under a new number', async () => {
    const long = await jobNamed('long');
    await there.gitlab.pipelines.play(project.id, long.id, [], never);
    const following = follow(long.id);
    await expect
      .poll(() => there.gitlab.pipelines.log(project.id, long.id, never), { timeout: 20_000 })
      .toContain('started');
    await there.gitlab.pipelines.cancelJob(project.id, long.id, never);
    expect((await following).job.status).toBe('canceled');

    const again = await there.gitlab.pipelines.retryJob(project.id, long.id, never);
    expect(again.id).not.toBe(long.id);
    expect((await jobNamed('long')).id).toBe(again.id);

    const giveUp = new AbortController();
    const watching = follow(again.id, giveUp.signal);
    giveUp.abort();
    await expect(watching).rejects.toMatchObject({ kind: 'cancelled' });
    await there.gitlab.pipelines.cancel(project.id, pipeline.id, never);
  });

  it('starts a pipeline with a variable', async () => {
    const variables = [{ key: 'SEED', value: '42' }];
    const made = await there.gitlab.pipelines.create(project.id, 'ci', variables, never);
    expect(made.source).toBe('api');
    const jobs = await there.gitlab.pipelines.jobs(project.id, made.id, never);
    expect(jobs.map((job) => job.name)).toEqual(['train', 'ask', 'long']);
    const { text } = await follow(jobs[0]!.id);
    expect(text).toContain('seed is 42\n');
    expect((await there.gitlab.pipelines.get(project.id, made.id, never)).id).toBe(made.id);
  });

  it('says why a pipeline cannot start', async () => {
    await expect(
      there.gitlab.pipelines.create(project.id, 'no-such-branch', [], never),
    ).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Reference not found') as string,
    });
  });
}, 60_000);
