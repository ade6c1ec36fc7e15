import { type SubnetRow } from './rows';
import { type CloudWorld } from './world';

export interface HeldAddress {
  readonly address: string;
  readonly holderType: string;
  readonly holderId: string;
}

/** Addresses of a subnet that somebody holds, those included whose holder is gone but which are not free yet. */
export function usedAddresses(world: CloudWorld, subnet: SubnetRow, now: number): HeldAddress[] {
  const { instances, gitlabs } = world.tables;
  return [
    ...instances
      .filter((row) => row.network.subnetId === subnet.id)
      .map((row) => ({
        address: row.network.address,
        holderType: 'compute.instance',
        holderId: row.id,
      })),
    ...gitlabs
      .filter((row) => row.subnetId === subnet.id)
      .map((row) => ({ address: row.address, holderType: 'gitlab.instance', holderId: row.id })),
    ...subnet.lagging
      .filter((held) => held.until > now)
      .map(({ address, holderType, holderId }) => ({ address, holderType, holderId })),
  ];
}
