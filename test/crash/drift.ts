import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { Instance_Status as GitLab_Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import { type CloudTables } from '../../src/sandbox/cloud/world';

/**
 * What somebody may do to an environment by hand, as far as it can be put right: rules of both groups changed, roles
 * taken away, GitLab unprotected, smaller and stopped, the machine stopped, with a smaller disk and another public address, and without its group.
 */
export function drift({
  networks,
  securityGroups,
  bindings,
  serviceAccounts,
  gitlabs,
  instances,
  addresses,
  disks,
}: CloudTables): void {
  const ours = new Set([...networks, ...serviceAccounts].filter(isLabelled).map(({ id }) => id));
  for (const group of securityGroups) {
    if (ours.has(group.networkId)) group.rules = group.rules.slice(0, 1);
  }
  const [taken] = bindings.filter(
    ({ subjectId, removedAt }) => ours.has(subjectId) && removedAt === undefined,
  );
  if (!taken) throw new Error('There is no role to take away.');
  bindings.splice(bindings.indexOf(taken), 1);
  for (const gitlab of gitlabs) {
    gitlab.status = GitLab_Status.STOPPED;
    gitlab.deletionProtection = false;
    gitlab.diskSize /= 2;
  }
  for (const machine of instances) {
    machine.status = Instance_Status.STOPPED;
    machine.network.securityGroupIds = [];
    // It comes with the start.
    machine.network.nat = { address: '', isStatic: false };
  }
  for (const disk of disks) disk.size /= 2;
  for (const address of addresses) delete address.usedBy;
}

function isLabelled({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean {
  return Object.keys(labels).length > 0;
}
