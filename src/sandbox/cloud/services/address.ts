import { Address, Address_IpVersion, Address_Type } from '@yandex-cloud/nodejs-sdk/vpc-v1/address';
import {
  AddressServiceService,
  CreateAddressMetadata,
  DeleteAddressMetadata,
  UpdateAddressMetadata,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/address_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { newPublicAddress } from '../publicAddresses';
import { reserve } from '../quotas';
import { type AddressRow } from '../rows';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { implement, type Method } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { findFor, listFolder, operationsOf, presentNamed, refuseTaken } from './shared';
import { zones } from './zone';

const type = 'yandex.cloud.vpc.v1';

/** Reserved public addresses. */
export function addressService(context: CloudContext): Method[] {
  const { clock, operations, world } = context;
  const { addresses } = world.tables;
  const args = z.object({ id: z.string() });
  const present = (row: AddressRow): Address => presentAddress(row, clock.now());

  const result = (id: string) => {
    const row = findById(addresses, id);
    if (!row) throw notFound('Address', id);
    return pack(`${type}.Address`, Address, present(row));
  };
  const remove = (id: string): void => {
    const row = findById(addresses, id);
    if (row) removeRow(addresses, row);
    world.changed();
  };
  const creating = operations.register({
    kind: 'vpc.address.create',
    args,
    undoMs: 1_000,
    cancellable: true,
    finish: ({ id }) => result(id),
    undo: ({ id }) => remove(id),
  });
  const updating = operations.register({
    kind: 'vpc.address.update',
    args,
    undoMs: 0,
    finish: ({ id }) => result(id),
    undo: () => undefined,
  });
  const deleting = operations.register({
    kind: 'vpc.address.delete',
    args,
    undoMs: 0,
    finish({ id }) {
      remove(id);
      return packEmpty();
    },
    undo: () => undefined,
  });

  function find(id: string, call: Parameters<typeof findFor>[1], verb: string) {
    return findFor(context, call, addresses, 'Address', id, `vpc.addresses.${verb}`);
  }

  return implement(AddressServiceService, {
    get: (request, call) => present(find(request.addressId, call, 'get').row),

    list(request, call) {
      const found = listFolder(context, call, addresses, 'vpc.addresses.list', request);
      return { addresses: found.items.map(present), nextPageToken: found.nextPageToken };
    },

    create(request, call) {
      const subject = context.access.inFolder(call, 'vpc.addresses.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('vpc', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        const spec = request.externalIpv4AddressSpec;
        if (!spec) throw invalid('address_spec', 'Only external IPv4 addresses can be reserved');
        if (!zones.some((zone) => zone.id === spec.zoneId)) {
          throw invalid('external_ipv4_address_spec.zone_id', `No zone "${spec.zoneId}"`);
        }
        refuseTaken(addresses, 'Address', request);
        reserve(world, request.folderId, {
          'vpc.externalStaticAddresses.count': 1,
          'vpc.externalAddresses.count': 1,
        });
        const { folderId, name, description, labels, deletionProtection } = request;
        const row: AddressRow = {
          id: newId('e9b'),
          folderId,
          createdAt: clock.now(),
          name,
          description,
          labels,
          address: newPublicAddress(world),
          zoneId: spec.zoneId,
          reserved: true,
          deletionProtection,
        };
        addresses.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create address',
          folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.CreateAddressMetadata`, CreateAddressMetadata, {
            addressId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = find(request.addressId, call, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const fields = [
          'name',
          'description',
          'labels',
          'reserved',
          'deletion_protection',
        ] as const;
        const sets = masked(request.updateMask, fields);
        if (sets('name')) {
          checkName('vpc', request.name);
          refuseTaken(addresses, 'Address', { ...row, name: request.name });
        }
        if (sets('labels')) checkLabels(request.labels);
        if (sets('name')) row.name = request.name;
        if (sets('description')) row.description = request.description;
        if (sets('labels')) row.labels = request.labels;
        if (sets('reserved')) row.reserved = request.reserved;
        if (sets('deletion_protection')) row.deletionProtection = request.deletionProtection;
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update address',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 1_000,
          metadata: pack(`${type}.UpdateAddressMetadata`, UpdateAddressMetadata, {
            addressId: row.id,
          }),
        };
      });
    },

    delete(request, call) {
      const { row, subject } = find(request.addressId, call, 'delete');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        if (row.deletionProtection) throw unmet(`Address ${row.id} is protected from deletion`);
        if (isUsed(row, clock.now())) throw unmet(`Address ${row.id} is in use`);
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete address',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.DeleteAddressMetadata`, DeleteAddressMetadata, {
            addressId: row.id,
          }),
        };
      });
    },

    listOperations(request, call) {
      find(request.addressId, call, 'get');
      return operationsOf(context, request.addressId, request);
    },
  });
}

export function isUsed(row: AddressRow, now: number): boolean {
  return row.usedBy !== undefined || (row.usedUntil ?? 0) > now;
}

function presentAddress(row: AddressRow, now: number): Address {
  return {
    ...presentNamed(row),
    externalIpv4Address: { address: row.address, zoneId: row.zoneId },
    reserved: row.reserved,
    used: isUsed(row, now),
    type: Address_Type.EXTERNAL,
    ipVersion: Address_IpVersion.IPV4,
    deletionProtection: row.deletionProtection,
    dnsRecords: [],
  };
}
