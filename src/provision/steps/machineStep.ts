import { AppError } from '../../base/errors';
import { wait } from '../../base/wait';
import { gigabyte } from '../../model/blueprint';
import { type Machine } from '../../model/cloud';
import { type ImageId, type MachineId, type SecurityGroupId, type SubnetId } from '../../model/ids';
import { cloudConfig } from '../cloudConfig';
import { findImage, imageName } from '../findImage';
import { type Step, type StepContext } from '../step';
import { ensureCreated } from './creation';
import { lookUps } from './lookUp';
import { bringRight, growDisk } from './machineRepair';
import { perform } from './perform';
import { type CloudTools } from './tools';

/** Ends when the machine runs; SSH may take longer. Records `id`, `address`, `publicAddress`, `bootDisk`. */
export function machineStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { machine } = blueprint;
  return {
    id: 'machine',
    title: machine.name,
    after: ['subnet', 'security-group', ...(machine.staticAddress ? ['address'] : [])],
    expectedMs: 50_000,
    async run(context, signal) {
      const subnetId = context.outputs('subnet')['id'] as SubnetId;
      const groupId = context.outputs('security-group')['id'] as SecurityGroupId;
      const staticIp = machine.staticAddress ? context.outputs('address')['ip'] : undefined;
      const known = context.recorded['origin'] !== undefined;
      // Pinned before the call: a repeat with the same key has to ask for the same image.
      if (!known && context.recorded['image'] === undefined) {
        await context.record({ image: await imageOf(tools, signal) });
      }
      const created = await ensureCreated(
        context,
        tools,
        {
          component: 'machine',
          what: `machine “${machine.name}”`,
          name: machine.name,
          ...lookUps(cloud).machine,
          create: (common, key, s) =>
            cloud.createMachine(
              {
                ...common,
                subnetId,
                zone: blueprint.zone,
                platform: machine.platform,
                cores: machine.cores,
                coreFraction: machine.coreFraction,
                memoryBytes: machine.memoryGb * gigabyte,
                gpus: machine.gpus,
                disk: {
                  imageId: context.recorded['image'] as ImageId,
                  bytes: machine.disk.gb * gigabyte,
                  type: machine.disk.type,
                },
                securityGroupIds: [groupId],
                publicAddress: machine.publicAddress,
                staticIp,
                preemptible: machine.preemptible,
                metadata: { 'user-data': cloudConfig(machine) },
              },
              key,
              s,
            ),
        },
        signal,
      );
      // Before a start: then its file system grows with it.
      if (known) await growDisk(created, context, tools, signal);
      const made = await running(created.id, context, tools, signal);
      await bringRight(made, groupId, context, tools, signal);
      const ready = await running(created.id, context, tools, signal);
      await context.record({
        address: ready.address ?? '',
        publicAddress: ready.publicAddress ?? '',
        bootDisk: ready.bootDiskId ?? '',
      });
    },
  };
}

async function imageOf({ cloud, blueprint }: CloudTools, signal: AbortSignal): Promise<ImageId> {
  const { image } = blueprint.machine;
  const found = await findImage(cloud, image, signal);
  if (found !== undefined) return found.id;
  const name = imageName(image);
  throw new AppError('not-found', `The image “${name}” was not found. Choose another image.`);
}

async function running(
  id: MachineId,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<Machine> {
  const { cloud, pace } = tools;
  for (;;) {
    const machine = await cloud.machine(id, signal);
    if (machine.state === 'running') return machine;
    if (['error', 'crashed', 'deleting'].includes(machine.state)) {
      throw new AppError(
        'remote',
        `The machine “${machine.name}” is in state “${machine.state}”. Look at it in the console, or destroy and create it again.`,
      );
    }
    if (machine.state === 'stopped') {
      await context.forget(['start', 'start.operation']);
      await perform(
        context,
        tools,
        {
          name: 'start',
          call: (key, s) => cloud.startMachine(id, key, s),
          doing: `starting machine “${machine.name}”`,
          shown: 'starting',
        },
        signal,
      );
      continue;
    }
    context.report({ text: machine.state });
    await wait(pace.lookMs, signal);
  }
}
