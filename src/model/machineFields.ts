import { type Blueprint, type ImageChoice, type MachineBlueprint } from './blueprint';
import {
  type BlueprintField,
  choice,
  type FieldChoice,
  type FieldGroup,
  type FlagOf,
  type NumberOf,
  type TextOf,
} from './blueprintField';
import { diskTypes, platforms } from './platforms';

export const machineFields: readonly BlueprintField[] = [
  machineText('login', 'access', 'Machine login', 'User name for SSH on the machine.'),
  {
    id: 'machine.platform',
    group: 'machine',
    title: 'Platform',
    about: 'Kind of processor and GPU.',
    type: 'text',
    open: true,
    choices: () =>
      Object.entries(platforms).map(([text, { title, zones }]) => ({
        text,
        label: text,
        detail: zones ? `${title}; documented for ${zones.join(', ')}` : title,
      })),
    read: ({ machine }) => machine.platform,
    write: (blueprint, text) => withMachine(blueprint, onPlatform(blueprint.machine, text)),
  },
  {
    ...machineNumber(
      'gpus',
      'GPUs',
      'Only platforms with GPUs have some; their quota is 0 at first.',
    ),
    choices: ({ machine }) => {
      const counts = (platforms[machine.platform]?.shapes ?? []).map((shape) => shape.gpus);
      return [...new Set(counts.length === 0 ? [0] : counts)].map((gpus) => choice(`${gpus}`));
    },
    write: (blueprint, text) => {
      const shape = platforms[blueprint.machine.platform]?.shapes?.find(
        (one) => one.gpus === Number(text),
      );
      return withMachine(blueprint, shape ?? { gpus: Number(text) });
    },
  },
  {
    ...machineNumber('cores', 'Cores', 'vCPU. With GPUs the memory follows.'),
    open: true,
    choices: ({ machine }) => {
      const platform = platforms[machine.platform];
      const shapes = platform?.shapes?.filter((shape) => shape.gpus === machine.gpus);
      return shapes
        ? shapes.map(({ cores, memoryGb }) => choice(`${cores}`, `${memoryGb} GB of memory`))
        : [2, 4, 8, 16, 32].map((cores) => choice(`${cores}`));
    },
    write: (blueprint, text) => {
      const { platform, gpus } = blueprint.machine;
      const shape = platforms[platform]?.shapes?.find(
        (one) => one.gpus === gpus && one.cores === Number(text),
      );
      return withMachine(blueprint, shape ?? { cores: Number(text) });
    },
  },
  {
    ...machineNumber('coreFraction', 'Share of a core, %', 'Less than 100 costs less.'),
    choices: ({ machine }) =>
      (platforms[machine.platform]?.fractions ?? [100]).map((share) =>
        choice(`${share}`, share < 100 ? 'for work that comes in bursts' : 'whole cores'),
      ),
  },
  machineNumber('memoryGb', 'Memory, GB', 'Up to 16 GB for each core.'),
  {
    id: 'machine.image',
    group: 'machine',
    title: 'Image',
    about: 'What the machine starts from: `dsvm`, a family, or `product:<id>` of the marketplace.',
    type: 'text',
    open: true,
    choices: () => images,
    read: ({ machine }) => imageText(machine.image),
    write: (blueprint, text) => withMachine(blueprint, { image: imageOf(text) }),
  },
  diskNumber(),
  {
    id: 'machine.disk.type',
    group: 'machine',
    title: 'Disk type',
    about: 'The disk goes when the machine goes.',
    type: 'text',
    choices: () =>
      Object.entries(diskTypes).map(([text, { title, stepGb }]) => ({
        text,
        label: text,
        detail: stepGb > 1 ? `${title}, in steps of ${stepGb} GB` : title,
      })),
    read: ({ machine }) => machine.disk.type,
    write: (blueprint, text) =>
      withMachine(blueprint, { disk: { ...blueprint.machine.disk, type: text } }),
  },
  machineFlag(
    'preemptible',
    'Preemptible',
    'Much cheaper; the cloud stops it within a day or when it needs the place. The disk is kept.',
  ),
  machineFlag(
    'publicAddress',
    'Public address',
    'Without one, neither SSH from here nor the way to GitLab works.',
  ),
  machineFlag(
    'staticAddress',
    'Fixed public address',
    'Stays the same over a stop; costs more while the machine is stopped.',
  ),
  machineText('name', 'names', 'Machine', 'Its name in the cloud, and its host name.'),
];

