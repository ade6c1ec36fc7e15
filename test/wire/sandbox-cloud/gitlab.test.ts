import { status } from '@grpc/grpc-js';
import { Instance_Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import {
  CreateInstanceMetadata,
  CreateInstanceRequest,
  InstanceServiceService,
  UpdateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { describe, expect, it } from 'vitest';
import { type GitLabHost, type GitLabSpec } from '../../../src/sandbox/ports';
import { CloudBench, gib } from './support';

/** Creating one takes eighteen minutes: at this speed about a tenth of a second. */
const speed = 10_000;

const request = (bench: CloudBench, subnetId: string): CreateInstanceRequest =>
  CreateInstanceRequest.fromPartial({
    folderId: bench.cloud.folderId,
    subnetId,
    name: 'gitlab-mlops',
    resourcePresetId: 's2.micro',
    diskSize: 30 * gib,
    adminLogin: 'gitlab-user',
    adminEmail: 'anna@example.com',
    domainPrefix: 'mlops-anna',
    backupRetainPeriodDays: 7,
    approvalRulesId: 'NONE',
  });
const create = (bench: CloudBench, wanted: CreateInstanceRequest): Promise<Operation> =>
  bench.ask(InstanceServiceService.create, wanted);
const idOf = (operation: Operation): string =>
  CreateInstanceMetadata.decode(operation.metadata!.value).instanceId;

describe('GitLab instances of the sandbox cloud', () => {
  it('have the GitLab that the host gives them, and stop, start and go with it', async () => {
    const entries: string[] = [];
    const running = { domain: 'localhost:4443', version: '18.4.2' };
    const gitlabs: GitLabHost = {
      create: async (spec: GitLabSpec) => {
        entries.push(`create ${spec.domainPrefix} for ${spec.adminEmail}`);
        return running;
      },
      start: async () => {
        entries.push('start');
        return running;
      },
      stop: async () => void entries.push('stop'),
      remove: async () => void entries.push('remove'),
    };
    await using bench = await CloudBench.start({ speed, gitlabs });
    const { subnetId } = await bench.place();
    const started = await create(bench, request(bench, subnetId));
    const instanceId = idOf(started);
    const get = () => bench.ask(InstanceServiceService.get, { instanceId });
    expect(await get()).toMatchObject({
      status: Instance_Status.CREATING,
      domain: 'mlops-anna.gitlab.yandexcloud.net',
    });
    await bench.made(started);
    expect(await get()).toMatchObject({
      status: Instance_Status.RUNNING,
      domain: 'localhost:4443',
      gitlabVersion: '18.4.2',
    });
    await bench.made(bench.ask(InstanceServiceService.stop, { instanceId }));
    expect((await get()).status).toBe(Instance_Status.STOPPED);
    await bench.made(bench.ask(InstanceServiceService.start, { instanceId }));
    await bench.made(bench.ask(InstanceServiceService.delete, { instanceId }));
    expect((await bench.failure(get())).code).toBe(status.NOT_FOUND);
    expect(entries).toEqual(['create mlops-anna for anna@example.com', 'stop', 'start', 'remove']);
  });

  it('are taken back when there can be no GitLab: first the error, then the end', async () => {
    const gitlabs: GitLabHost = {
      create: () => Promise.reject(new Error('no room')),
      start: () => Promise.reject(new Error('no room')),
      stop: async () => undefined,
      remove: async () => undefined,
    };
    await using bench = await CloudBench.start({ speed, gitlabs });
    const { subnetId } = await bench.place();
    const started = await create(bench, request(bench, subnetId));
    const ended = await bench.done(started);
    expect(ended.error?.code).toBe(status.INTERNAL);
    const gone = bench.ask(InstanceServiceService.get, { instanceId: idOf(started) });
    expect((await bench.failure(gone)).code).toBe(status.NOT_FOUND);
    expect(bench.cloud.crashes).toHaveLength(1);
  });

  it.each<[string, Partial<CreateInstanceRequest>]>([
    ['name', { name: 'G' }],
    ['resource_preset_id', { resourcePresetId: 's3.micro' }],
    ['disk_size', { diskSize: 10 * gib }],
    ['admin_email', { adminEmail: 'anna' }],
    ['admin_login', { adminLogin: '-x' }],
    ['domain_prefix', { domainPrefix: 'abc' }],
    ['approval_rules_id', { approvalRulesId: '' }],
    ['labels', { labels: { Upper: 'x' } }],
  ])('refuse a request whose %s breaks a rule, and name it', async (field, change) => {
    await using bench = await CloudBench.start({ speed });
    const { subnetId } = await bench.place();
    const error = await bench.failure(create(bench, { ...request(bench, subnetId), ...change }));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain(field);
  });

  it('refuse a domain that somebody has and the subnet that cannot be', async () => {
    await using bench = await CloudBench.start({ speed });
    const { subnetId } = await bench.place('192.168.0.0/24');
    const subnet = await bench.failure(create(bench, request(bench, subnetId)));
    expect(subnet.code).toBe(status.FAILED_PRECONDITION);
    bench.cloud.world.tables.subnets[0]!.cidrs = ['10.16.0.0/24'];
    const wanted = { ...request(bench, subnetId), domainPrefix: 'demo-gitlab' };
    expect((await bench.failure(create(bench, wanted))).code).toBe(status.ALREADY_EXISTS);
  });

  it('only grow, and are protected from deletion until an update says otherwise', async () => {
    await using bench = await CloudBench.start({ speed });
    const { subnetId } = await bench.place();
    const started = await bench.made(
      create(bench, { ...request(bench, subnetId), deletionProtection: true }),
    );
    const instanceId = idOf(started);
    const update = (paths: string[], change: Partial<UpdateInstanceRequest>) =>
      bench.ask(
        InstanceServiceService.update,
        UpdateInstanceRequest.fromPartial({ instanceId, updateMask: { paths }, ...change }),
      );
    const smaller = await bench.failure(update(['disk_size'], { diskSize: 29 * gib }));
    expect(smaller.code).toBe(status.INVALID_ARGUMENT);
    await bench.made(update(['resource_preset_id'], { resourcePresetId: 's2.small' }));
    const down = await bench.failure(
      update(['resource_preset_id'], { resourcePresetId: 's2.micro' }),
    );
    expect(down.details).toContain('resource_preset_id');
    const remove = () => bench.ask(InstanceServiceService.delete, { instanceId });
    expect((await bench.failure(remove())).code).toBe(status.FAILED_PRECONDITION);
    await bench.made(update(['deletion_protection'], { deletionProtection: false }));
    await bench.made(remove());
  });

  it('word a conflict in quotes', async () => {
    await using bench = await CloudBench.start({ speed: 600 });
    const { subnetId } = await bench.place();
    const started = await create(bench, request(bench, subnetId));
    const error = await bench.failure(
      bench.ask(InstanceServiceService.stop, { instanceId: idOf(started) }),
    );
    expect(error.details).toBe(`conflicting operation "${started.id}" detected`);
  });
});
