import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  UpdateInstanceMetadata,
  UpdateInstanceMetadataMetadata,
  type UpdateInstanceMetadataRequest,
  type UpdateInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack } from '../pack';
import { checkLabels, checkName } from '../rules/names';
import { masked } from '../rules/mask';
import { checkResources } from '../rules/platforms';
import { type Call } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById } from '../world';
import { instanceType as type, packInstance } from './instanceMessage';
import { checkMetadata } from './instanceRules';
import { findFor, refuseTaken } from './shared';

const fields = [
  'name',
  'description',
  'labels',
  'platform_id',
  'resources_spec',
  'metadata',
  'service_account_id',
  'scheduling_policy',
] as const;

export function instanceEdits(context: CloudContext) {
  const { access, operations, world } = context;
  const { instances, serviceAccounts } = world.tables;

  const updating = operations.register({
    kind: 'compute.instance.update',
    args: z.object({ id: z.string() }),
    undoMs: 0,
    finish({ id }) {
      const row = findById(instances, id);
      if (!row) throw notFound('Instance', id);
      return packInstance(row);
    },
    undo: () => undefined,
  });

  function find(call: Call, id: string) {
    return findFor(context, call, instances, 'Instance', id, 'compute.instances.update');
  }

  return {
    update(request: UpdateInstanceRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId);
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const sets = masked(request.updateMask, fields);
        const next = { ...row };
        if (sets('name')) next.name = request.name;
        if (sets('description')) next.description = request.description;
        if (sets('labels')) next.labels = request.labels;
        if (sets('metadata')) next.metadata = request.metadata;
        if (sets('platform_id')) next.platformId = request.platformId;
        if (sets('service_account_id')) next.serviceAccountId = request.serviceAccountId;
        if (sets('scheduling_policy')) {
          next.preemptible = request.schedulingPolicy?.preemptible ?? false;
        }
        if (sets('resources_spec')) {
          const spec = request.resourcesSpec;
          if (!spec) throw invalid('resources_spec', 'Field is required');
          const { memory, cores, gpus } = spec;
          Object.assign(next, { memory, cores, gpus, coreFraction: spec.coreFraction || 100 });
        }
        checkName('compute', next.name);
        checkLabels(next.labels, true);
        checkMetadata(next.metadata);
        checkResources(next.platformId, next.zoneId, next);
        refuseTaken(instances, 'Instance', next);
        if (next.serviceAccountId !== row.serviceAccountId && next.serviceAccountId !== '') {
          if (!findById(serviceAccounts, next.serviceAccountId)) {
            throw notFound('Service account', next.serviceAccountId);
          }
          access.require(subject, 'iam.serviceAccounts.use', {
            type: 'iam.serviceAccount',
            id: next.serviceAccountId,
          });
        }
        const hardware = (vm: typeof row): string =>
          [vm.platformId, vm.memory, vm.cores, vm.gpus, vm.coreFraction, vm.preemptible].join();
        if (hardware(next) !== hardware(row) && row.status !== Instance_Status.STOPPED) {
          throw unmet(`Instance ${row.id} must be stopped for this change`);
        }
        Object.assign(row, next);
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 5_000,
          metadata: pack(`${type}.UpdateInstanceMetadata`, UpdateInstanceMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },

    updateMetadata(request: UpdateInstanceMetadataRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId);
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const kept = Object.entries(row.metadata).filter(([key]) => !request.delete.includes(key));
        const next = { ...Object.fromEntries(kept), ...request.upsert };
        checkMetadata(next);
        row.metadata = next;
        return {
          work: updating,
          args: { id: row.id },
          description: 'Update instance metadata',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 5_000,
          metadata: pack(`${type}.UpdateInstanceMetadataMetadata`, UpdateInstanceMetadataMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },
  };
}
