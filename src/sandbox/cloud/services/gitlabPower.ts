import { Instance_Status as Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import {
  DeleteInstanceMetadata,
  type DeleteInstanceRequest,
  StartInstanceMetadata,
  type StartInstanceRequest,
  StopInstanceMetadata,
  type StopInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import * as z from 'zod';
import { type Subject } from '../access/access';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { type GitLabRow } from '../rows';
import { type Call } from '../wire/implement';
import { notFound, unmet } from '../wire/status';
import { findById, removeRow } from '../world';

const type = 'yandex.cloud.gitlab.v1';
/** How long its address stays taken after an instance is gone, ms at speed 1. */
export const releaseMs = 60_000;

type Find = (call: Call, id: string, verb: string) => { row: GitLabRow; subject: Subject };

export function gitlabPower(context: CloudContext, find: Find) {
  const { clock, operations, world } = context;
  const { gitlabs, subnets } = world.tables;
  const args = z.object({ id: z.string() });

  const existing = (id: string): GitLabRow => {
    const row = findById(gitlabs, id);
    if (!row) throw notFound('Instance', id);
    return row;
  };
  const settle = (row: GitLabRow, status: Status): void => {
    row.status = status;
    world.changed();
  };
  const starting = operations.register({
    kind: 'gitlab.instance.start',
    args,
    undoMs: 10_000,
    async finish({ id }) {
      const row = existing(id);
      const running = await context.gitlabs?.start(id);
      if (running) row.domain = running.domain;
      settle(row, Status.RUNNING);
      return packEmpty();
    },
    undo: ({ id }) => settle(existing(id), Status.STOPPED),
  });
  const stopping = operations.register({
    kind: 'gitlab.instance.stop',
    args,
    undoMs: 10_000,
    async finish({ id }) {
      const row = existing(id);
      await context.gitlabs?.stop(id);
      settle(row, Status.STOPPED);
      return packEmpty();
    },
    undo: ({ id }) => settle(existing(id), Status.RUNNING),
  });
  const deleting = operations.register({
    kind: 'gitlab.instance.delete',
    args,
    undoMs: 10_000,
    async finish({ id }) {
      const row = existing(id);
      await context.gitlabs?.remove(id);
      findById(subnets, row.subnetId)?.lagging.push({
        address: row.address,
        holderType: 'gitlab.instance',
        holderId: id,
        until: clock.now() + releaseMs / clock.speed,
      });
      removeRow(gitlabs, row);
      world.changed();
      return packEmpty();
    },
    undo: ({ id }) => settle(existing(id), Status.ERROR),
  });

  return {
    start(request: StartInstanceRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, 'operate');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'quoted');
        if (row.status !== Status.STOPPED) throw unmet(`Instance ${row.id} is not stopped`);
        row.status = Status.STARTING;
        return {
          work: starting,
          args: { id: row.id },
          description: 'Start GitLab instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 104_000,
          metadata: pack(`${type}.StartInstanceMetadata`, StartInstanceMetadata, request),
        };
      });
    },

    stop(request: StopInstanceRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, 'operate');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'quoted');
        if (row.status !== Status.RUNNING) throw unmet(`Instance ${row.id} is not running`);
        row.status = Status.STOPPING;
        return {
          work: stopping,
          args: { id: row.id },
          description: 'Stop GitLab instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 20_000,
          metadata: pack(`${type}.StopInstanceMetadata`, StopInstanceMetadata, request),
        };
      });
    },

    delete(request: DeleteInstanceRequest, call: Call): Operation {
      const { row, subject } = find(call, request.instanceId, 'delete');
      return operations.run(call, subject, () => {
        operations.refuseBusy(row.id, 'quoted');
        if (row.deletionProtection) throw unmet(`Instance ${row.id} is protected from deletion`);
        row.status = Status.DELETING;
        return {
          work: deleting,
          args: { id: row.id },
          description: 'Delete GitLab instance',
          folderId: row.folderId,
          resourceId: row.id,
          ms: 194_000,
          metadata: pack(`${type}.DeleteInstanceMetadata`, DeleteInstanceMetadata, request),
        };
      });
    },
  };
}
