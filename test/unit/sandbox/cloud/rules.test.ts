import { describe, expect, it } from 'vitest';
import { roleAllows } from '../../../../src/sandbox/cloud/access/roles';
import { freeAddress, overlaps, parseBlock } from '../../../../src/sandbox/cloud/rules/ipv4';
import { checkDisk } from '../../../../src/sandbox/cloud/rules/disks';
import { masked } from '../../../../src/sandbox/cloud/rules/mask';
import { checkLabels, checkName } from '../../../../src/sandbox/cloud/rules/names';
import { checkResources } from '../../../../src/sandbox/cloud/rules/platforms';
import {
  encodeMessage,
  parseTimeout,
  unframe,
  frame,
} from '../../../../src/sandbox/cloud/wire/frames';
import { qualifiedName, shortName } from '../../../../src/sandbox/cloud/wire/implement';
import { renderPage } from '../../../../src/sandbox/mailbox';

/** `fine`, or the words of the refusal. */
function verdict(check: () => void): string {
  try {
    check();
    return 'fine';
  } catch (error) {
    return error instanceof Error ? error.message.replace('Request validation error: ', '') : '?';
  }
}

describe('names', () => {
  it.each([
    ['vpc', 'Net_1', true],
    ['vpc', '', true],
    ['vpc', '1net', false],
    ['vpc', 'net-', false],
    ['compute', 'vm-mlops', true],
    ['compute', 'Vm', false],
    ['account', 'gitlab-sa', true],
    ['account', 'gitlab_sa', false],
    ['gitlab', 'ab', false],
    ['gitlab', 'gitlab-mlops', true],
  ] as const)('of %s may be "%s": %s', (kind, name, fine) => {
    expect(verdict(() => checkName(kind, name)) === 'fine').toBe(fine);
  });

  it('of labels are lower case, with dots only where they are allowed', () => {
    expect(verdict(() => checkLabels({ 'managed-by': 'gitlab_mlops-1' }))).toBe('fine');
    expect(verdict(() => checkLabels({ 'a.b': 'c' }))).toContain('labels');
    expect(verdict(() => checkLabels({ 'a.b': 'c/d' }, true))).toBe('fine');
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, '']));
    expect(verdict(() => checkLabels(many))).toContain('greater than 64');
  });
});

describe('resources of machines', () => {
  const gb = 2 ** 30;
  it.each([
    ['standard-v3', 'a', { cores: 2, memory: 4, coreFraction: 100 }, 'fine'],
    ['standard-v3', 'a', { cores: 2, memory: 4, coreFraction: 0 }, 'fine'],
    ['standard-v3', 'a', { cores: 2, memory: 4, coreFraction: 5 }, 'resources_spec.core_fraction'],
    ['standard-v3', 'a', { cores: 8, memory: 16, coreFraction: 50 }, 'resources_spec.cores'],
    ['standard-v3', 'a', { cores: 4, memory: 2, coreFraction: 20 }, 'fine'],
    ['standard-v3', 'a', { cores: 2, memory: 64, coreFraction: 100 }, 'resources_spec.memory'],
    ['standard-v3', 'a', { cores: 3, memory: 4, coreFraction: 100 }, 'resources_spec.cores'],
    ['standard-v9', 'a', { cores: 2, memory: 4, coreFraction: 100 }, 'platform_id'],
    ['standard-v3-t4', 'a', { cores: 4, memory: 16, coreFraction: 100, gpus: 1 }, 'platform_id'],
    ['standard-v3-t4', 'd', { cores: 4, memory: 16, coreFraction: 100, gpus: 1 }, 'fine'],
    ['gpu-standard-v3i', 'd', { cores: 180, memory: 1440, coreFraction: 100, gpus: 8 }, 'fine'],
    [
      'gpu-standard-v3i',
      'd',
      { cores: 54, memory: 432, coreFraction: 100, gpus: 3 },
      'resources_spec.gpus',
    ],
  ])('of %s in zone %s as %j: %s', (platform, zone, spec, expected) => {
    const request = { gpus: 0, ...spec, memory: spec.memory * gb };
    const said = verdict(() => checkResources(platform, `ru-central1-${zone}`, request));
    expect(said.split(':')[0]).toBe(expected);
  });

  it('include disks of allowed sizes', () => {
    expect(verdict(() => checkDisk('network-ssd', 30 * gb, 20 * gb, ''))).toBe('fine');
    expect(verdict(() => checkDisk('network-ssd', 10 * gb, 20 * gb, ''))).toContain('size');
    expect(verdict(() => checkDisk('network-ssd-io-m3', 100 * gb, 0, ''))).toContain('93 GB');
    expect(verdict(() => checkDisk('network-ssd-io-m3', 93 * gb, 0, ''))).toBe('fine');
  });
});

