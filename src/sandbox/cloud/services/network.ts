import { Network } from '@yandex-cloud/nodejs-sdk/vpc-v1/network';
import { SecurityGroup_Status } from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';
import {
  CreateNetworkMetadata,
  DeleteNetworkMetadata,
  NetworkServiceService,
  UpdateNetworkMetadata,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { reserve } from '../quotas';
import { type NetworkRow } from '../rows';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { findFor, listFolder, operationsOf, presentNamed, refuseTaken } from './shared';
import { openRules } from './securityRules';
import { presentSecurityGroup } from './securityGroup';
import { presentSubnet } from './subnet';

const type = 'yandex.cloud.vpc.v1';

export function networkService(context: CloudContext): Method[] {
  const { world, operations } = context;
  const { networks, subnets, securityGroups } = world.tables;

  const creating = operations.register({
    kind: 'vpc.network.create',
    args: z.object({ id: z.string() }),
    undoMs: 1_000,
    cancellable: true,
    finish({ id }) {
      const row = existing(networks, id);
      if (row.defaultSecurityGroupId === '') addDefaultGroup(context, row);
      return pack(`${type}.Network`, Network, presentNetwork(row));
    },
    undo: ({ id }) => removeNetwork(id),
  });

  const updating = operations.register({
    kind: 'vpc.network.update',
    args: z.object({ id: z.string() }),
    undoMs: 0,
    finish: ({ id }) => pack(`${type}.Network`, Network, presentNetwork(existing(networks, id))),
    undo: () => undefined,
  });

  const deleting = operations.register({
    kind: 'vpc.network.delete',
    args: z.object({ id: z.string() }),
    undoMs: 1_000,
    finish({ id }) {
      removeNetwork(id);
      return packEmpty();
    },
    undo: () => undefined,
  });

  function removeNetwork(id: string): void {
    const row = findById(networks, id);
    if (!row) return;
    const group = findById(securityGroups, row.defaultSecurityGroupId);
    if (group) removeRow(securityGroups, group);
    removeRow(networks, row);
    world.changed();
  }

  return implement(NetworkServiceService, {
    get: (request, call) =>
      presentNetwork(
        findFor(context, call, networks, 'Network', request.networkId, 'vpc.networks.get').row,
      ),

    list(request, call) {
      const { items, nextPageToken } = listFolder(
        context,
        call,
        networks,
        'vpc.networks.list',
        request,
      );
      return { networks: items.map(presentNetwork), nextPageToken };
    },

    create(request, call) {
      const subject = context.access.inFolder(call, 'vpc.networks.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('vpc', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        refuseTaken(networks, 'Network', request);
        reserve(world, request.folderId, { 'vpc.networks.count': 1 });
        const { folderId, name, description, labels } = request;
        const row: NetworkRow = {
          id: newId('enp'),
          folderId,
          createdAt: context.clock.now(),
          name,
          description,
          labels,
          defaultSecurityGroupId: '',
        };
        networks.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create network',
          folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.CreateNetworkMetadata`, CreateNetworkMetadata, {
            networkId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = findFor(
        context,
        call,
        networks,
        'Network',
        request.networkId,
        'vpc.networks.update',
      );
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const sets = masked(request.updateMask, ['name', 'description', 'labels']);
        if (sets('name')) {
          checkName('vpc', request.name);
          refuseTaken(networks, 'Network', { ...row, name: request.name });
        }
        if (sets('labels')) checkLabels(request.labels);
        if (sets('name')) row.name = request.name;
        if (sets('description')) row.description = request.description;
        if (sets('labels')) row.labels = request.labels;
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update network',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 1_000,
          metadata: pack(`${type}.UpdateNetworkMetadata`, UpdateNetworkMetadata, {
            networkId: row.id,
          }),
        };
      });
    },

    delete(request, call) {
      const { row, subject } = findFor(
        context,
        call,
        networks,
        'Network',
        request.networkId,
        'vpc.networks.delete',
      );
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        if (subnets.some((subnet) => subnet.networkId === row.id)) {
          throw unmet(`Network ${row.id} is not empty: it has subnets`);
        }
        if (securityGroups.some((group) => group.networkId === row.id && !group.isDefault)) {
          throw unmet(`Network ${row.id} is not empty: it has security groups`);
        }
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete network',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.DeleteNetworkMetadata`, DeleteNetworkMetadata, {
            networkId: row.id,
          }),
        };
      });
    },

    listSubnets(request, call) {
      findFor(context, call, networks, 'Network', request.networkId, 'vpc.subnets.list');
      const own = subnets.filter((subnet) => subnet.networkId === request.networkId);
      const { items, nextPageToken } = page(own, request);
      return { subnets: items.map(presentSubnet), nextPageToken };
    },

    listSecurityGroups(request, call) {
      findFor(context, call, networks, 'Network', request.networkId, 'vpc.securityGroups.list');
      const own = securityGroups.filter((group) => group.networkId === request.networkId);
      const { items, nextPageToken } = page(own, request);
      return { securityGroups: items.map(presentSecurityGroup), nextPageToken };
    },

    listOperations(request, call) {
      findFor(context, call, networks, 'Network', request.networkId, 'vpc.networks.get');
      return operationsOf(context, request.networkId, request);
    },
  });
}

export function presentNetwork(row: NetworkRow): Network {
  return { ...presentNamed(row), defaultSecurityGroupId: row.defaultSecurityGroupId };
}

/** Every network has a group that is used where no other is attached; a fresh one lets everything through. */
export function addDefaultGroup({ world }: Pick<CloudContext, 'world'>, network: NetworkRow): void {
  const id = newId('enp');
  world.tables.securityGroups.push({
    id,
    folderId: network.folderId,
    createdAt: network.createdAt,
    name: `default-sg-${network.id}`,
    description: 'Default security group for network',
    labels: {},
    networkId: network.id,
    status: SecurityGroup_Status.ACTIVE,
    rules: openRules(),
    isDefault: true,
  });
  network.defaultSecurityGroupId = id;
  world.changed();
}

function existing<T extends { id: string }>(rows: readonly T[], id: string): T {
  const row = findById(rows, id);
  if (!row) throw notFound('Network', id);
  return row;
}
