export interface Block {
  /** First address as a number. */
  readonly base: number;
  readonly bits: number;
}

/** Undefined unless it is `a.b.c.d/n` with nothing set behind the mask. */
export function parseBlock(text: string): Block | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  const base = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  const bits = Number(match?.[2]);
  if (base === undefined || bits > 32) return undefined;
  return base % sizeOf(bits) === 0 ? { base, bits } : undefined;
}

export function parseAddress(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function overlaps(a: Block, b: Block): boolean {
  return a.base < b.base + sizeOf(b.bits) && b.base < a.base + sizeOf(a.bits);
}

export function contains(outer: Block, inner: Block): boolean {
  return (
    inner.base >= outer.base && inner.base + sizeOf(inner.bits) <= outer.base + sizeOf(outer.bits)
  );
}

const privateBlocks: readonly Block[] = [
  { base: parseAddress('10.0.0.0') ?? 0, bits: 8 },
  { base: parseAddress('172.16.0.0') ?? 0, bits: 12 },
  { base: parseAddress('192.168.0.0') ?? 0, bits: 16 },
];

export function isPrivate(block: Block): boolean {
  return privateBlocks.some((outer) => contains(outer, block));
}

/** The first free address of a subnet; the first two (gateway, DNS) and the last are the network's own. */
export function freeAddress(block: Block, taken: ReadonlySet<string>): string | undefined {
  const last = block.base + sizeOf(block.bits) - 1;
  for (let address = block.base + 3; address < last; address++) {
    const text = formatAddress(address);
    if (!taken.has(text)) return text;
  }
  return undefined;
}

function sizeOf(bits: number): number {
  return 2 ** (32 - bits);
}
