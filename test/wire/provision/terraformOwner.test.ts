import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import {
  finished,
  isTerraforms,
  labelKeys,
  stackLabels,
  terraformOwner,
} from '../../../src/model/cloud';
import { type MachineId } from '../../../src/model/ids';
import { type TerraformOwner } from '../../../src/model/ownership';
import { EnvironmentWork } from '../../../src/provision/environmentWork';
import { StackFiles } from '../../../src/provision/stackFiles';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder } from '../../support/tempFolder';
import { blueprintFor, contents, quickSteps } from './support';

function workOf(cloud: SimulatedCloud, folder: string): EnvironmentWork {
  const client = cloud.client();
  return new EnvironmentWork({
    folder,
    cloud: () => Promise.resolve(client),
    furtherSteps: () => [],
    currency: 'RUB',
    pace: quickSteps,
    now: Date.now,
    report: (error) => {
      throw error;
    },
    askSignIn: () => undefined,
    signedIn: () => Promise.resolve(true),
  });
}

async function mark(
  folder: string,
  cloud: SimulatedCloud,
  owner: TerraformOwner | undefined,
): Promise<void> {
  const files = new StackFiles(join(folder, cloud.folderId), Date.now);
  const open = await files.open('test-stack');
  const { header } = open.journal.state;
  await open.journal.change({ header: { ...header, owner } }, 'marked');
  await open.close();
}

const owner: TerraformOwner = { kind: 'terraform', folder: '/home/anna/tf', since: 1 };

describe('an environment that Terraform owns', () => {
  it('is neither planned, made, resumed nor destroyed here, and nothing in the cloud moves', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const work = workOf(cloud, folder.path);
    const blueprint = blueprintFor(cloud);
    const plan = await work.plan(blueprint, never);
    await (
      await work.begin(plan)
    ).ended;
    await mark(folder.path, cloud, owner);
    const before = await contents(cloud.client(), blueprint);
    const refused = {
      kind: 'conflict',
      fix: 'open-terraform',
      message: expect.stringContaining('Terraform owns “test-stack” since') as string,
    };
    await expect(work.plan(blueprint, never)).rejects.toMatchObject(refused);
    await expect(work.begin(plan)).rejects.toMatchObject(refused);
    await expect(work.resume(blueprint)).rejects.toMatchObject(refused);
    await expect(work.destroy(blueprint, true)).rejects.toMatchObject(refused);
    expect(await contents(cloud.client(), blueprint)).toEqual(before);
    // Who asks for its configuration may see it as ours.
    const used = await work.plan(blueprint, never, 'use');
    expect(used.items.filter(({ action }) => action === 'keep').length).toBeGreaterThan(6);
    work.dispose();
  });

  it('is taken back in one write, unless Terraform still works on it', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const work = workOf(cloud, folder.path);
    const blueprint = blueprintFor(cloud);
    await (
      await work.begin(await work.plan(blueprint, never))
    ).ended;
    const busy = { kind: 'create', since: 1, file: '', log: '', pid: process.pid } as const;
    await mark(folder.path, cloud, { ...owner, work: busy });
    await expect(work.takeBack(blueprint)).rejects.toMatchObject({ kind: 'conflict' });
    await mark(folder.path, cloud, { ...owner, work: { ...busy, started: 'long ago' } });
    await work.takeBack(blueprint);
    const { stack } = await work.read(cloud.folderId);
    expect(stack?.header.owner).toBeUndefined();
    expect(stack?.header.takenBackAt).toBeGreaterThan(1);
    expect((await work.plan(blueprint, never)).items.map(({ action }) => action)).not.toContain(
      'blocked',
    );
    const { ended } = await work.destroy(blueprint, true);
    expect((await ended).state).toBe('done');
    work.dispose();
  });

  it('loses the mark of Terraform and nothing else; what the cloud refuses is told and done the next time', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const work = workOf(cloud, folder.path);
    const blueprint = blueprintFor(cloud);
    await (
      await work.begin(await work.plan(blueprint, never))
    ).ended;
    const client = cloud.client();
    const before = await contents(client, blueprint);
    const { stack } = await work.read(cloud.folderId);
    const made = stack?.runs.create ?? {};
    for (const [step, kind] of [
      ['network', 'network'],
      ['subnet', 'subnet'],
      ['security-group', 'security group'],
      ['service-account', 'service account'],
      ['gitlab', 'GitLab instance'],
      ['machine', 'machine'],
    ] as const) {
      const id = made[step]?.outputs['id'] ?? '';
      const labels = {
        ...stackLabels(blueprint.stackId, step),
        ...(step === 'machine' && { team: 'vision' }),
        [labelKeys.owner]: terraformOwner,
      };
      finished(
        await client.settle(
          (await client.setLabels({ kind, id }, labels, randomUUID(), never)).id,
          never,
        ),
      );
    }
    await mark(folder.path, cloud, owner);
    expect(await work.unmark(blueprint, never)).toEqual([]);
    const machineId = made['machine']?.outputs['id'] as MachineId;
    expect(isTerraforms(await client.machine(machineId, never))).toBe(true);
    await work.takeBack(blueprint);
    cloud.server.faults.add({
      service: 'cloud',
      match: 'compute.InstanceService/Update',
      times: 1,
      fault: { kind: 'status', status: 'PERMISSION_DENIED' },
    });
    const left = await work.unmark(blueprint, never);
    expect(left).toEqual([
      expect.stringMatching(/Cannot change the labels of machine “.*compute.editor/),
    ]);
    expect((await work.read(cloud.folderId)).stack?.header.takenBackAt).toBeDefined();
    expect(await work.unmark(blueprint, never)).toEqual([]);
    expect((await work.read(cloud.folderId)).stack?.header.takenBackAt).toBeUndefined();
    expect((await client.machine(machineId, never)).labels).toEqual({
      ...stackLabels(blueprint.stackId, 'machine'),
      team: 'vision',
    });
    const networks = await client.networks(cloud.folderId, never);
    expect(networks.filter(isTerraforms)).toEqual([]);
    expect(await contents(client, blueprint)).toEqual({
      ...(before as object),
      machines: expect.anything() as unknown,
    });
    const again = await work.plan(blueprint, never);
    expect(new Set(again.items.map(({ action }) => action))).toEqual(new Set(['keep']));
    work.dispose();
  });

  it('is left alone by a second window as by the first', async () => {
    await using cloud = await simulatedCloud();
    await using folder = await tempFolder();
    const first = workOf(cloud, folder.path);
    const second = workOf(cloud, folder.path);
    const blueprint = blueprintFor(cloud);
    const plan = await first.plan(blueprint, never);
    await (
      await first.begin(plan)
    ).ended;
    await mark(folder.path, cloud, owner);
    await expect(second.begin(plan)).rejects.toMatchObject({ fix: 'open-terraform' });
    // The refusal has given the lock back.
    await first.takeBack(blueprint);
    expect((await second.read(cloud.folderId)).stack?.header.owner).toBeUndefined();
    first.dispose();
    second.dispose();
  });
});
