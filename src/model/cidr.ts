export type CidrProblem = 'shape' | 'host-bits';

/** What is wrong with an IPv4 range, if anything. */
export function cidrProblem(cidr: string): CidrProblem | undefined {
  const range = parse(cidr);
  if (range === undefined) return 'shape';
  const hosts = range.size === 32 ? 0 : 2 ** (32 - range.size) - 1;
  return (range.address & hosts) === 0 ? undefined : 'host-bits';
}

/** The prefix of a valid range. */
export function cidrSize(cidr: string): number {
  return Number(cidr.slice(cidr.indexOf('/') + 1));
}

/** So large that SSH is open to the whole internet, or to a good part of it. */
export function isEverybody(cidr: string): boolean {
  return cidrSize(cidr) < 8;
}

/** True when two ranges have an address in common; false when one is not a range. */
export function cidrsOverlap(a: string, b: string): boolean {
  const first = parse(a);
  const second = parse(b);
  if (first === undefined || second === undefined) return false;
  const size = Math.min(first.size, second.size);
  return size === 0 || first.address >>> (32 - size) === second.address >>> (32 - size);
}

function parse(cidr: string): { readonly address: number; readonly size: number } | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (parts === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, size = 0] = parts.slice(1).map(Number);
  if (size > 32 || [a, b, c, d].some((byte) => byte > 255)) return undefined;
  return { address: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, size };
}
