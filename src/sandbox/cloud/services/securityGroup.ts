import {
  SecurityGroup,
  SecurityGroup_Status as Status,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';
import {
  CreateSecurityGroupMetadata,
  DeleteSecurityGroupMetadata,
  SecurityGroupServiceService,
  UpdateSecurityGroupMetadata,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import * as z from 'zod';
import { isRecord } from '../../../base/record';
import { type CloudContext } from '../context';
import { type Begun } from '../operations';
import { pack, packEmpty } from '../pack';
import { reserve } from '../quotas';
import { type RuleRow, type SecurityGroupRow } from '../rows';
import { masked } from '../rules/mask';
import { checkDescription, checkLabels, checkName, required } from '../rules/names';
import { implement, type Method } from '../wire/implement';
import { invalid, notFound, unmet } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { parseRules, presentRule } from './securityRules';
import { findFor, listFolder, operationsOf, presentNamed, refuseTaken } from './shared';

const type = 'yandex.cloud.vpc.v1';

type Changeable = Pick<SecurityGroupRow, 'name' | 'description' | 'labels' | 'rules'>;

export function securityGroupService(context: CloudContext): Method[] {
  const { world, operations } = context;
  const { networks, securityGroups } = world.tables;
  const args = z.object({ id: z.string() });
  const exists = (id: string): boolean => findById(securityGroups, id) !== undefined;

  const settle = (id: string): SecurityGroup => {
    const row = findById(securityGroups, id);
    if (!row) throw notFound('Security group', id);
    row.status = Status.ACTIVE;
    world.changed();
    return presentSecurityGroup(row);
  };
  const remove = (id: string): void => {
    const row = findById(securityGroups, id);
    if (row) removeRow(securityGroups, row);
    world.changed();
  };
  const creating = operations.register({
    kind: 'vpc.securityGroup.create',
    args,
    undoMs: 1_000,
    cancellable: true,
    finish: ({ id }) => pack(`${type}.SecurityGroup`, SecurityGroup, settle(id)),
    undo: ({ id }) => remove(id),
  });
  const updating = operations.register({
    kind: 'vpc.securityGroup.update',
    // What it was, for when the update fails.
    args: args.extend({ before: z.custom<Changeable>(isRecord).exactOptional() }),
    undoMs: 1_000,
    finish: ({ id }) => pack(`${type}.SecurityGroup`, SecurityGroup, settle(id)),
    undo({ id, before }) {
      const row = findById(securityGroups, id);
      if (row && before) Object.assign(row, before);
      settle(id);
    },
  });
  const deleting = operations.register({
    kind: 'vpc.securityGroup.delete',
    args,
    undoMs: 1_000,
    finish({ id }) {
      remove(id);
      return packEmpty();
    },
    undo: ({ id }) => void settle(id),
  });

  function find(id: string, call: Parameters<typeof findFor>[1], verb: string) {
    return findFor(
      context,
      call,
      securityGroups,
      'Security group',
      id,
      `vpc.securityGroups.${verb}`,
    );
  }

  function beginUpdate(
    row: SecurityGroupRow,
    next: Changeable,
    added: readonly RuleRow[],
  ): Begun<{ id: string; before?: Changeable }> {
    const { name, description, labels, rules } = row;
    Object.assign(row, next, { status: Status.UPDATING });
    return {
      work: updating,
      args: { id: row.id, before: { name, description, labels, rules } },
      description: 'Update security group',
      folderId: row.folderId,
      resourceId: row.id,
      ms: 4_000,
      metadata: pack(`${type}.UpdateSecurityGroupMetadata`, UpdateSecurityGroupMetadata, {
        securityGroupId: row.id,
        addedRuleIds: added.map((rule) => rule.id),
      }),
    };
  }

  return implement(SecurityGroupServiceService, {
    get: (request, call) => presentSecurityGroup(find(request.securityGroupId, call, 'get').row),

    list(request, call) {
      const found = listFolder(context, call, securityGroups, 'vpc.securityGroups.list', request);
      return {
        securityGroups: found.items.map(presentSecurityGroup),
        nextPageToken: found.nextPageToken,
      };
    },

    create(request, call) {
      const subject = context.access.inFolder(call, 'vpc.securityGroups.create', request.folderId);
      return operations.run(call, subject, () => {
        checkName('vpc', request.name);
        checkDescription(request.description);
        checkLabels(request.labels, true);
        required('network_id', request.networkId);
        if (!findById(networks, request.networkId)) throw notFound('Network', request.networkId);
        const rules = parseRules(request.ruleSpecs, 'rule_specs', exists);
        checkCount(rules);
        refuseTaken(securityGroups, 'Security group', request);
        operations.refuseBusy(request.networkId, 'plain');
        reserve(world, request.folderId, { 'vpc.securityGroups.count': 1 });
        const { folderId, name, description, labels, networkId } = request;
        const row: SecurityGroupRow = {
          id: newId('enp'),
          folderId,
          createdAt: context.clock.now(),
          name,
          description,
          labels,
          networkId,
          status: Status.CREATING,
          rules,
          isDefault: false,
        };
        securityGroups.push(row);
        return {
          work: creating,
          args: { id: row.id },
          description: 'Create security group',
          folderId,
          resourceId: row.id,
          ms: 3_000,
          metadata: pack(`${type}.CreateSecurityGroupMetadata`, CreateSecurityGroupMetadata, {
            securityGroupId: row.id,
          }),
        };
      });
    },

    update(request, call) {
      const { row, subject } = find(request.securityGroupId, call, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        const fields = ['name', 'description', 'labels', 'rule_specs'] as const;
        const sets = masked(request.updateMask, fields);
        if (sets('name') && request.name !== row.name) {
          if (row.isDefault) throw unmet('The name of a default security group cannot be changed');
          checkName('vpc', request.name);
          refuseTaken(securityGroups, 'Security group', { ...row, name: request.name });
        }
        if (sets('labels')) checkLabels(request.labels, true);
        const rules = sets('rule_specs')
          ? parseRules(request.ruleSpecs, 'rule_specs', exists)
          : row.rules;
        checkCount(rules);
        const next = {
          name: sets('name') ? request.name : row.name,
          description: sets('description') ? request.description : row.description,
          labels: sets('labels') ? request.labels : row.labels,
          rules,
        };
        return beginUpdate(row, next, rules === row.rules ? [] : rules);
      });
    },

    updateRules(request, call) {
      const { row, subject } = find(request.securityGroupId, call, 'update');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        for (const id of request.deletionRuleIds) {
          if (!row.rules.some((rule) => rule.id === id)) throw notFound('Security group rule', id);
        }
        const added = parseRules(request.additionRuleSpecs, 'addition_rule_specs', exists);
        const kept = row.rules.filter((rule) => !request.deletionRuleIds.includes(rule.id));
        checkCount([...kept, ...added]);
        return beginUpdate(row, { ...row, rules: [...kept, ...added] }, added);
      });
    },

    delete(request, call) {
      const { row, subject } = find(request.securityGroupId, call, 'delete');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'plain');
        if (row.isDefault) throw unmet('The default security group cannot be deleted');
        refuseInUse(context, row);
        row.status = Status.DELETING;
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete security group',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 3_000,
          metadata: pack(`${type}.DeleteSecurityGroupMetadata`, DeleteSecurityGroupMetadata, {
            securityGroupId: row.id,
          }),
        };
      });
    },

    listOperations(request, call) {
      find(request.securityGroupId, call, 'get');
      return operationsOf(context, request.securityGroupId, request);
    },
  });
}

export function presentSecurityGroup(row: SecurityGroupRow): SecurityGroup {
  return {
    ...presentNamed(row),
    networkId: row.networkId,
    status: row.status,
    rules: row.rules.map(presentRule),
    defaultForNetwork: row.isDefault,
  };
}

function checkCount(rules: readonly RuleRow[]): void {
  if (rules.length > 50) throw invalid('rule_specs', 'A security group has at most 50 rules');
}

function refuseInUse({ world }: CloudContext, group: SecurityGroupRow): void {
  const user = world.tables.instances.find((row) =>
    row.network.securityGroupIds.includes(group.id),
  );
  if (user) throw unmet(`Security group ${group.id} is in use by compute.instance ${user.id}`);
  const other = world.tables.securityGroups.find(
    (row) => row.id !== group.id && row.rules.some((rule) => rule.securityGroupId === group.id),
  );
  if (other) throw unmet(`Security group ${group.id} is referred to by security group ${other.id}`);
}
