/** What machines can be made of, as the documentation has it; the cloud has the last word. */
export interface Platform {
  readonly title: string;
  readonly fractions: readonly number[];
  readonly cores: { readonly from: number; readonly to: number };
  /** Shapes of machines with GPUs; a platform that has some makes no others. */
  readonly shapes?: readonly GpuShape[];
  /** Zones that the documentation names for it; undefined: all. */
  readonly zones?: readonly string[];
}

export interface GpuShape {
  readonly gpus: number;
  readonly cores: number;
  readonly memoryGb: number;
}

const plain = (title: string, fractions: readonly number[], to = 96): Platform => ({
  title,
  fractions,
  cores: { from: 2, to },
});
const withGpus = (
  title: string,
  shapes: readonly GpuShape[],
  zones: readonly string[],
): Platform => ({ title, fractions: [100], cores: { from: 4, to: 224 }, shapes, zones });
const multiples = (counts: readonly number[], cores: number, memoryGb: number): GpuShape[] =>
  counts.map((gpus) => ({ gpus, cores: gpus * cores, memoryGb: gpus * memoryGb }));
const oneGpu = [4, 8, 16, 32].map((cores) => ({ gpus: 1, cores, memoryGb: cores * 4 }));

const [a, b, d] = ['ru-central1-a', 'ru-central1-b', 'ru-central1-d'];

export const platforms: Readonly<Record<string, Platform>> = {
  'standard-v3': plain('Intel Ice Lake', [20, 50, 100]),
  'standard-v2': plain('Intel Cascade Lake', [5, 20, 50, 100], 80),
  'standard-v1': plain('Intel Broadwell', [5, 20, 100], 32),
  'highfreq-v3': plain('Intel Ice Lake, compute optimised', [100], 56),
  'amd-v1': plain('AMD Zen 3', [100], 128),
  'standard-v4a': plain('AMD Zen 4', [100], 256),
  'highfreq-v4a': plain('AMD Zen 4, compute optimised', [100], 128),
  'standard-v3-t4': withGpus('NVIDIA T4, 16 GB', oneGpu, [d]),
  'standard-v3-t4i': withGpus('NVIDIA T4i, 24 GB', oneGpu, [d]),
  'gpu-standard-v2': withGpus('NVIDIA V100, 32 GB', multiples([1, 2, 4, 8], 8, 48), [a, b]),
  'gpu-standard-v1': withGpus('NVIDIA V100, 32 GB, Broadwell', multiples([1, 2, 4], 8, 96), [a, b]),
  'gpu-standard-v3': withGpus('NVIDIA A100, 80 GB', multiples([1, 2, 4, 8], 28, 119), [a, b]),
  'gpu-standard-v3i': withGpus(
    'Gen2, 80 GB',
    [...multiples([1, 2, 4], 18, 144), { gpus: 8, cores: 180, memoryGb: 1440 }],
    [b, d],
  ),
  'gpu-standard-v4': withGpus('Gen3, 141 GB', multiples([1, 2, 4, 8], 22, 220), [d]),
};

/** The quota that GPUs of a platform count against; undefined: not documented. */
export function gpuQuota(platform: string, zone: string): string | undefined {
  switch (platform) {
    case 'gpu-standard-v1':
    case 'gpu-standard-v2':
      return 'compute.instanceGpus.count';
    case 'gpu-standard-v3':
      return 'compute.instanceA100Gpus.count';
    case 'gpu-standard-v3i':
      return 'compute.instanceV3IGpus.count';
    case 'standard-v3-t4':
      return zone === d
        ? 'compute.instanceT4Gpus.count.ru-central1-d'
        : 'compute.instanceT4Gpus.count';
    case 'standard-v3-t4i':
      return 'compute.instanceT4IGpus.count';
    default:
      return undefined;
  }
}

/** Disk types and the step of their size, GB. */
export const diskTypes: Readonly<Record<string, { title: string; stepGb: number }>> = {
  'network-ssd': { title: 'SSD', stepGb: 1 },
  'network-hdd': { title: 'HDD', stepGb: 1 },
  'network-ssd-nonreplicated': { title: 'SSD without copies', stepGb: 93 },
  'network-ssd-io-m3': { title: 'Ultra fast SSD with three copies', stepGb: 93 },
};
