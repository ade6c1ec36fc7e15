import { AppError, isAppError } from '../../base/errors';
import { gigabyte } from '../../model/blueprint';
import { type Machine } from '../../model/cloud';
import { type AddressId, type SecurityGroupId } from '../../model/ids';
import { unlessHidden } from '../foundResources';
import { type StepContext } from '../step';
import { putRight } from './putRight';
import { type CloudTools } from './tools';

/**
 * Lets the disk that it starts from grow to what was agreed to, also while the machine runs. Its file system follows
 * when the machine starts the next time.
 */
export async function growDisk(
  { id, name, state, bootDiskId }: Machine,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<void> {
  if (bootDiskId === undefined) return;
  const { cloud, blueprint } = tools;
  const disk = await cloud.disk(bootDiskId, signal).catch(unlessHidden);
  if (disk === undefined) return;
  const { gb } = blueprint.machine.disk;
  const bytes = gb * gigabyte;
  const grows = disk.bytes < bytes;
  try {
    await putRight(
      context,
      tools,
      grows,
      {
        // A key is good for one change only: another size needs another one.
        name: `disk.${gb}`,
        call: (key, s) => cloud.growDisk(bootDiskId, bytes, key, s),
        doing: `letting the disk of machine “${name}” grow`,
        shown: 'letting its disk grow',
      },
      signal,
    );
  } catch (error) {
    throw needsStop(error) && state !== 'stopped' ? onlyStopped(name, error) : error;
  }
  if (grows && state === 'running') {
    await context.note(`the disk of ${id} has ${gb} GB; a restart brings them into its files`);
  }
}

/** Some installations let only the disk of a stopped machine grow. */
function needsStop(error: unknown): boolean {
  return isAppError(error, 'conflict') && /stopped/i.test(error.detail ?? '');
}

function onlyStopped(name: string, cause: unknown): AppError {
  return new AppError(
    'conflict',
    `The cloud lets the disk of machine “${name}” grow only while it is stopped. Stop the machine, then resume: it is started again.`,
    { cause, fix: 'resume' },
  );
}

/** What somebody took off a running machine since, or gave it instead; nothing of it needs a stop. */
export async function bringRight(
  machine: Machine,
  groupId: SecurityGroupId,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<void> {
  const { cloud, blueprint } = tools;
  await putRight(
    context,
    tools,
    !machine.securityGroupIds.includes(groupId),
    {
      name: 'groups',
      call: (key, s) =>
        cloud.attachGroups(machine.id, [...machine.securityGroupIds, groupId], key, s),
      doing: `attaching security group “${blueprint.securityGroup.name}”`,
    },
    signal,
  );
  if (blueprint.machine.publicAddress) await bringAddress(machine, context, tools, signal);
}

/** The reserved address is given only to a machine without one; another one goes first. */
async function bringAddress(
  { id, name, publicAddress }: Machine,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<void> {
  const { cloud, blueprint } = tools;
  const reserved = blueprint.machine.staticAddress ? context.outputs('address') : {};
  const { ip } = reserved;
  const other = ip !== undefined && publicAddress !== undefined && publicAddress !== ip;
  const free = other && !(await cloud.address(reserved['id'] as AddressId, signal)).used;
  await putRight(
    context,
    tools,
    free,
    {
      name: 'other-address',
      call: (key, s) => cloud.takePublicAddress(id, key, s),
      doing: `taking another public address off machine “${name}”`,
    },
    signal,
  );
  await putRight(
    context,
    tools,
    free || publicAddress === undefined,
    {
      name: 'public-address',
      call: (key, s) => cloud.givePublicAddress(id, ip, key, s),
      doing: `giving machine “${name}” a public address`,
    },
    signal,
  );
}
