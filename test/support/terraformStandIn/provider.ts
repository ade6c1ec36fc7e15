import { securityRules } from '../../../src/model/blueprint';
import { finished, type Labels, type Operation } from '../../../src/model/cloud';
import { type Labelled } from '../../../src/model/cloudRequests';
import {
  type AddressId,
  type FolderId,
  type GitLabInstanceId,
  type MachineId,
  type NetworkId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../../../src/model/ids';
import { wait } from '../../../src/base/wait';
import { isAppError } from '../../../src/base/errors';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type Configuration, type Wanted } from './configuration';

const gib = 1024 ** 3;
const kinds: Readonly<Record<string, Labelled['kind']>> = {
  yandex_vpc_network: 'network',
  yandex_vpc_subnet: 'subnet',
  yandex_vpc_security_group: 'security group',
  yandex_vpc_address: 'address',
  yandex_iam_service_account: 'service account',
  yandex_gitlab_instance: 'GitLab instance',
  yandex_compute_instance: 'machine',
};

/** What the provider does, with the calls of the cloud that it would make. */
export class Provider {
  constructor(
    private readonly cloud: YandexCloud,
    private readonly folder: FolderId,
    private readonly configuration: Configuration,
    /** Id of what is there, by address. */
    private readonly idOf: (address: string) => string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  async create({ type, values }: Wanted): Promise<string> {
    const { cloud, signal } = this;
    const common = {
      folderId: this.folder,
      name: typeof values['name'] === 'string' ? values['name'] : '',
      description: 'Made by GitLab MLOps for VS Code',
      labels: (values['labels'] ?? {}) as Labels,
    };
    switch (type) {
      case 'yandex_vpc_network':
        return this.#made((key) => cloud.createNetwork(common, key, signal));
      case 'yandex_vpc_subnet': {
        const cidrs = values['v4_cidr_blocks'] as string[];
        const request = {
          ...common,
          networkId: this.#network(),
          zone: String(values['zone']),
          cidrs,
        };
        return this.#made((key) => cloud.createSubnet(request, key, signal));
      }
      case 'yandex_vpc_security_group': {
        const request = { ...common, networkId: this.#network(), rules: this.#rules() };
        return this.#made((key) => cloud.createSecurityGroup(request, key, signal));
      }
      case 'yandex_vpc_default_security_group': {
        const { defaultSecurityGroupId: id } = await cloud.network(this.#network(), signal);
        if (id === undefined) throw new Error('The network has no default group.');
        await this.#made((key) => cloud.replaceRules(id, this.#rules(), key, signal));
        return id;
      }
      case 'yandex_vpc_address': {
        const { zone } = this.configuration.variables;
        return this.#made((key) =>
          cloud.createAddress({ ...common, zone: String(zone) }, key, signal),
        );
      }
      case 'yandex_iam_service_account':
        return this.#made((key) => cloud.createServiceAccount(common, key, signal));
      case 'yandex_resourcemanager_folder_iam_member':
        await this.#bind('add', String(values['role']));
        return `${this.folder}/${String(values['role'])}`;
      case 'yandex_gitlab_instance':
        return this.#createGitLab(common, values);
      case 'yandex_compute_instance':
        return this.#createMachine(common, values);
      default:
        throw new Error(`Nobody knows how to make ${type}.`);
    }
  }

  /** Of what can be changed, labels are what a configuration of ours changes. */
  async update(type: string, id: string, labels: Labels): Promise<void> {
    const kind = kinds[type];
    if (!kind) return;
    await this.#made((key) => this.cloud.setLabels({ kind, id }, labels, key, this.signal));
  }

  async delete(type: string, id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const { cloud, signal } = this;
    const gone = (call: (key: string) => Promise<Operation>) => this.#made(call);
    switch (type) {
      case 'yandex_vpc_network':
        await this.#patient(() => gone((key) => cloud.deleteNetwork(id as NetworkId, key, signal)));
        return;
      case 'yandex_vpc_subnet':
        await this.#patient(() => gone((key) => cloud.deleteSubnet(id as SubnetId, key, signal)));
        return;
      case 'yandex_vpc_security_group':
        await this.#patient(() =>
          gone((key) => cloud.deleteSecurityGroup(id as SecurityGroupId, key, signal)),
        );
        return;
      case 'yandex_vpc_address':
        await this.#patient(() => gone((key) => cloud.deleteAddress(id as AddressId, key, signal)));
        return;
      case 'yandex_iam_service_account':
        await gone((key) => cloud.deleteServiceAccount(id as ServiceAccountId, key, signal));
        return;
      case 'yandex_resourcemanager_folder_iam_member':
        await this.#bind('remove', String(values['role']));
        return;
      case 'yandex_gitlab_instance':
        await gone((key) => cloud.deleteGitLab(id as GitLabInstanceId, key, signal));
        return;
      case 'yandex_compute_instance':
        await gone((key) => cloud.deleteMachine(id as MachineId, key, signal));
        return;
      default:
        // The rules of the default group are left as they are.
        return;
    }
  }

  /** Name and labels of what is there; undefined: it is gone. */
  async read(type: string, id: string): Promise<{ name: string; labels: Labels } | undefined> {
    const { cloud, signal } = this;
    try {
      switch (type) {
        case 'yandex_vpc_network':
          return await cloud.network(id as NetworkId, signal);
        case 'yandex_vpc_subnet':
          return await cloud.subnet(id as SubnetId, signal);
        case 'yandex_vpc_security_group':
        case 'yandex_vpc_default_security_group':
          return await cloud.securityGroup(id as SecurityGroupId, signal);
        case 'yandex_vpc_address':
          return await cloud.address(id as AddressId, signal);
        case 'yandex_iam_service_account':
          return await cloud.serviceAccount(id as ServiceAccountId, signal);
        case 'yandex_gitlab_instance':
          return await cloud.gitlabInstance(id as GitLabInstanceId, signal);
        case 'yandex_compute_instance':
          return await cloud.machine(id as MachineId, signal);
        default:
          return { name: '', labels: {} };
      }
    } catch (error) {
      if (isAppError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async #createGitLab(
    common: { folderId: FolderId; name: string; description: string; labels: Labels },
    values: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const { cloud, signal } = this;
    const request = {
      ...common,
      preset: String(values['resource_preset_id']),
      diskBytes: Number(values['disk_size']) * gib,
      adminLogin: String(values['admin_login']),
      adminEmail: String(values['admin_email']),
      domainPrefix: String(values['domain']).split('.')[0] ?? '',
      subnetId: this.#id('yandex_vpc_subnet.main', 'subnet_id') as SubnetId,
      backupDays: Number(values['backup_retain_period_days']),
      approvalRules: String(values['approval_rules_id']),
      deletionProtection: values['deletion_protection'] === true,
    };
    const id = await this.#made((key) => cloud.createGitLab(request, key, signal));
    while ((await cloud.gitlabInstance(id as GitLabInstanceId, signal)).state !== 'running') {
      await wait(20, signal);
    }
    return id;
  }

  async #createMachine(
    common: { folderId: FolderId; name: string; description: string; labels: Labels },
    values: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const { cloud, signal } = this;
    const block = (name: string): Record<string, unknown> =>
      (values[name] as Record<string, unknown>[] | undefined)?.[0] ?? {};
    const parameters =
      (block('boot_disk')['initialize_params'] as Record<string, unknown>[])[0] ?? {};
    const image = await cloud.latestImage('standard-images', 'ubuntu-2204-lts', signal);
    if (!image) throw new Error('There is no image.');
    const request = {
      ...common,
      zone: String(values['zone']),
      platform: String(values['platform_id']),
      cores: Number(block('resources')['cores']),
      coreFraction: Number(block('resources')['core_fraction'] ?? 100),
      memoryBytes: Number(block('resources')['memory']) * gib,
      gpus: 0,
      disk: {
        imageId: image.id,
        bytes: Number(parameters['size']) * gib,
        type: String(parameters['type']),
      },
      subnetId: this.#id('yandex_vpc_subnet.main', 'subnet_id') as SubnetId,
      securityGroupIds: [
        this.#id('yandex_vpc_security_group.main', 'security_group_id') as SecurityGroupId,
      ],
      publicAddress: block('network_interface')['nat'] === true,
      staticIp: await this.#reserved(),
      preemptible: block('scheduling_policy')['preemptible'] === true,
      metadata: {},
    };
    return this.#made((key) => cloud.createMachine(request, key, signal));
  }

  async #reserved(): Promise<string | undefined> {
    const id = this.idOf('yandex_vpc_address.machine') as AddressId | undefined;
    return id && (await this.cloud.address(id, this.signal)).ip;
  }

  async #bind(action: 'add' | 'remove', role: string): Promise<void> {
    const account = this.#id('yandex_iam_service_account.main', 'service_account_id');
    const changes = [{ action, role, serviceAccountId: account as ServiceAccountId }];
    await this.#made((key) => this.cloud.changeBindings(this.folder, changes, key, this.signal));
  }

  #network(): NetworkId {
    return this.#id('yandex_vpc_network.main', 'network_id') as NetworkId;
  }

  #id(address: string, local: string): string {
    const id = this.idOf(address) ?? this.configuration.locals[local];
    if (id === undefined) throw new Error(`There is no ${address}.`);
    return id;
  }

  #rules(): ReturnType<typeof securityRules> {
    return securityRules(this.configuration.variables['allowed_cidrs'] as string[]);
  }

  async #made(call: (key: string) => Promise<Operation>): Promise<string> {
    const { id } = await call(crypto.randomUUID());
    const { resourceId } = finished(await this.cloud.settle(id, this.signal));
    return resourceId ?? '';
  }

  /** Addresses are given back some time after their holder is gone. */
  async #patient(work: () => Promise<unknown>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isAppError(error, 'conflict') || tries > 200) throw error;
        await wait(25, this.signal);
      }
    }
  }
}
