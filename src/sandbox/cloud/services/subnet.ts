import { Subnet } from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet';
import {
  CreateSubnetMetadata,
  DeleteSubnetMetadata,
  SubnetServiceService,
  UpdateSubnetMetadata,
  UsedAddress,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { reserve } from '../quotas';
import { type SubnetRow } from '../rows';
import { isPrivate, overlaps, parseBlock } from '../rules/ipv4';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName, required } from '../rules/names';
import { page } from '../rules/paging';
import { usedAddresses } from '../usedAddresses';
import { implement, type Method } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { findFor, listFolder, operationsOf, presentNamed, refuseTaken } from './shared';
import { zones } from './zone';

const type = 'yandex.cloud.vpc.v1';

export function subnetService(context: CloudContext): Method[] {
  const { world, operations } = context;
  const { networks, subnets } = world.tables;
  const args = z.object({ id: z.string() });

  const result = (id: string): Subnet => {
    const row = findById(subnets, id);
    if (!row) throw notFound('Subnet', id);
    return presentSubnet(row);
  };
  const remove = (id: string): void => {
    const row = findById(subnets, id);
    if (row) removeRow(subnets, row);
    world.changed();
  };
  const creating = operations.register({
    kind: 'vpc.subnet.create',
    args,
    undoMs: 1_000,
    cancellable: true,
    finish: ({ id }) => pack(`${type}.Subnet`, Subnet, result(id)),
    undo: ({ id }) => remove(id),
  });
  const updating = operations.register({
    kind: 'vpc.subnet.update',
    args,
    undoMs: 0,
    finish: ({ id }) => pack(`${type}.Subnet`, Subnet, result(id)),
    undo: () => undefined,
  });
  const deleting = operations.register({
    kind: 'vpc.subnet.delete',
    args,
    undoMs: 1_000,
    finish({ id }) {
      remove(id);
      return packEmpty();
    },
    undo: () => undefined,
  });

  return implement(SubnetServiceService, {
    get: (request, call) =>
      presentSubnet(
        findFor(context, call, subnets, 'Subnet', request.subnetId, 'vpc.subnets.get').row,
      ),

    list(request, call) {
      const found = listFolder(context, call, subnets, 'vpc.subnets.list', request);
      return { subnets: found.items.map(presentSubnet), nextPageToken: found.nextPageToken };
    },

    create(request, call) {
      const subject = context.access.inFolder(call, 'vpc.subnets.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('vpc', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        required('network_id', request.networkId);
        const network = findById(networks, request.networkId);
        if (!network) throw notFound('Network', request.networkId);
        if (!zones.some((zone) => zone.id === request.zoneId)) {
          throw invalid('zone_id', `Zone ${request.zoneId} does not exist`);
        }
        checkBlocks(
          request.v4CidrBlocks,
          subnets.filter((other) => other.networkId === network.id),
        );
        refuseTaken(subnets, 'Subnet', request);
        operations.refuseBusy(network.id, 'plain');
        reserve(world, request.folderId, { 'vpc.subnets.count': 1 });
        const { folderId, name, description, labels, networkId, zoneId, routeTableId } = request;
        const row: SubnetRow = {
          id: newId(zoneId.endsWith('a') ? 'e9b' : zoneId.endsWith('b') ? 'e2l' : 'fl8'),
          folderId,
          createdAt: context.clock.now(),
          name,
          description,
          labels,
          networkId,
          zoneId,
          cidrs: request.v4CidrBlocks,
          routeTableId,
          lagging: [],
        };
        subnets.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create subnet',
          folderId,
          resourceId: row.id,
          ms: 3_000,
          metadata: pack(`${type}.CreateSubnetMetadata`, CreateSubnetMetadata, {
            subnetId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = findFor(
        context,
        call,
        subnets,
        'Subnet',
        request.subnetId,
        'vpc.subnets.update',
      );
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const sets = masked(request.updateMask, [
          'name',
          'description',
          'labels',
          'route_table_id',
        ]);
        if (sets('name')) {
          checkName('vpc', request.name);
          refuseTaken(subnets, 'Subnet', { ...row, name: request.name });
        }
        if (sets('labels')) checkLabels(request.labels);
        if (sets('name')) row.name = request.name;
        if (sets('description')) row.description = request.description;
        if (sets('labels')) row.labels = request.labels;
        if (sets('route_table_id')) row.routeTableId = request.routeTableId;
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update subnet',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 1_000,
          metadata: pack(`${type}.UpdateSubnetMetadata`, UpdateSubnetMetadata, {
            subnetId: row.id,
          }),
        };
      });
    },

    delete(request, call) {
      const { row, subject } = findFor(
        context,
        call,
        subnets,
        'Subnet',
        request.subnetId,
        'vpc.subnets.delete',
      );
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const used = usedAddresses(world, row, context.clock.now());
        if (used.length > 0) {
          throw unmet(`Subnet ${row.id} is not empty: ${used.length} addresses are in use`);
        }
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete subnet',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 5_000,
          metadata: pack(`${type}.DeleteSubnetMetadata`, DeleteSubnetMetadata, {
            subnetId: row.id,
          }),
        };
      });
    },

    listUsedAddresses(request, call) {
      const { row } = findFor(
        context,
        call,
        subnets,
        'Subnet',
        request.subnetId,
        'vpc.subnets.get',
      );
      const { items, nextPageToken } = page(
        usedAddresses(world, row, context.clock.now()),
        request,
      );
      return {
        // The SDK does not export the enum of references; its JSON names do as well.
        addresses: items.map((used) =>
          UsedAddress.fromJSON({
            address: used.address,
            ipVersion: 'IPV4',
            references: [
              { referrer: { type: used.holderType, id: used.holderId }, type: 'USED_BY' },
            ],
          }),
        ),
        nextPageToken,
      };
    },

    listOperations(request, call) {
      findFor(context, call, subnets, 'Subnet', request.subnetId, 'vpc.subnets.get');
      return operationsOf(context, request.subnetId, request);
    },
  });
}

export function presentSubnet(row: SubnetRow): Subnet {
  return {
    ...presentNamed(row),
    networkId: row.networkId,
    zoneId: row.zoneId,
    v4CidrBlocks: [...row.cidrs],
    v6CidrBlocks: [],
    routeTableId: row.routeTableId,
  };
}

function checkBlocks(cidrs: readonly string[], others: readonly SubnetRow[]): void {
  if (cidrs.length === 0) throw invalid('v4_cidr_blocks', 'Field is required');
  for (const cidr of cidrs) {
    const block = parseBlock(cidr);
    if (!block) throw invalid('v4_cidr_blocks', `Invalid network address ${cidr}`);
    if (!isPrivate(block)) throw invalid('v4_cidr_blocks', `${cidr} is not a private network`);
    if (block.bits < 16 || block.bits > 28) {
      throw invalid('v4_cidr_blocks', `The prefix of ${cidr} must be between 16 and 28`);
    }
    for (const other of others.flatMap((subnet) => subnet.cidrs)) {
      const taken = parseBlock(other);
      if (taken && overlaps(block, taken)) {
        throw unmet(`CIDR ${cidr} overlaps with ${other} of the same network`);
      }
    }
  }
}
