import { status } from '@grpc/grpc-js';
import { Network } from '@yandex-cloud/nodejs-sdk/vpc-v1/network';
import {
  CreateNetworkMetadata,
  NetworkServiceService,
  UpdateNetworkRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  CreateSecurityGroupMetadata,
  CreateSecurityGroupRequest,
  SecurityGroupServiceService,
  UpdateSecurityGroupRulesRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/security_group_service';
import {
  CreateSubnetRequest,
  ListUsedAddressesRequest,
  SubnetServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import { describe, expect, it } from 'vitest';
import { CloudBench } from './support';

describe('networks of the sandbox cloud', () => {
  it('are made by an operation that names them from its first answer', async () => {
    await using bench = await CloudBench.start({ speed: 4 });
    const started = await bench.createNetwork('net-gitlab');
    expect(started.done).toBe(false);
    expect(started.createdBy).not.toBe('');
    const { networkId } = CreateNetworkMetadata.decode(started.metadata!.value);
    const early = await bench.ask(NetworkServiceService.get, { networkId });
    expect(early.defaultSecurityGroupId).toBe('');
    const ended = await bench.done(started);
    expect(ended.error).toBeUndefined();
    const made = Network.decode(ended.response!.value);
    expect(made).toMatchObject({ id: networkId, name: 'net-gitlab' });
    const group = await bench.ask(SecurityGroupServiceService.get, {
      securityGroupId: made.defaultSecurityGroupId,
    });
    expect(group.defaultForNetwork).toBe(true);
    expect(
      group.rules.map((rule) => [
        rule.direction,
        rule.protocolName,
        rule.cidrBlocks?.v4CidrBlocks,
        rule.ports,
      ]),
    ).toEqual([
      [1, 'ANY', ['0.0.0.0/0'], undefined],
      [2, 'ANY', ['0.0.0.0/0'], undefined],
    ]);
    expect(bench.cloud.crashes).toEqual([]);
  });

  it('have names that are unique in the folder', async () => {
    await using bench = await CloudBench.start();
    await bench.createNetwork('net-gitlab');
    const error = await bench.failure(bench.createNetwork('net-gitlab'));
    expect(error.code).toBe(status.ALREADY_EXISTS);
  });

  it('name the field that breaks a rule, in words and in details', async () => {
    await using bench = await CloudBench.start();
    const error = await bench.failure(bench.createNetwork('-wrong-'));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain('name');
    const [details] = error.metadata.get('grpc-status-details-bin');
    expect(String(details)).toContain('type.googleapis.com/google.rpc.BadRequest');
  });

  it('are limited to two, and the details say what the limit is', async () => {
    await using bench = await CloudBench.start();
    await bench.createNetwork('one');
    const error = await bench.failure(bench.createNetwork('two'));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(error.details).toBe('Quota limit vpc.networks.count exceeded');
    const [details] = error.metadata.get('grpc-status-details-bin');
    expect(String(details)).toContain('type.googleapis.com/yandex.cloud.quota.QuotaFailure');
    expect(String(details)).toContain('vpc.networks.count');
  });

  it('lose every field that an update without a mask does not carry', async () => {
    await using bench = await CloudBench.start();
    const started = await bench.made(bench.createNetwork('net-gitlab'));
    const { networkId } = CreateNetworkMetadata.decode(started.metadata!.value);
    const update = (request: Partial<UpdateNetworkRequest>) =>
      bench.made(
        bench.ask(
          NetworkServiceService.update,
          UpdateNetworkRequest.fromPartial({ networkId, ...request }),
        ),
      );
    await update({ updateMask: { paths: ['description'] }, description: 'kept', name: 'ignored' });
    const masked = await bench.ask(NetworkServiceService.get, { networkId });
    expect(masked).toMatchObject({ name: 'net-gitlab', description: 'kept' });
    await update({ name: 'renamed' });
    const whole = await bench.ask(NetworkServiceService.get, { networkId });
    expect(whole).toMatchObject({ name: 'renamed', description: '' });
  });

  it('can be deleted only when they are empty, and take their default group along', async () => {
    await using bench = await CloudBench.start();
    const { networkId, subnetId } = await bench.place();
    const { defaultSecurityGroupId } = await bench.ask(NetworkServiceService.get, { networkId });
    const refused = await bench.failure(bench.ask(NetworkServiceService.delete, { networkId }));
    expect(refused.code).toBe(status.FAILED_PRECONDITION);
    await bench.made(bench.ask(SubnetServiceService.delete, { subnetId }));
    await bench.made(bench.ask(NetworkServiceService.delete, { networkId }));
    const gone = await bench.failure(
      bench.ask(SecurityGroupServiceService.get, { securityGroupId: defaultSecurityGroupId }),
    );
    expect(gone.code).toBe(status.NOT_FOUND);
  });

  it('refuse a second change while one is going on, naming the first', async () => {
    await using bench = await CloudBench.start({ speed: 4 });
    const started = await bench.createNetwork('net-gitlab');
    const { networkId } = CreateNetworkMetadata.decode(started.metadata!.value);
    const error = await bench.failure(bench.ask(NetworkServiceService.delete, { networkId }));
    expect(error.code).toBe(status.FAILED_PRECONDITION);
    expect(error.details).toBe(`Conflicting operation ${started.id} detected`);
  });
});

describe('subnets of the sandbox cloud', () => {
  it.each([
    ['10.16.0.1/24', status.INVALID_ARGUMENT],
    ['8.8.8.0/24', status.INVALID_ARGUMENT],
    ['10.16.0.0/29', status.INVALID_ARGUMENT],
    ['10.16.0.128/25', status.FAILED_PRECONDITION],
  ])('refuse the range %s', async (cidr, code) => {
    await using bench = await CloudBench.start();
    const { networkId } = await bench.place();
    const { folderId } = bench.cloud;
    const zoneId = 'ru-central1-b';
    const request = CreateSubnetRequest.fromPartial({
      folderId,
      networkId,
      zoneId,
      v4CidrBlocks: [cidr],
    });
    const error = await bench.failure(bench.ask(SubnetServiceService.create, request));
    expect(error.code).toBe(code);
  });

  it('cannot be deleted while an address is used, and say by whom', async () => {
    await using bench = await CloudBench.start();
    const { subnetId } = await bench.place();
    await bench.made(bench.createMachine(subnetId));
    const refused = await bench.failure(bench.ask(SubnetServiceService.delete, { subnetId }));
    expect(refused.code).toBe(status.FAILED_PRECONDITION);
    const used = await bench.ask(
      SubnetServiceService.listUsedAddresses,
      ListUsedAddressesRequest.fromPartial({ subnetId }),
    );
    expect(used.addresses).toMatchObject([
      { address: '10.16.0.3', references: [{ referrer: { type: 'compute.instance' } }] },
    ]);
  });
});

describe('security groups of the sandbox cloud', () => {
  it('keep rules, change some of them, and refuse rules that make no sense', async () => {
    await using bench = await CloudBench.start();
    const { networkId } = await bench.place();
    const { folderId } = bench.cloud;
    const rule = {
      direction: 1,
      protocolName: 'TCP',
      ports: { fromPort: 22, toPort: 22 },
      cidrBlocks: { v4CidrBlocks: ['0.0.0.0/0'], v6CidrBlocks: [] },
    };
    const create = (rules: (typeof rule)[]) =>
      bench.ask(
        SecurityGroupServiceService.create,
        CreateSecurityGroupRequest.fromPartial({
          folderId,
          networkId,
          name: 'gitlab-sg',
          ruleSpecs: rules,
        }),
      );
    const pinged = await bench.failure(create([{ ...rule, protocolName: 'ICMP' }]));
    expect(pinged.details).toContain('rule_specs[0].ports');
    const started = await create([rule]);
    const { securityGroupId } = CreateSecurityGroupMetadata.decode(started.metadata!.value);
    await bench.made(started);
    const made = await bench.ask(SecurityGroupServiceService.get, { securityGroupId });
    expect(made.status).toBe(2);
    await bench.made(
      bench.ask(
        SecurityGroupServiceService.updateRules,
        UpdateSecurityGroupRulesRequest.fromPartial({
          securityGroupId,
          deletionRuleIds: [made.rules[0]!.id],
          additionRuleSpecs: [{ ...rule, ports: { fromPort: 443, toPort: 443 } }],
        }),
      ),
    );
    const changed = await bench.ask(SecurityGroupServiceService.get, { securityGroupId });
    expect(changed.rules.map((r) => r.ports?.fromPort)).toEqual([443]);
  });

  it('cannot be deleted while a machine has them, nor when they are a default', async () => {
    await using bench = await CloudBench.start();
    const { networkId, subnetId } = await bench.place();
    const { folderId } = bench.cloud;
    const started = await bench.made(
      bench.ask(
        SecurityGroupServiceService.create,
        CreateSecurityGroupRequest.fromPartial({ folderId, networkId, name: 'gitlab-sg' }),
      ),
    );
    const { securityGroupId } = CreateSecurityGroupMetadata.decode(started.metadata!.value);
    await bench.createMachine(subnetId, {
      networkInterfaceSpecs: [
        {
          subnetId,
          index: '',
          securityGroupIds: [securityGroupId],
          primaryV4AddressSpec: { address: '', dnsRecordSpecs: [] },
        },
      ],
    });
    const { defaultSecurityGroupId } = await bench.ask(NetworkServiceService.get, { networkId });
    for (const id of [securityGroupId, defaultSecurityGroupId]) {
      const refused = await bench.failure(
        bench.ask(SecurityGroupServiceService.delete, { securityGroupId: id }),
      );
      expect(refused.code).toBe(status.FAILED_PRECONDITION);
    }
  });
});
