import { randomInt } from 'node:crypto';
import { type CloudWorld } from './world';

/**
 * A free public address. It is a loopback address, so that a machine really listens on it: one of its own on
 * Linux, where all of 127.0.0.0/8 can be bound, else 127.0.0.1.
 */
export function newPublicAddress(world: CloudWorld): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  const taken = new Set([
    ...world.tables.addresses.map((row) => row.address),
    ...world.tables.instances.map((row) => row.network.nat?.address),
  ]);
  for (;;) {
    const address = `127.${randomInt(16, 250)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
    if (!taken.has(address)) return address;
  }
}
