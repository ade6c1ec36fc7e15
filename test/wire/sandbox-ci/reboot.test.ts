import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { hostKeysFromSerial } from '../../../src/ssh/hostKeysFromSerial';
import { installRunner, uninstallRunner } from '../../../src/ssh/runnerInstall';
import { connect } from '../../../src/ssh/session';
import { cloudConfig, machinesIn } from '../sandbox-machine/support';
import { ciWorld, project } from './support';

const config = `
work:
  script:
    - echo "on \${CI_RUNNER_DESCRIPTION}"
    - python3 -c 'import os, urllib.request as u; print(u.urlopen(os.environ["CI_API_V4_URL"] + "/projects/" + os.environ["CI_PROJECT_ID"]).status)'
`;
const slow = { timeout: 20_000, interval: 100 };

describe('a machine that the extension put a runner on', () => {
  it('runs jobs, also after it was switched off and came back at another address', async () => {
    await using world = await ciWorld({ '.gitlab-ci.yml': config });
    await using machines = await machinesIn(world.folder, world.caFile);
    const { host, key } = machines;
    const spec = {
      id: 'vm',
      name: 'vm-mlops',
      metadata: { 'user-data': cloudConfig('anna', key.publicLine) },
    };
    const running = await host.boot({ ...spec, address: '127.64.8.1' }, never);
    await expect.poll(() => hostKeysFromSerial(running.serialOutput())?.keys, slow).toHaveLength(2);
    const keys = hostKeysFromSerial(running.serialOutput())!.keys;
    const target = {
      name: 'vm-mlops',
      port: host.port,
      user: 'anna',
      privateKey: new Secret(await readFile(key.file, 'utf8')),
      trust: { kind: 'keys' as const, keys },
    };
    const request = {
      url: world.gitlab.url,
      token: new Secret(await world.runnerToken({ description: 'vm' })),
      name: 'vm-mlops',
      executor: 'auto' as const,
      caPem: await readFile(world.caFile, 'utf8'),
    };
    const first = await connect({ ...target, host: '127.64.8.1' }, never);
    const lines: string[] = [];
    const installed = await installRunner(first, request, (line) => lines.push(line), never);
    expect(installed).toEqual({ executor: 'shell', version: '18.4.0' });
    expect(lines.join('\n')).not.toContain('glrt-');
    first.dispose();

    const runJob = async (branch: string): Promise<string> => {
      await world.push(branch, { 'a.txt': branch });
      const pipeline = await world.pipeline('push', branch);
      const id = (await world.jobs(pipeline.id))[0]!.id;
      await expect.poll(async () => (await world.job(id)).status, slow).toBe('success');
      return world.trace(id);
    };
    expect(await runJob('one')).toMatch(/on vm\n[^]*\n200\n/);

    await host.halt('vm');
    await host.boot({ ...spec, address: '127.64.8.2' }, never);
    // The same keys answer, at the new address.
    const second = await connect({ ...target, host: '127.64.8.2' }, never);
    expect(await runJob('two')).toMatch(/on vm\n/);
    const runners = await world.ask('GET', `${project}/runners`);
    expect(runners.json).toMatchObject([{ status: 'online', runner_type: 'project_type' }]);
    expect(await uninstallRunner(second, request, () => undefined, never)).toBe(true);
    second.dispose();
    expect((await world.ask('GET', `${project}/runners`)).json).toEqual([]);
  });
});
