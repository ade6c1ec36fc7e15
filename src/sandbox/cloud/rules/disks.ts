import { invalid } from '../wire/status';

const gb = 2 ** 30;
const types: Readonly<Record<string, { readonly stepGb?: number }>> = {
  'network-hdd': {},
  'network-ssd': {},
  'network-ssd-nonreplicated': { stepGb: 93 },
  'network-ssd-io-m3': { stepGb: 93 },
};
export const diskTypes = Object.keys(types);

/** @param field prefix of the fields in messages. @param minSize what the image needs */
export function checkDisk(typeId: string, size: number, minSize: number, field: string): void {
  const type = types[typeId];
  if (!type) throw invalid(`${field}type_id`, `Disk type "${typeId}" does not exist`);
  if (size < Math.max(minSize, gb) || size > 8192 * gb) {
    throw invalid(`${field}size`, `Disk size must be at least ${Math.max(minSize, gb)} bytes`);
  }
  if (type.stepGb !== undefined && size % (type.stepGb * gb) !== 0) {
    throw invalid(`${field}size`, `Disk size must be a multiple of ${type.stepGb} GB`);
  }
}

export function diskQuota(typeId: string): string {
  return typeId === 'network-hdd' ? 'compute.hddDisks.size' : 'compute.ssdDisks.size';
}
