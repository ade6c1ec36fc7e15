import { Instance_Status as Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import {
  RestartInstanceMetadata,
  type RestartInstanceRequest,
  StartInstanceMetadata,
  type StartInstanceRequest,
  StopInstanceMetadata,
  type StopInstanceRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { type Machines } from '../machines';
import { type Work } from '../operations';
import { pack, packEmpty } from '../pack';
import { newPublicAddress } from '../publicAddresses';
import { gpuQuota, reserve } from '../quotas';
import { type InstanceRow, type PackedRow } from '../rows';
import { type Call } from '../wire/implement';
import { notFound, unmet } from '../wire/status';
import { findById } from '../world';
import { instanceType as type, packInstance } from './instanceMessage';
import { refuseTooMany } from './instanceRules';
import { findFor } from './shared';

interface Step {
  readonly description: string;
  readonly from: Status;
  readonly during: Status;
  readonly problem: string;
  readonly ms: number;
}

const steps = {
  start: {
    description: 'Start instance',
    from: Status.STOPPED,
    during: Status.STARTING,
    problem: 'is not stopped',
    ms: 20_000,
  },
  stop: {
    description: 'Stop instance',
    from: Status.RUNNING,
    during: Status.STOPPING,
    problem: 'is not running',
    ms: 15_000,
  },
  restart: {
    description: 'Restart instance',
    from: Status.RUNNING,
    during: Status.RESTARTING,
    problem: 'is not running',
    ms: 25_000,
  },
} as const satisfies Record<string, Step>;

export function instancePower(context: CloudContext, machines: Machines) {
  const { operations, world } = context;
  const { instances } = world.tables;

  function work(
    kind: keyof typeof steps,
    finish: (row: InstanceRow) => Promise<PackedRow> | PackedRow,
  ): Work<{ id: string }> {
    return operations.register({
      kind: `compute.instance.${kind}`,
      args: z.object({ id: z.string() }),
      undoMs: 3_000,
      finish: ({ id }) => finish(existing(id)),
      undo({ id }) {
        existing(id).status = steps[kind].from;
      },
    });
  }

  function existing(id: string): InstanceRow {
    const row = findById(instances, id);
    if (!row) throw notFound('Instance', id);
    return row;
  }

  const starting = work('start', (row) => {
    row.status = Status.RUNNING;
    const nat = row.network.nat;
    if (nat?.address === '') nat.address = newPublicAddress(world);
    machines.boot(row);
    world.changed();
    return packInstance(row);
  });
  const stopping = work('stop', async (row) => {
    await machines.halt(row);
    row.status = Status.STOPPED;
    // A dynamic address goes back; the next start gets another one.
    const nat = row.network.nat;
    if (nat && !nat.isStatic) nat.address = '';
    world.changed();
    return packEmpty();
  });
  const restarting = work('restart', async (row) => {
    await machines.halt(row);
    row.status = Status.RUNNING;
    machines.boot(row);
    world.changed();
    return packEmpty();
  });

  function change(
    call: Call,
    id: string,
    step: Step,
    kind: Work<{ id: string }>,
    metadata: PackedRow,
    before: (row: InstanceRow) => void = () => undefined,
  ): Operation {
    const permission = 'compute.instances.operate';
    const { row, subject } = findFor(context, call, instances, 'Instance', id, permission);
    return operations.run(call, subject, () => {
      operations.refuseBusy(row.id, 'plain');
      if (row.status !== step.from) throw unmet(`Instance ${row.id} ${step.problem}`);
      refuseTooMany(context, row.folderId);
      before(row);
      row.status = step.during;
      return {
        work: kind,
        args: { id: row.id },
        description: step.description,
        folderId: row.folderId,
        resourceId: row.id,
        ms: step.ms,
        metadata,
      };
    });
  }

  return {
    start: (request: StartInstanceRequest, call: Call): Operation =>
      change(
        call,
        request.instanceId,
        steps.start,
        starting,
        pack(`${type}.StartInstanceMetadata`, StartInstanceMetadata, request),
        (row) =>
          reserve(world, row.folderId, {
            'compute.instanceCores.count': row.cores,
            'compute.instanceMemory.size': row.memory,
            [gpuQuota(row.platformId, row.zoneId)]: row.gpus,
          }),
      ),
    stop: (request: StopInstanceRequest, call: Call): Operation =>
      change(
        call,
        request.instanceId,
        steps.stop,
        stopping,
        pack(`${type}.StopInstanceMetadata`, StopInstanceMetadata, request),
      ),
    restart: (request: RestartInstanceRequest, call: Call): Operation =>
      change(
        call,
        request.instanceId,
        steps.restart,
        restarting,
        pack(`${type}.RestartInstanceMetadata`, RestartInstanceMetadata, request),
      ),
  };
}
