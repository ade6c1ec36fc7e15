import { status } from '@grpc/grpc-js';
import {
  DiskServiceService,
  ListDisksRequest,
  UpdateDiskRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/disk_service';
import { type Instance, Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  AddInstanceOneToOneNatRequest,
  CreateInstanceMetadata,
  GetInstanceRequest,
  GetInstanceSerialPortOutputRequest,
  InstanceServiceService,
  ListInstanceOperationsRequest,
  RemoveInstanceOneToOneNatRequest,
  UpdateInstanceMetadataRequest,
  UpdateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import {
  AddressServiceService,
  CreateAddressMetadata,
  CreateAddressRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/address_service';
import {
  ListUsedAddressesRequest,
  SubnetServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { describe, expect, it } from 'vitest';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { type MachineHost, type MachineSpec } from '../../../src/sandbox/ports';
import { tempFolder } from '../../support/tempFolder';
import { CloudBench, gib, ubuntu } from './support';

const idOf = (operation: Operation): string =>
  CreateInstanceMetadata.decode(operation.metadata!.value).instanceId;
const get = (bench: CloudBench, instanceId: string, view = 0): Promise<Instance> =>
  bench.ask(InstanceServiceService.get, GetInstanceRequest.fromPartial({ instanceId, view }));
const serial = async (bench: CloudBench, instanceId: string): Promise<string> =>
  (
    await bench.ask(
      InstanceServiceService.getSerialPortOutput,
      GetInstanceSerialPortOutputRequest.fromPartial({ instanceId }),
    )
  ).contents;
const publicAddress = (instance: Instance): string | undefined =>
  instance.networkInterfaces[0]?.primaryV4Address?.oneToOneNat?.address;

async function machine(bench: CloudBench): Promise<{ id: string; subnetId: string }> {
  const { subnetId } = await bench.place();
  const made = await bench.made(bench.createMachine(subnetId));
  return { id: idOf(made), subnetId };
}

/** Keeps a diary of what the cloud asks for; the real one is tested with its own parts. */
function diary(): MachineHost & { readonly entries: string[]; readonly booted: MachineSpec[] } {
  const entries: string[] = [];
  const booted: MachineSpec[] = [];
  return {
    entries,
    booted,
    available: { ok: true },
    async boot(spec) {
      entries.push('boot');
      booted.push(spec);
      return { port: 22, serialOutput: () => `host keys of ${spec.name}\n` };
    },
    async halt() {
      entries.push('halt');
    },
    async remove() {
      entries.push('remove');
    },
  };
}

describe('machines of the sandbox cloud', () => {
  it('go through their states and tell on the serial port why there is no SSH', async () => {
    await using bench = await CloudBench.start();
    const { subnetId } = await bench.place();
    const started = await bench.createMachine(subnetId);
    expect(started.done).toBe(false);
    const id = idOf(started);
    expect((await get(bench, id)).status).toBe(Instance_Status.PROVISIONING);
    await bench.made(started);
    const running = await get(bench, id, 1);
    expect(running).toMatchObject({
      status: Instance_Status.RUNNING,
      metadata: { 'user-data': '#cloud-config\n' },
      resources: { cores: 2, coreFraction: 100 },
    });
    expect(publicAddress(running)).toMatch(/^127\./);
    expect((await get(bench, id)).metadata).toEqual({});
    expect(await serial(bench, id)).toContain('No SSH here: the sandbox has no machines');
  });

  it('are real ones of the host, in step with their states', async () => {
    const machines = diary();
    await using bench = await CloudBench.start({ machines });
    const { id } = await machine(bench);
    await expect.poll(() => serial(bench, id)).toContain('host keys');
    expect(machines.booted[0]).toMatchObject({ id, metadata: { 'user-data': '#cloud-config\n' } });
    await bench.made(bench.ask(InstanceServiceService.restart, { instanceId: id }));
    await bench.made(bench.ask(InstanceServiceService.stop, { instanceId: id }));
    expect(await serial(bench, id)).toContain('host keys');
    await bench.made(bench.ask(InstanceServiceService.start, { instanceId: id }));
    await bench.made(bench.ask(InstanceServiceService.delete, { instanceId: id }));
    expect(machines.entries).toEqual(['boot', 'halt', 'boot', 'halt', 'boot', 'remove']);
    expect(machines.booted[2]!.address).not.toBe(machines.booted[0]!.address);
  });

  it('lose a dynamic address when they stop and get another one', async () => {
    await using bench = await CloudBench.start();
    const { id } = await machine(bench);
    const before = publicAddress(await get(bench, id));
    await bench.made(bench.ask(InstanceServiceService.stop, { instanceId: id }));
    expect(publicAddress(await get(bench, id))).toBe('');
    await bench.made(bench.ask(InstanceServiceService.start, { instanceId: id }));
    const after = publicAddress(await get(bench, id));
    expect(after).toMatch(/^127\./);
    if (process.platform === 'linux') expect(after).not.toBe(before);
  });

  it('keep a reserved address, which stays in use for a while after them', async () => {
    await using bench = await CloudBench.start({ speed: 100 });
    const { id, subnetId } = await machine(bench);
    const { folderId } = bench.cloud;
    const reserved = await bench.made(
      bench.ask(
        AddressServiceService.create,
        CreateAddressRequest.fromPartial({
          folderId,
          name: 'static',
          externalIpv4AddressSpec: { zoneId: 'ru-central1-a' },
        }),
      ),
    );
    const { addressId } = CreateAddressMetadata.decode(reserved.metadata!.value);
    const row = await bench.ask(AddressServiceService.get, { addressId });
    const { address } = row.externalIpv4Address!;
    await bench.made(
      bench.ask(
        InstanceServiceService.removeOneToOneNat,
        RemoveInstanceOneToOneNatRequest.fromPartial({
          instanceId: id,
          networkInterfaceIndex: '0',
        }),
      ),
    );
    expect(publicAddress(await get(bench, id))).toBeUndefined();
    await bench.made(
      bench.ask(
        InstanceServiceService.addOneToOneNat,
        AddInstanceOneToOneNatRequest.fromPartial({
          instanceId: id,
          networkInterfaceIndex: '0',
          oneToOneNatSpec: { address },
        }),
      ),
    );
    await bench.made(bench.ask(InstanceServiceService.stop, { instanceId: id }));
    await bench.made(bench.ask(InstanceServiceService.start, { instanceId: id }));
    expect(publicAddress(await get(bench, id))).toBe(address);
    await bench.made(bench.ask(InstanceServiceService.delete, { instanceId: id }));
    const refused = await bench.failure(bench.ask(AddressServiceService.delete, { addressId }));
    expect(refused.code).toBe(status.FAILED_PRECONDITION);
    const used = () =>
      bench.ask(
        SubnetServiceService.listUsedAddresses,
        ListUsedAddressesRequest.fromPartial({ subnetId }),
      );
    // How long the release lags is the cloud's affair; the refusal above has shown that it does.
    await expect.poll(async () => (await used()).addresses.length).toBe(0);
    await bench.made(bench.ask(AddressServiceService.delete, { addressId }));
    await bench.made(bench.ask(SubnetServiceService.delete, { subnetId }));
  });

  it('take their boot disk along when it says so', async () => {
    await using bench = await CloudBench.start();
    const { id } = await machine(bench);
    const disks = async () =>
      (
        await bench.ask(
          DiskServiceService.list,
          ListDisksRequest.fromPartial({ folderId: bench.cloud.folderId }),
        )
      ).disks;
    const [disk] = await disks();
    expect(disk).toMatchObject({ size: 30 * gib, instanceIds: [id], sourceImageId: ubuntu });
    const refused = await bench.failure(bench.ask(DiskServiceService.delete, { diskId: disk!.id }));
    expect(refused.code).toBe(status.FAILED_PRECONDITION);
    await bench.made(bench.ask(InstanceServiceService.delete, { instanceId: id }));
    expect(await disks()).toEqual([]);
  });

  it('let their disk grow while they run, within the quota, and never shrink', async () => {
    await using bench = await CloudBench.start();
    await machine(bench);
    const list = ListDisksRequest.fromPartial({ folderId: bench.cloud.folderId });
    const first = async () => (await bench.ask(DiskServiceService.list, list)).disks[0]!;
    const { id: diskId, size, typeId } = await first();
    const resize = (to: number) =>
      bench.ask(
        DiskServiceService.update,
        UpdateDiskRequest.fromPartial({ diskId, size: to, updateMask: { paths: ['size'] } }),
      );
    await bench.made(resize(size + 10 * gib));
    expect(await first()).toMatchObject({ size: size + 10 * gib, typeId });
    expect((await bench.failure(resize(size))).code).toBe(status.INVALID_ARGUMENT);
    expect((await bench.failure(resize(4096 * gib))).code).toBe(status.RESOURCE_EXHAUSTED);
    const unknown = UpdateDiskRequest.fromPartial({ diskId, updateMask: { paths: ['type_id'] } });
    expect((await bench.failure(bench.ask(DiskServiceService.update, unknown))).code).toBe(
      status.INVALID_ARGUMENT,
    );
    // What a mask does not name is kept.
    const named = UpdateDiskRequest.fromPartial({
      diskId,
      name: 'boot',
      updateMask: { paths: ['name'] },
    });
    await bench.made(bench.ask(DiskServiceService.update, named));
    expect(await first()).toMatchObject({ name: 'boot', size: size + 10 * gib });
  });

  it('change metadata while they run, but cores only while they are stopped', async () => {
    await using bench = await CloudBench.start();
    const { id } = await machine(bench);
    await bench.made(
      bench.ask(
        InstanceServiceService.updateMetadata,
        UpdateInstanceMetadataRequest.fromPartial({
          instanceId: id,
          delete: ['user-data'],
          upsert: { 'serial-port-enable': '1' },
        }),
      ),
    );
    expect((await get(bench, id, 1)).metadata).toEqual({ 'serial-port-enable': '1' });
    const larger = () =>
      bench.ask(
        InstanceServiceService.update,
        UpdateInstanceRequest.fromPartial({
          instanceId: id,
          updateMask: { paths: ['resources_spec'] },
          resourcesSpec: { cores: 4, memory: 8 * gib, coreFraction: 100 },
        }),
      );
    expect((await bench.failure(larger())).code).toBe(status.FAILED_PRECONDITION);
    await bench.made(bench.ask(InstanceServiceService.stop, { instanceId: id }));
    await bench.made(larger());
    expect((await get(bench, id)).resources).toMatchObject({ cores: 4 });
    const { operations } = await bench.ask(
      InstanceServiceService.listOperations,
      ListInstanceOperationsRequest.fromPartial({ instanceId: id }),
    );
    expect(operations.map((operation) => operation.description)).toEqual([
      'Update instance',
      'Stop instance',
      'Update instance metadata',
      'Create instance',
    ]);
  });

  it('count against quotas: too many cores, GPUs that nobody gave', async () => {
    await using bench = await CloudBench.start();
    const { subnetId } = await bench.place();
    const cores = await bench.failure(
      bench.createMachine(subnetId, {
        resourcesSpec: { cores: 34, memory: 34 * gib, coreFraction: 100, gpus: 0 },
      }),
    );
    expect(cores.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(cores.details).toContain('compute.instanceCores.count');
    const gpu = await bench.failure(
      bench.createMachine(subnetId, {
        platformId: 'gpu-standard-v2',
        resourcesSpec: { cores: 8, memory: 48 * gib, coreFraction: 100, gpus: 1 },
      }),
    );
    expect(gpu.details).toContain('compute.instanceGpus.count');
  });

  it('boot again after a restart of the sandbox', async () => {
    await using folder = await tempFolder();
    const tls = await ensureCertificates(folder.path);
    let id: string;
    {
      await using bench = await CloudBench.start({ tls, folder: folder.path });
      ({ id } = await machine(bench));
    }
    const machines = diary();
    await using bench = await CloudBench.start({ tls, folder: folder.path, machines });
    await expect.poll(() => serial(bench, id)).toContain('host keys');
    expect(machines.entries).toEqual(['boot']);
  });
});
