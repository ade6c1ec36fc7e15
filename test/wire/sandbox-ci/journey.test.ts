import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { cloudConfig, hasSsh, type Machines, machinesIn, ssh } from '../sandbox-machine/support';
import { ciWorld, type CiWorld, project } from './support';

const address = '127.64.5.7';

const config = `
stages: [build, train, report]
build:
  stage: build
  script:
    - mkdir -p data && echo rows > data/train.csv
  artifacts: { paths: [data/] }
trigger_train:
  stage: train
  script:
    - echo "secret is $API_SECRET and file says $(cat "$SETTINGS")"
    - echo "prod is '$PROD_ONLY'"
    - cat data/train.csv
    - for i in 1 2 3 4; do echo "epoch $i"; sleep 0.4; done
    - echo "$ALPHA" > result.txt
  after_script:
    - echo "after $CI_JOB_STATUS"
  artifacts:
    name: training
    paths: [result.txt]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      when: manual
report:
  stage: report
  needs: [trigger_train]
  script: [cat result.txt]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
long:
  stage: train
  script:
    - sh -c 'echo "pid $$"; trap "" TERM; sleep 600 & wait; sleep 600'
  rules:
    - if: $CI_COMMIT_BRANCH == "long"
`;

/** A machine on which the runner was registered and started as on any other. */
async function machineWithRunner(world: CiWorld): Promise<Machines> {
  const machines = await machinesIn(world.folder, world.caFile);
  const { host, key } = machines;
  const metadata = { 'user-data': cloudConfig('anna', key.publicLine) };
  await host.boot({ id: 'vm', name: 'vm-mlops', metadata, address }, never);
  const token = await world.runnerToken();
  const registered = await ssh(
    machines,
    address,
    'read -r CI_SERVER_TOKEN; export CI_SERVER_TOKEN; sudo -E gitlab-runner register --non-interactive ' +
      `--url ${world.gitlab.url} --executor shell --name vm-mlops && gitlab-runner status`,
    { input: `${token}\n` },
  );
  expect(registered.err).toContain('Runner registered successfully');
  expect(registered.out).toContain('Service is running');
  const mode = await ssh(machines, address, 'stat -c %a "$CONFIG_FILE"; cat "$CONFIG_FILE"');
  expect(mode.out).toMatch(/^600\n/);
  expect(mode.out).toContain('executor = "shell"');
  return machines;
}

const statusOf = (world: CiWorld, id: number) => async () => (await world.job(id)).status;
const slow = { timeout: 20_000, interval: 100 };