describe('address ranges', () => {
  it('are read strictly', () => {
    expect(parseBlock('10.16.0.0/24')).toEqual({ base: 168820736, bits: 24 });
    for (const wrong of ['10.16.0.1/24', '10.16.0.0', '10.16.0.0/33', '300.0.0.0/8', 'x']) {
      expect(parseBlock(wrong)).toBeUndefined();
    }
  });

  it('overlap when one lies in the other', () => {
    const outer = parseBlock('10.16.0.0/16')!;
    expect(overlaps(outer, parseBlock('10.16.7.0/24')!)).toBe(true);
    expect(overlaps(outer, parseBlock('10.17.0.0/24')!)).toBe(false);
  });

  it('give addresses after those of the network itself, until none is left', () => {
    const block = parseBlock('10.0.0.0/29')!;
    const taken = new Set<string>();
    const given: string[] = [];
    for (let next = freeAddress(block, taken); next; next = freeAddress(block, taken)) {
      given.push(next);
      taken.add(next);
    }
    expect(given).toEqual(['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
  });
});

describe('roles', () => {
  it.each([
    ['editor', 'vpc.networks.create', true],
    ['editor', 'resource-manager.folders.updateAccessBindings', false],
    ['viewer', 'vpc.networks.list', true],
    ['viewer', 'vpc.networks.create', false],
    ['vpc.user', 'vpc.subnets.use', true],
    ['compute.operator', 'compute.instances.operate', true],
    ['compute.operator', 'compute.instances.create', false],
    ['gitlab.editor', 'gitlab.instances.create', true],
    ['iam.serviceAccounts.admin', 'iam.serviceAccounts.createToken', false],
    ['nobody', 'vpc.networks.list', false],
  ])('%s allows %s: %s', (role, permission, allowed) => {
    expect(roleAllows(role, permission)).toBe(allowed);
  });
});

describe('update masks', () => {
  it('set what they name, everything when they name nothing, and know their fields', () => {
    const fields = ['name', 'resources_spec'] as const;
    expect(masked({ paths: ['name'] }, fields)('resources_spec')).toBe(false);
    expect(masked({ paths: ['resources_spec.cores'] }, fields)('resources_spec')).toBe(true);
    expect(masked(undefined, fields)('name')).toBe(true);
    expect(verdict(() => masked({ paths: ['nmae'] }, fields))).toContain('nmae');
  });
});

describe('the wire', () => {
  it('names methods with and without their package', () => {
    const name = qualifiedName('/yandex.cloud.compute.v1.InstanceService/Create');
    expect([name, shortName(name)]).toEqual([
      'compute.InstanceService/Create',
      'InstanceService/Create',
    ]);
    expect(qualifiedName('/yandex.cloud.operation.OperationService/Get')).toBe(
      'operation.OperationService/Get',
    );
  });

  it('reads deadlines and writes messages as gRPC says', () => {
    expect(['5S', '20m', '1H', '999u', 'x', undefined].map(parseTimeout)).toEqual([
      5_000,
      20,
      3_600_000,
      999 * 1e-3,
      undefined,
      undefined,
    ]);
    expect(encodeMessage('100 % süß\n')).toBe('100 %25 s%C3%BC%C3%9F%0A');
  });

  it('takes exactly one message', () => {
    const message = Buffer.from('hello');
    expect(unframe(frame(message), 'identity')).toEqual(message);
    expect(verdict(() => unframe(frame(message).subarray(0, 8), 'identity'))).not.toBe('fine');
    const squeezed = Buffer.concat([Buffer.from([1]), frame(message).subarray(1)]);
    expect(verdict(() => unframe(squeezed, 'snappy'))).toContain('snappy');
  });
});

describe('the mailbox page', () => {
  it('shows letters as text, with links to the web only', () => {
    const page = renderPage(
      [],
      [
        {
          to: 'a@b',
          subject: '<img onerror=x>',
          text: 'Go to https://localhost:1/a?b=1&c javascript:x',
        },
      ],
    );
    expect(page).toContain('&lt;img onerror=x&gt;');
    expect(page).toContain('<a href="https://localhost:1/a?b=1&amp;c">');
    expect(page.match(/href=/g)).toHaveLength(1);
  });
});