const images: readonly FieldChoice[] = [
  {
    text: 'ubuntu-2204-lts',
    label: 'Ubuntu 22.04 LTS',
    detail:
      'Recommended: current Python, git and uv by cloud-init; new enough for Remote-SSH and mlflow',
  },
  {
    text: 'ubuntu-2404-lts-oslogin',
    label: 'Ubuntu 24.04 LTS',
    detail: 'Newer Python; git and uv by cloud-init',
  },
  {
    text: 'ubuntu-2204-lts-cuda-12-2',
    label: 'Ubuntu 22.04 LTS with CUDA 12.2',
    detail: 'NVIDIA driver 535, for machines with GPUs; needs a disk of 30 GB',
  },
  {
    text: 'dsvm',
    label: 'Data Science Virtual Machine',
    detail:
      'As in the tutorial: conda is ready, but documented on Ubuntu 18.04, too old for Remote-SSH',
  },
];

/** `dsvm`, `product:f2e…`, or a family. */
export function imageText(image: ImageChoice): string {
  switch (image.kind) {
    case 'family':
      return image.family;
    case 'product':
      return `product:${image.productId}`;
    case 'dsvm':
      return 'dsvm';
  }
}

function imageOf(text: string): ImageChoice {
  if (text === 'dsvm') return { kind: 'dsvm' };
  const product = /^product:(.*)$/.exec(text)?.[1];
  return product === undefined
    ? { kind: 'family', family: text }
    : { kind: 'product', productId: product.trim() };
}

/** A machine fit for a platform: GPUs come in shapes, and need an image with their driver. */
function onPlatform(machine: MachineBlueprint, platform: string): MachineBlueprint {
  const next = platforms[platform];
  const shape = next?.shapes?.[0];
  if (shape) {
    const ubuntu = machine.image.kind === 'family';
    return {
      ...machine,
      platform,
      ...shape,
      coreFraction: 100,
      ...(ubuntu && { image: { kind: 'family', family: 'ubuntu-2204-lts-cuda-12-2' } }),
      disk: { ...machine.disk, gb: Math.max(machine.disk.gb, 50) },
    };
  }
  const fraction = next?.fractions.includes(machine.coreFraction) ? machine.coreFraction : 100;
  return machine.gpus > 0
    ? { ...machine, platform, gpus: 0, cores: 2, memoryGb: 4, coreFraction: 100 }
    : { ...machine, platform, coreFraction: fraction };
}

function withMachine(blueprint: Blueprint, parts: Partial<MachineBlueprint>): Blueprint {
  return { ...blueprint, machine: { ...blueprint.machine, ...parts } };
}

function machineText(
  key: TextOf<MachineBlueprint>,
  group: FieldGroup,
  title: string,
  about: string,
): BlueprintField {
  return {
    id: `machine.${key}`,
    group,
    title,
    about,
    type: 'text',
    read: ({ machine }) => machine[key],
    write: (blueprint, text) => withMachine(blueprint, { [key]: text }),
  };
}

function machineNumber(
  key: NumberOf<MachineBlueprint>,
  title: string,
  about: string,
): BlueprintField {
  return {
    id: `machine.${key}`,
    group: 'machine',
    title,
    about,
    type: 'number',
    read: ({ machine }) => String(machine[key]),
    write: (blueprint, text) => withMachine(blueprint, { [key]: Number(text) }),
  };
}

function machineFlag(key: FlagOf<MachineBlueprint>, title: string, about: string): BlueprintField {
  return {
    id: `machine.${key}`,
    group: 'machine',
    title,
    about,
    type: 'flag',
    read: ({ machine }) => String(machine[key]),
    write: (blueprint, text) => withMachine(blueprint, { [key]: text === 'true' }),
  };
}

function diskNumber(): BlueprintField {
  return {
    id: 'machine.disk.gb',
    group: 'machine',
    title: 'Disk, GB',
    about: 'The image may need some at least; the plan says so.',
    type: 'number',
    read: ({ machine }) => String(machine.disk.gb),
    write: (blueprint, text) =>
      withMachine(blueprint, { disk: { ...blueprint.machine.disk, gb: Number(text) } }),
  };
}
