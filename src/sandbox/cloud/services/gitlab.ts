import { Instance, Instance_Status as Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import {
  CreateInstanceMetadata,
  InstanceServiceService,
  UpdateInstanceMetadata,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import * as z from 'zod';
import { isRecord } from '../../../base/record';
import { type CloudContext } from '../context';
import { pack } from '../pack';
import { reserve } from '../quotas';
import { type GitLabRow, type PackedRow } from '../rows';
import {
  checkAdmin,
  checkApprovalRules,
  checkDiskSize,
  checkDomainPrefix,
  checkPreset,
  checkRetention,
  checkSubnet,
  presets,
} from '../rules/gitlab';
import { freeAddress, parseBlock } from '../rules/ipv4';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName } from '../rules/names';
import { usedAddresses } from '../usedAddresses';
import { type Call, implement, type Method } from '../wire/implement';
import { CloudError, invalid, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { gitlabPower } from './gitlabPower';
import { findFor, listFolder, presentNamed, refuseTaken } from './shared';

export const gitlabType = 'yandex.cloud.gitlab.v1';
const version = '17.11.4';
const suffix = '.gitlab.yandexcloud.net';
/** Prefixes that other customers have; host names are unique in all of the cloud. */
const foreignPrefixes = ['gitlab', 'company', 'demo-gitlab'];
const fields = [
  'name',
  'description',
  'labels',
  'backup_retain_period_days',
  'resource_preset_id',
  'maintenance_delete_untagged',
  'deletion_protection',
  'approval_rules_id',
  'approval_rules_token',
  'disk_size',
] as const;

/** Managed GitLab: seven methods, no more; security groups cannot be named anywhere. */
export function gitlabService(context: CloudContext): Method[] {
  const { access, clock, operations, world } = context;
  const { gitlabs, subnets } = world.tables;
  const args = z.object({ id: z.string() });

  const existing = (id: string): GitLabRow => {
    const row = findById(gitlabs, id);
    if (!row) throw notFound('Instance', id);
    return row;
  };
  const creating = operations.register({
    kind: 'gitlab.instance.create',
    args,
    undoMs: 60_000,
    async finish({ id }) {
      const row = existing(id);
      const running = await context.gitlabs?.create(row);
      if (running) Object.assign(row, { domain: running.domain, gitlabVersion: running.version });
      row.status = Status.RUNNING;
      world.changed();
      return packGitLab(row);
    },
    async undo({ id }) {
      const row = existing(id);
      await context.gitlabs?.remove(id);
      removeRow(gitlabs, row);
      world.changed();
    },
  });
  const updating = operations.register({
    kind: 'gitlab.instance.update',
    // What it was, for when the update fails.
    args: args.extend({ before: z.custom<Partial<GitLabRow>>(isRecord).exactOptional() }),
    undoMs: 10_000,
    finish({ id }) {
      const row = existing(id);
      row.status = Status.RUNNING;
      row.updatedAt = clock.now();
      world.changed();
      return packGitLab(row);
    },
    undo({ id, before }) {
      Object.assign(existing(id), before, { status: Status.RUNNING });
    },
  });

  function find(call: Call, id: string, verb: string) {
    return findFor(context, call, gitlabs, 'Instance', id, `gitlab.instances.${verb}`);
  }

  return implement(InstanceServiceService, {
    get: (request, call) => presentGitLab(find(call, request.instanceId, 'get').row),

    list(request, call) {
      const found = listFolder(context, call, gitlabs, 'gitlab.instances.list', request);
      return { instances: found.items.map(presentGitLab), nextPageToken: found.nextPageToken };
    },

    create(request, call) {
      const subject = access.inFolder(call, 'gitlab.instances.create', request.folderId);
      const folder = { type: 'resource-manager.folder', id: request.folderId } as const;
      access.require(subject, 'vpc.subnets.use', folder);
      return operations.run(call, subject, () => {
        checkName('gitlab', request.name);
        checkDescription(request.description);
        checkLabels(request.labels);
        checkPreset(request.resourcePresetId);
        checkDiskSize(request.diskSize);
        checkAdmin(request.adminLogin, request.adminEmail);
        checkDomainPrefix(request.domainPrefix);
        checkRetention(request.backupRetainPeriodDays);
        checkApprovalRules(request.approvalRulesId);
        const subnet = findById(subnets, request.subnetId);
        if (!subnet) throw notFound('Subnet', request.subnetId);
        checkSubnet(subnet);
        operations.refuseBusy(subnet.id, 'quoted');
        refuseTaken(gitlabs, 'Instance', request);
        const { domainPrefix } = request;
        if (
          foreignPrefixes.includes(domainPrefix) ||
          gitlabs.some((row) => row.domainPrefix === domainPrefix)
        ) {
          throw new CloudError('ALREADY_EXISTS', `Domain ${domainPrefix}${suffix} already exists`);
        }
        reserve(world, request.folderId, { 'managed-gitlab.instances.count': 1 });
        const block = parseBlock(subnet.cidrs[0] ?? '');
        const taken = usedAddresses(world, subnet, clock.now()).map((used) => used.address);
        const address = block && freeAddress(block, new Set(taken));
        if (address === undefined) throw unmet(`Subnet ${subnet.id} has no free addresses`);
        const { folderId, name, description, labels, resourcePresetId, diskSize } = request;
        const row: GitLabRow = {
          id: newId('c17'),
          folderId,
          createdAt: clock.now(),
          updatedAt: clock.now(),
          name,
          description,
          labels,
          resourcePresetId,
          diskSize,
          status: Status.CREATING,
          adminLogin: request.adminLogin,
          adminEmail: request.adminEmail,
          domainPrefix,
          domain: `${domainPrefix}${suffix}`,
          subnetId: subnet.id,
          address,
          backupRetainPeriodDays: request.backupRetainPeriodDays || 7,
          maintenanceDeleteUntagged: request.maintenanceDeleteUntagged,
          deletionProtection: request.deletionProtection,
          approvalRulesId: request.approvalRulesId,
          gitlabVersion: version,
        };
        gitlabs.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create GitLab instance',
          folderId,
          resourceId: row.id,
          ms: 18 * 60_000,
          metadata: pack(`${gitlabType}.CreateInstanceMetadata`, CreateInstanceMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = find(call, request.instanceId, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'quoted');
        if (row.status !== Status.RUNNING) throw unmet(`Instance ${row.id} is not running`);
        const sets = masked(request.updateMask, fields);
        const next = { ...row };
        if (sets('name')) next.name = request.name;
        if (sets('description')) next.description = request.description;
        if (sets('labels')) next.labels = request.labels;
        if (sets('backup_retain_period_days')) {
          next.backupRetainPeriodDays = request.backupRetainPeriodDays || 7;
        }
        if (sets('resource_preset_id')) next.resourcePresetId = request.resourcePresetId;
        if (sets('maintenance_delete_untagged')) {
          next.maintenanceDeleteUntagged = request.maintenanceDeleteUntagged;
        }
        if (sets('deletion_protection')) next.deletionProtection = request.deletionProtection;
        if (sets('approval_rules_id')) next.approvalRulesId = request.approvalRulesId;
        if (sets('disk_size')) next.diskSize = request.diskSize;
        checkName('gitlab', next.name);
        checkLabels(next.labels);
        checkPreset(next.resourcePresetId);
        checkDiskSize(next.diskSize);
        checkRetention(next.backupRetainPeriodDays);
        checkApprovalRules(next.approvalRulesId);
        refuseTaken(gitlabs, 'Instance', next);
        if (presets.indexOf(next.resourcePresetId) < presets.indexOf(row.resourcePresetId)) {
          throw invalid('resource_preset_id', 'The resource preset can only be made larger');
        }
        if (next.diskSize < row.diskSize) {
          throw invalid('disk_size', 'The disk can only be made larger');
        }
        const heavy =
          next.diskSize !== row.diskSize || next.resourcePresetId !== row.resourcePresetId;
        const before = { ...row };
        Object.assign(row, next, { status: Status.UPDATING });
        return {
          work: updating,
          args: { id: row.id, before },
          description: 'Update GitLab instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: heavy ? 5 * 60_000 : 10_000,
          metadata: pack(`${gitlabType}.UpdateInstanceMetadata`, UpdateInstanceMetadata, {
            instanceId: row.id,
          }),
        };
      });
    },

    ...gitlabPower(context, find),
  });
}

export function presentGitLab(row: GitLabRow): Instance {
  return {
    ...presentNamed(row),
    updatedAt: new Date(row.updatedAt),
    resourcePresetId: row.resourcePresetId,
    diskSize: row.diskSize,
    status: row.status,
    adminLogin: row.adminLogin,
    adminEmail: row.adminEmail,
    domain: row.domain,
    subnetId: row.subnetId,
    backupRetainPeriodDays: row.backupRetainPeriodDays,
    maintenanceDeleteUntagged: row.maintenanceDeleteUntagged,
    deletionProtection: row.deletionProtection,
    approvalRulesId: row.approvalRulesId,
    gitlabVersion: row.gitlabVersion,
  };
}

export function packGitLab(row: GitLabRow): PackedRow {
  return pack(`${gitlabType}.Instance`, Instance, presentGitLab(row));
}