describe.skipIf(!hasSsh)('a pipeline of a merge request', () => {
  it('waits for a person, runs on a machine, and keeps log and artifacts', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config, 'README.md': 'x' });
    await using _machines = await machineWithRunner(world);
    const variable = (json: object) => world.ask('POST', `${project}/variables`, { json });
    await variable({ key: 'API_SECRET', value: 'hunter2hunter2', masked: true });
    await variable({ key: 'SETTINGS', value: 'from a file', variable_type: 'file' });
    await variable({ key: 'PROD_ONLY', value: 'guarded', protected: true });

    await world.push('mlops-experiment-1', { 'loan.py': 'RANDOM_SEED = 7\n' });
    const opened = await world.ask('POST', `${project}/merge_requests`, {
      json: { source_branch: 'mlops-experiment-1', target_branch: 'main', title: 'Experiment 1' },
    });
    expect(opened.status).toBe(201);
    const pipeline = await world.pipeline('merge_request_event');
    expect(pipeline.ref).toBe('refs/merge-requests/1/head');
    const jobs = await world.jobs(pipeline.id);
    // A job without rules is not for merge requests.
    expect(
      jobs.map(({ name, status, allow_failure }) => ({ name, status, allow_failure })),
    ).toEqual([
      { name: 'report', status: 'created', allow_failure: false },
      { name: 'trigger_train', status: 'manual', allow_failure: false },
    ]);
    const train = jobs.find((job) => job.name === 'trigger_train')!;
    expect((await world.ask('GET', `${project}/pipelines/${pipeline.id}`)).json).toMatchObject({
      status: 'manual',
      source: 'merge_request_event',
    });

    const path = `${project}/jobs/${train.id}`;
    const played = await world.ask('POST', `${path}/play`, {
      json: { job_variables_attributes: [{ key: 'ALPHA', value: '0.25' }] },
    });
    expect(played).toMatchObject({ status: 200, json: { id: train.id, status: 'pending' } });
    expect(await world.ask('POST', `${path}/play`)).toMatchObject({
      status: 400,
      json: { message: '400 Bad request - Unplayable Job' },
    });

    await expect.poll(statusOf(world, train.id), slow).toBe('failed');
    const log = await world.trace(train.id);
    expect(log).toContain('cat: data/train.csv');
    expect(await world.job(train.id)).toMatchObject({ failure_reason: 'script_failure' });
    expect(log).toMatch(/section_start:\d+:step_script\r\u001b\[0K/);
    expect(log).toContain('secret is [MASKED] and file says from a file');
    expect(log).toContain("prod is ''");
    expect(log).not.toContain('hunter2');
    expect(log).toContain('after failed');
    expect(log.trimEnd()).toMatch(/ERROR: Job failed: exit status 1\u001b\[0;m$/);
    const report = jobs.find((job) => job.name === 'report')!;
    expect(await statusOf(world, report.id)()).toBe('skipped');
  });

  it('gives the next stage its artifacts, and makes a new job of a retry', async () => {
    await using world = await ciWorld({
      '.gitlab-ci.yml': config.replace('    - cat data/train.csv\n', ''),
      'README.md': 'x',
    });
    await using _machines = await machineWithRunner(world);
    await world.push('exp', { 'loan.py': 'RANDOM_SEED = 8\n' });
    await world.ask('POST', `${project}/merge_requests`, {
      json: { source_branch: 'exp', target_branch: 'main', title: 'Experiment' },
    });
    const pipeline = await world.pipeline('merge_request_event');
    const [report, train] = await world.jobs(pipeline.id);
    await world.ask('POST', `${project}/jobs/${train!.id}/play`, {
      json: { job_variables_attributes: [{ key: 'ALPHA', value: '0.25' }] },
    });
    const sizes = new Set<number>();
    await expect
      .poll(async () => {
        sizes.add((await world.trace(train!.id)).length);
        return (await world.job(train!.id)).status;
      }, slow)
      .toBe('success');
    // It was there to read while the job ran.
    expect(sizes.size).toBeGreaterThan(2);
    await expect.poll(statusOf(world, report!.id), slow).toBe('success');
    expect(await world.trace(report!.id)).toContain('0.25');
    expect((await world.trace(train!.id)).trimEnd()).toMatch(/Job succeeded\u001b\[0;m$/);

    const zip = await world.ask('GET', `${project}/jobs/${train!.id}/artifacts`);
    expect(zip.headers['content-type']).toBe('application/zip');
    expect(Buffer.from(unzipSync(zip.bytes)['result.txt']!).toString()).toBe('0.25\n');
    const one = await world.ask('GET', `${project}/jobs/${train!.id}/artifacts/result.txt`);
    expect(one.text).toBe('0.25\n');
    expect(await world.job(train!.id)).toMatchObject({
      artifacts_file: { filename: 'training.zip', size: zip.bytes.byteLength },
      runner: { description: 'test' },
      status: 'success',
    });

    const again = await world.ask('POST', `${project}/jobs/${train!.id}/retry`);
    expect(again).toMatchObject({ status: 201, json: { name: 'trigger_train' } });
    const retried = (await world.jobs(pipeline.id)).find((job) => job.name === 'trigger_train')!;
    expect(retried.id).toBeGreaterThan(train!.id);
    expect(await world.jobs(pipeline.id, true)).toHaveLength(3);
    await expect.poll(statusOf(world, retried.id), slow).toBe('success');
    expect((await world.ask('POST', `${project}/jobs/${train!.id}/retry`)).status).toBe(403);
  });
});

describe.skipIf(!hasSsh)('cancelling a job', () => {
  it('ends everything it started', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config, 'README.md': 'x' });
    await using machines = await machineWithRunner(world);
    await world.push('long', { 'a.txt': 'a' });
    const pipeline = await world.pipeline('push', 'long');
    const job = (await world.jobs(pipeline.id)).find((one) => one.name === 'long')!;
    await expect.poll(() => world.trace(job.id), slow).toMatch(/pid \d+/);
    const pid = Number(/pid (\d+)/.exec(await world.trace(job.id))?.[1]);
    expect(await isAlive(pid)).toBe(true);
    const canceled = await world.ask('POST', `${project}/jobs/${job.id}/cancel`);
    expect(canceled).toMatchObject({ status: 201, json: { status: 'canceling' } });
    await expect.poll(statusOf(world, job.id), slow).toBe('canceled');
    expect(await isAlive(pid)).toBe(false);
    // The machine is free for the next job.
    const next = await world.ask('POST', `${project}/jobs/${job.id}/retry`);
    expect(next.status).toBe(201);
    const status = await ssh(machines, address, 'gitlab-runner status');
    expect(status.code).toBe(0);
  });
});

/** What only waits to be buried by the computer's first process is dead. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z/.test(stat);
}
