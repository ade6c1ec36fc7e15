import { type MachineBlueprint } from './blueprint';
import { diskTypes, type GpuShape, type Platform, platforms } from './platforms';

export interface BlueprintProblem {
  /** Path of the field: `gitlab.domainPrefix`. */
  readonly field: string;
  readonly message: string;
}

/** What the cloud would refuse of a machine's shape, image, disk and address. */
export function machineProblems(machine: MachineBlueprint): BlueprintProblem[] {
  const platform = platforms[machine.platform];
  if (!platform) {
    const message = 'Choose a platform such as standard-v3.';
    return [{ field: 'machine.platform', message }];
  }
  return [
    ...(platform.shapes
      ? shapeProblems(machine, platform.shapes)
      : coreProblems(machine, platform)),
    ...imageProblems(machine),
    ...diskProblems(machine),
    ...(machine.staticAddress && !machine.publicAddress
      ? [
          {
            field: 'machine.staticAddress',
            message: 'A fixed public address needs a public address.',
          },
        ]
      : []),
  ];
}

/** One sentence about the first thing that does not fit. */
function shapeProblems(machine: MachineBlueprint, shapes: readonly GpuShape[]): BlueprintProblem[] {
  const { gpus, cores, memoryGb } = machine;
  const fits = (shape: GpuShape): boolean =>
    shape.gpus === gpus && shape.cores === cores && shape.memoryGb === memoryGb;
  if (shapes.some(fits)) {
    return machine.coreFraction === 100
      ? []
      : [
          {
            field: 'machine.coreFraction',
            message: 'Machines with GPUs have whole cores: choose 100 %.',
          },
        ];
  }
  const known = shapes.map((one) => `${one.gpus} GPU, ${one.cores} cores, ${one.memoryGb} GB`);
  return [{ field: 'machine.gpus', message: `This platform has: ${known.join('; ')}.` }];
}

function coreProblems(machine: MachineBlueprint, platform: Platform): BlueprintProblem[] {
  const { cores, coreFraction, memoryGb, gpus } = machine;
  const { from, to } = platform.cores;
  if (gpus > 0) {
    const message = 'This platform has no GPUs: choose 0, or another platform.';
    return [{ field: 'machine.gpus', message }];
  }
  if (!whole(cores, from, to) || cores % 2 !== 0) {
    const message = `Choose an even number of cores from ${from} to ${to}.`;
    return [{ field: 'machine.cores', message }];
  }
  if (!platform.fractions.includes(coreFraction)) {
    const message = `Choose ${platform.fractions.join(', ')} %.`;
    return [{ field: 'machine.coreFraction', message }];
  }
  if (coreFraction < 100 && cores > 4) {
    const message = 'A share of a core is only to be had with 2 or 4 cores.';
    return [{ field: 'machine.coreFraction', message }];
  }
  const most = coreFraction < 100 ? 4 : 16;
  if (whole(memoryGb, 1, 640) && memoryGb <= cores * most) return [];
  const message = `Memory is 1 to ${most} GB for each core here.`;
  return [{ field: 'machine.memoryGb', message }];
}

function imageProblems({ image }: MachineBlueprint): BlueprintProblem[] {
  const field = 'machine.image';
  switch (image.kind) {
    case 'family':
      return imageFamily.test(image.family)
        ? []
        : [{ field, message: 'Write the name of a family, such as ubuntu-2204-lts.' }];
    case 'product':
      return productId.test(image.productId)
        ? []
        : [{ field, message: 'Write the id of a product of the marketplace, such as f2e….' }];
    case 'dsvm':
      return [];
  }
}

function diskProblems({ disk }: MachineBlueprint): BlueprintProblem[] {
  const type = diskTypes[disk.type];
  if (!type) {
    return [{ field: 'machine.disk.type', message: 'Choose a type such as network-ssd.' }];
  }
  const field = 'machine.disk.gb';
  if (!whole(disk.gb, 10, 4096)) return [{ field, message: 'The disk has 10 to 4096 GB.' }];
  if (disk.gb % type.stepGb === 0) return [];
  return [{ field, message: `Disks of this type come in steps of ${type.stepGb} GB.` }];
}

const imageFamily = /^[a-z][-a-z0-9]{1,61}[a-z0-9]$/;
const productId = /^[a-z0-9]{10,30}$/;

export function whole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}
