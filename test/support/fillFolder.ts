import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { SecurityGroup_Status } from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group';
import { type CloudWorld, newId } from '../../src/sandbox/cloud/world';

/** Puts `count` resources of others into a folder: networks, subnets, groups, accounts and machines. */
export function fillFolder({ tables }: CloudWorld, folderId: string, count: number): void {
  const kinds = 5;
  for (let index = 0; index < count / kinds; index++) {
    const common = {
      folderId,
      createdAt: Date.UTC(2026, 0, 1),
      name: `other-${index}`,
      description: '',
      labels: {},
    };
    const network = { ...common, id: newId('enp'), defaultSecurityGroupId: '' };
    tables.networks.push(network);
    const subnet = {
      ...common,
      id: newId('e9b'),
      networkId: network.id,
      zoneId: 'ru-central1-a',
      cidrs: ['10.200.0.0/24'],
      routeTableId: '',
      lagging: [],
    };
    tables.subnets.push(subnet);
    tables.securityGroups.push({
      ...common,
      id: newId('enp'),
      networkId: network.id,
      status: SecurityGroup_Status.ACTIVE,
      rules: [],
      isDefault: false,
    });
    tables.serviceAccounts.push({ ...common, id: newId('aje') });
    tables.instances.push({
      ...common,
      id: newId('fhm'),
      zoneId: subnet.zoneId,
      platformId: 'standard-v3',
      memory: 4 * 2 ** 30,
      cores: 2,
      coreFraction: 100,
      gpus: 0,
      status: Instance_Status.STOPPED,
      metadata: {},
      bootDiskId: '',
      bootDiskAutoDelete: true,
      secondaryDisks: [],
      network: { subnetId: subnet.id, address: '10.200.0.3', securityGroupIds: [] },
      fqdn: `other-${index}.ru-central1.internal`,
      preemptible: false,
      serviceAccountId: '',
      serialOutput: '',
    });
  }
}
