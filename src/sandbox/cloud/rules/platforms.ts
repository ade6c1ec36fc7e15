import { type ResourcesSpec } from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { invalid } from '../wire/status';

const gb = 2 ** 30;

interface Platform {
  /** Letters of the zones that have it. */
  readonly zones: string;
  readonly fractions: readonly number[];
  readonly cores: readonly [min: number, max: number];
  /** GB per core at 100 %. */
  readonly memory: readonly [min: number, max: number];
  /** Shapes with GPUs; a platform that has some has no others. */
  readonly gpus?: readonly { gpus: number; cores: number; memory: number }[];
}

const multiples = (counts: readonly number[], cores: number, memory: number) =>
  counts.map((gpus) => ({ gpus, cores: gpus * cores, memory: gpus * memory }));
const t4 = [4, 8, 16, 32].map((cores) => ({ gpus: 1, cores, memory: cores * 4 }));
const gpuOnly = { fractions: [100], cores: [4, 224], memory: [1, 16] } as const;

/** T4 is where a reading of September 2026 finds it; the older GPUs where the documentation does. */
const platforms: Readonly<Record<string, Platform>> = {
  'standard-v1': { zones: 'ab', fractions: [5, 20, 100], cores: [2, 32], memory: [1, 8] },
  'standard-v2': { zones: 'abd', fractions: [5, 20, 50, 100], cores: [2, 80], memory: [1, 16] },
  'standard-v3': { zones: 'abdek', fractions: [20, 50, 100], cores: [2, 96], memory: [1, 16] },
  'highfreq-v3': { zones: 'abd', fractions: [100], cores: [2, 56], memory: [1, 16] },
  'amd-v1': { zones: 'abd', fractions: [100], cores: [2, 128], memory: [1, 16] },
  'standard-v4a': { zones: 'abd', fractions: [100], cores: [2, 256], memory: [1, 16] },
  'highfreq-v4a': { zones: 'abd', fractions: [100], cores: [2, 128], memory: [1, 16] },
  'gpu-standard-v1': { ...gpuOnly, zones: 'ab', gpus: multiples([1, 2, 4], 8, 96) },
  'gpu-standard-v2': { ...gpuOnly, zones: 'ab', gpus: multiples([1, 2, 4, 8], 8, 48) },
  'gpu-standard-v3': { ...gpuOnly, zones: 'ab', gpus: multiples([1, 2, 4, 8], 28, 119) },
  'gpu-standard-v3i': {
    ...gpuOnly,
    zones: 'bd',
    gpus: [...multiples([1, 2, 4], 18, 144), { gpus: 8, cores: 180, memory: 1440 }],
  },
  'gpu-standard-v4': { ...gpuOnly, zones: 'd', gpus: multiples([1, 2, 4, 8], 22, 220) },
  'standard-v3-t4': { ...gpuOnly, zones: 'd', gpus: t4 },
  'standard-v3-t4i': { ...gpuOnly, zones: 'd', gpus: t4 },
};

/** @throws CloudError INVALID_ARGUMENT naming the field that does not fit the platform */
export function checkResources(platformId: string, zoneId: string, spec: ResourcesSpec): void {
  const platform = platforms[platformId];
  if (!platform) throw invalid('platform_id', `Platform "${platformId}" does not exist`);
  if (!platform.zones.includes(zoneId.slice(-1))) {
    throw invalid('platform_id', `Platform "${platformId}" is not available in zone "${zoneId}"`);
  }
  const fraction = spec.coreFraction === 0 ? 100 : spec.coreFraction;
  if (!platform.fractions.includes(fraction)) {
    const known = platform.fractions.join(', ');
    throw invalid('resources_spec.core_fraction', `The allowed values are ${known}`);
  }
  if (platform.gpus) checkGpus(platform.gpus, spec);
  else checkCores(platform, fraction, spec);
}

function checkGpus(shapes: NonNullable<Platform['gpus']>, spec: ResourcesSpec): void {
  const ofCount = shapes.filter((shape) => shape.gpus === spec.gpus);
  if (ofCount.length === 0) {
    const known = [...new Set(shapes.map((shape) => shape.gpus))].join(', ');
    throw invalid('resources_spec.gpus', `The allowed values are ${known}`);
  }
  const ofCores = ofCount.find((shape) => shape.cores === spec.cores);
  if (!ofCores) {
    const known = ofCount.map((shape) => shape.cores).join(', ');
    throw invalid('resources_spec.cores', `The allowed values are ${known}`);
  }
  if (spec.memory !== ofCores.memory * gb) {
    throw invalid('resources_spec.memory', `The allowed value is ${ofCores.memory} GB`);
  }
}

function checkCores(platform: Platform, fraction: number, spec: ResourcesSpec): void {
  if (spec.gpus !== 0) throw invalid('resources_spec.gpus', 'The platform has no GPUs');
  const [min, max] = fraction === 100 ? platform.cores : [2, 4];
  if (spec.cores < min || spec.cores > max || spec.cores % 2 !== 0) {
    throw invalid('resources_spec.cores', `Value must be even and between ${min} and ${max}`);
  }
  const [low, high] = fraction === 100 ? platform.memory : [0.5, 4];
  const perCore = spec.memory / gb / spec.cores;
  if (perCore < low || perCore > high) {
    throw invalid(
      'resources_spec.memory',
      `Value must be between ${low * spec.cores} and ${high * spec.cores} GB`,
    );
  }
}
