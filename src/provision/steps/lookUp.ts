import { isAppError } from '../../base/errors';
import {
  type Address,
  type GitLabInstance,
  type Labels,
  type Machine,
  type Network,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from '../../model/cloud';
import { type FolderId } from '../../model/ids';
import { type CloudReads } from '../ports';

export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

/** How one resource is asked for, however many others the folder has. */
export interface LookUp<R extends Resource> {
  readonly get: (id: R['id'], signal: AbortSignal) => Promise<R>;
  readonly named: (folder: FolderId, name: string, signal: AbortSignal) => Promise<R | undefined>;
}

export interface LookUps {
  readonly network: LookUp<Network>;
  readonly subnet: LookUp<Subnet>;
  readonly securityGroup: LookUp<SecurityGroup>;
  readonly address: LookUp<Address>;
  readonly serviceAccount: LookUp<ServiceAccount>;
  readonly gitlab: LookUp<GitLabInstance>;
  readonly machine: LookUp<Machine>;
}

export function lookUps(cloud: CloudReads): LookUps {
  return {
    network: {
      get: (id, signal) => cloud.network(id, signal),
      named: (folder, name, signal) => cloud.networkNamed(folder, name, signal),
    },
    subnet: {
      get: (id, signal) => cloud.subnet(id, signal),
      named: (folder, name, signal) => cloud.subnetNamed(folder, name, signal),
    },
    securityGroup: {
      get: (id, signal) => cloud.securityGroup(id, signal),
      named: (folder, name, signal) => cloud.securityGroupNamed(folder, name, signal),
    },
    address: {
      get: (id, signal) => cloud.address(id, signal),
      named: (folder, name, signal) => cloud.addressNamed(folder, name, signal),
    },
    serviceAccount: {
      get: (id, signal) => cloud.serviceAccount(id, signal),
      named: (folder, name, signal) => cloud.serviceAccountNamed(folder, name, signal),
    },
    gitlab: {
      get: (id, signal) => cloud.gitlabInstance(id, signal),
      // There is no filter by name for these, but a quota keeps them few.
      named: async (folder, name, signal) =>
        (await cloud.gitlabInstances(folder, signal)).find((one) => one.name === name),
    },
    machine: {
      get: (id, signal) => cloud.machine(id, signal),
      named: (folder, name, signal) => cloud.machineNamed(folder, name, signal),
    },
  };
}

/** By its id, whatever its name is now. @param name what it had when it was made */
export async function byId<R extends Resource>(
  { get, named }: LookUp<R>,
  id: R['id'],
  folder: FolderId,
  name: string,
  signal: AbortSignal,
): Promise<R | undefined> {
  try {
    return await get(id, signal);
  } catch (error) {
    if (isAppError(error, 'not-found')) return undefined;
    // A service that does not know an id may say that one may not see it. Who may see the folder learns it there.
    if (!isAppError(error, 'forbidden')) throw error;
    const there = await named(folder, name, signal);
    return there?.id === id ? there : undefined;
  }
}
