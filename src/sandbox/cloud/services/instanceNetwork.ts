import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  AddInstanceOneToOneNatMetadata,
  type AddInstanceOneToOneNatRequest,
  RemoveInstanceOneToOneNatMetadata,
  type RemoveInstanceOneToOneNatRequest,
  UpdateInstanceNetworkInterfaceMetadata,
  type UpdateInstanceNetworkInterfaceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { type Machines } from '../machines';
import { pack } from '../pack';
import { newPublicAddress } from '../publicAddresses';
import { type InstanceRow } from '../rows';
import { type Call } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById } from '../world';
import { instanceType as type, packInstance } from './instanceMessage';
import { checkGroups, natOf } from './instanceRules';
import { findFor } from './shared';

/** Public address and security groups of a machine that exists. */
export function instanceNetwork(context: CloudContext, machines: Machines) {
  const { operations, world } = context;
  const { addresses, instances, subnets } = world.tables;
  const args = z.object({ id: z.string() });

  const existing = (id: string): InstanceRow => {
    const row = findById(instances, id);
    if (!row) throw notFound('Instance', id);
    return row;
  };
  /** The machine listens on its public address, so it has to come up again at the new one. */
  async function moveMachine(row: InstanceRow): Promise<void> {
    if (row.status !== Instance_Status.RUNNING) return;
    await machines.halt(row);
    machines.boot(row);
  }
  const adding = operations.register({
    kind: 'compute.instance.nat.add',
    args,
    undoMs: 0,
    async finish({ id }) {
      const row = existing(id);
      const { nat } = row.network;
      const powered = row.status === Instance_Status.RUNNING;
      if (nat?.address === '' && powered) nat.address = newPublicAddress(world);
      await moveMachine(row);
      world.changed();
      return packInstance(row);
    },
    undo: ({ id }) => dropNat(existing(id)),
  });
  const removing = operations.register({
    kind: 'compute.instance.nat.remove',
    args,
    undoMs: 0,
    async finish({ id }) {
      const row = existing(id);
      dropNat(row);
      await moveMachine(row);
      return packInstance(row);
    },
    undo: () => undefined,
  });
  const updating = operations.register({
    kind: 'compute.instance.interface',
    // What it had, for when the update fails.
    args: args.extend({ before: z.array(z.string()).exactOptional() }),
    undoMs: 0,
    finish: ({ id }) => packInstance(existing(id)),
    undo({ id, before }) {
      if (before) existing(id).network.securityGroupIds = before;
      world.changed();
    },
  });

  function dropNat(row: InstanceRow): void {
    const reserved = addresses.find((address) => address.usedBy === row.id);
    if (reserved) delete reserved.usedBy;
    delete row.network.nat;
    world.changed();
  }

  function find(call: Call, id: string, index: string) {
    const found = findFor(context, call, instances, 'Instance', id, 'compute.instances.update');
    if (index !== '0') throw invalid('network_interface_index', `No interface "${index}"`);
    return found;
  }

  const begun = (row: InstanceRow, description: string) => ({
    args: { id: row.id },
    description,
    folderId: row.folderId,
    resourceId: row.id,
    ms: 8_000,
  });

  return {
    addOneToOneNat(request: AddInstanceOneToOneNatRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, request.networkInterfaceIndex);
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        if (row.network.nat) throw unmet(`Instance ${row.id} already has a public address`);
        const nat = natOf(context, row.folderId, request.oneToOneNatSpec ?? { address: '' });
        if (nat?.reserved) nat.reserved.usedBy = row.id;
        row.network.nat = {
          address: nat?.reserved?.address ?? '',
          isStatic: nat?.isStatic ?? false,
        };
        return {
          ...begun(row, 'Add one-to-one NAT'),
          work: adding,
          metadata: pack(`${type}.AddInstanceOneToOneNatMetadata`, AddInstanceOneToOneNatMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },

    removeOneToOneNat(request: RemoveInstanceOneToOneNatRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, request.networkInterfaceIndex);
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        if (!row.network.nat) throw unmet(`Instance ${row.id} has no public address`);
        return {
          ...begun(row, 'Remove one-to-one NAT'),
          work: removing,
          metadata: pack(
            `${type}.RemoveInstanceOneToOneNatMetadata`,
            RemoveInstanceOneToOneNatMetadata,
            { instanceId: row.id },
          ),
        };
      });
    },

    updateNetworkInterface(request: UpdateInstanceNetworkInterfaceRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, request.networkInterfaceIndex);
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const paths = request.updateMask?.paths ?? [];
        if (paths.some((path) => path !== 'security_group_ids') || paths.length === 0) {
          throw invalid('update_mask', 'Only security_group_ids can be changed here');
        }
        const networkId = findById(subnets, row.network.subnetId)?.networkId ?? '';
        checkGroups(context, request.securityGroupIds, networkId);
        const before = row.network.securityGroupIds;
        row.network.securityGroupIds = request.securityGroupIds;
        return {
          ...begun(row, 'Update network interface'),
          args: { id: row.id, before },
          work: updating,
          metadata: pack(
            `${type}.UpdateInstanceNetworkInterfaceMetadata`,
            UpdateInstanceNetworkInterfaceMetadata,
            { instanceId: row.id, networkInterfaceIndex: '0' },
          ),
        };
      });
    },
  };
}
