import { ServiceAccount } from '@yandex-cloud/nodejs-sdk/iam-v1/service_account';
import {
  CreateServiceAccountMetadata,
  DeleteServiceAccountMetadata,
  ServiceAccountServiceService,
  UpdateServiceAccountMetadata,
} from '@yandex-cloud/nodejs-sdk/iam-v1/service_account_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { reserve } from '../quotas';
import { type ServiceAccountRow } from '../rows';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { implement, type Method } from '../wire/implement';
import { alreadyExists, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { accessBindings } from './accessBindings';
import { findFor, listFolder, operationsOf, presentNamed } from './shared';

const type = 'yandex.cloud.iam.v1';

export function serviceAccountService(context: CloudContext): Method[] {
  const { clock, operations, world } = context;
  const { serviceAccounts } = world.tables;
  const args = z.object({ id: z.string() });

  const result = (id: string) => {
    const row = findById(serviceAccounts, id);
    if (!row) throw notFound('Service account', id);
    return pack(`${type}.ServiceAccount`, ServiceAccount, presentAccount(row));
  };
  const remove = (id: string): void => {
    const { bindings, keys } = world.tables;
    const row = findById(serviceAccounts, id);
    if (row) removeRow(serviceAccounts, row);
    for (const key of keys.filter((k) => k.serviceAccountId === id)) removeRow(keys, key);
    for (const own of bindings.filter((b) => b.resourceId === id)) removeRow(bindings, own);
    world.changed();
  };
  const creating = operations.register({
    kind: 'iam.serviceAccount.create',
    args,
    undoMs: 1_000,
    finish: ({ id }) => result(id),
    undo: ({ id }) => remove(id),
  });
  const updating = operations.register({
    kind: 'iam.serviceAccount.update',
    args,
    undoMs: 0,
    finish: ({ id }) => result(id),
    undo: () => undefined,
  });
  const deleting = operations.register({
    kind: 'iam.serviceAccount.delete',
    args,
    undoMs: 1_000,
    finish({ id }) {
      remove(id);
      return packEmpty();
    },
    undo: () => undefined,
  });

  function find(id: string, call: Parameters<typeof findFor>[1], verb: string) {
    const permission = `iam.serviceAccounts.${verb}`;
    return findFor(context, call, serviceAccounts, 'Service account', id, permission);
  }

  /** Unique within the cloud, not only the folder. */
  function refuseTakenInCloud(row: { id?: string; folderId: string; name: string }): void {
    const { folders } = world.tables;
    const cloudId = findById(folders, row.folderId)?.cloudId;
    const taken = serviceAccounts.some(
      (other) =>
        other.id !== row.id &&
        other.name === row.name &&
        findById(folders, other.folderId)?.cloudId === cloudId,
    );
    if (taken) throw alreadyExists('Service account', row.name);
  }

  return implement(ServiceAccountServiceService, {
    get: (request, call) => presentAccount(find(request.serviceAccountId, call, 'get').row),

    list(request, call) {
      const found = listFolder(context, call, serviceAccounts, 'iam.serviceAccounts.list', request);
      return {
        serviceAccounts: found.items.map(presentAccount),
        nextPageToken: found.nextPageToken,
      };
    },

    create(request, call) {
      const subject = context.access.inFolder(call, 'iam.serviceAccounts.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('account', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        refuseTakenInCloud(request);
        reserve(world, request.folderId, { 'iam.serviceAccounts.count': 1 });
        const { folderId, name, description, labels } = request;
        const row: ServiceAccountRow = {
          id: newId('aje'),
          folderId,
          createdAt: clock.now(),
          name,
          description,
          labels,
        };
        serviceAccounts.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create service account',
          folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.CreateServiceAccountMetadata`, CreateServiceAccountMetadata, {
            serviceAccountId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = find(request.serviceAccountId, call, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const sets = masked(request.updateMask, ['name', 'description', 'labels']);
        if (sets('name')) {
          checkName('account', request.name);
          refuseTakenInCloud({ ...row, name: request.name });
        }
        if (sets('labels')) checkLabels(request.labels);
        if (sets('name')) row.name = request.name;
        if (sets('description')) row.description = request.description;
        if (sets('labels')) row.labels = request.labels;
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update service account',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 1_000,
          metadata: pack(`${type}.UpdateServiceAccountMetadata`, UpdateServiceAccountMetadata, {
            serviceAccountId: row.id,
          }),
        };
      });
    },

    delete(request, call) {
      const { row, subject } = find(request.serviceAccountId, call, 'delete');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const user = world.tables.instances.find((vm) => vm.serviceAccountId === row.id);
        if (user) throw unmet(`Service account ${row.id} is in use by compute.instance ${user.id}`);
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete service account',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 2_000,
          metadata: pack(`${type}.DeleteServiceAccountMetadata`, DeleteServiceAccountMetadata, {
            serviceAccountId: row.id,
          }),
        };
      });
    },

    listOperations(request, call) {
      find(request.serviceAccountId, call, 'get');
      return operationsOf(context, request.serviceAccountId, request);
    },

    ...accessBindings(context, {
      type: 'iam.serviceAccount',
      permissions: 'iam.serviceAccounts',
      kind: 'Service account',
      folderOf: (id) => findById(serviceAccounts, id)?.folderId,
    }),
  });
}

function presentAccount(row: ServiceAccountRow): ServiceAccount {
  return {
    ...presentNamed(row),
    ...(row.lastAuthenticatedAt === undefined
      ? {}
      : { lastAuthenticatedAt: new Date(row.lastAuthenticatedAt) }),
  };
}
