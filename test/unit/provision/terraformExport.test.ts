import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Blueprint } from '../../../src/model/blueprint';
import { stackLabels } from '../../../src/model/cloud';
import { type AddressId, type MachineId } from '../../../src/model/ids';
import { attribute, block, code, heredoc, printed, quoted } from '../../../src/model/terraform/hcl';
import { terraformFiles } from '../../../src/model/terraform/terraformFiles';
import { cloudConfig } from '../../../src/provision/cloudConfig';
import { type Found } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { type TerraformFacts, terraformInput } from '../../../src/provision/terraformInput';
import { hclProblems } from '../../support/hclLayout';
import { hostileText, randomFrom } from '../../support/hostileTexts';
import { tempFolder } from '../../support/tempFolder';
import { findProvider, findTerraform, runTerraform } from '../../support/terraform';
import {
  blueprint,
  foreignAccount,
  foreignNetwork,
  nothing,
  ourNetwork,
  subnetOf,
} from './samples';

interface Case {
  readonly wanted: Blueprint;
  readonly found: Found;
  readonly facts?: Partial<TerraformFacts>;
}

const hostile = `"a\\b' \${var.folder_id} %{ if true } $\${x} $$\${y}\n\r\tEOT\u202e\u0000`;
const gpu: Blueprint = {
  ...blueprint,
  zone: 'ru-central1-d',
  gitlab: { ...blueprint.gitlab, approvalRules: 'STANDARD', deletionProtection: true },
  machine: {
    ...blueprint.machine,
    image: { kind: 'dsvm' },
    platform: 'standard-v3-t4',
    cores: 4,
    memoryGb: 16,
    gpus: 1,
    disk: { gb: 93, type: 'network-ssd-nonreplicated' },
    preemptible: true,
    staticAddress: true,
  },
};
const ours = (component: string) => stackLabels('demo', component);
const address = {
  id: 'e9baddress' as AddressId,
  folderId: blueprint.folderId,
  name: 'vm-mlops-address',
  labels: {},
  createdAt: 0,
  ip: '203.0.113.9',
  zone: 'ru-central1-a',
  used: false,
};
const everything: Found = {
  ...nothing,
  networks: [ourNetwork],
  subnets: [subnetOf(ours('subnet'))],
  securityGroups: [
    {
      id: ourNetwork.defaultSecurityGroupId,
      folderId: blueprint.folderId,
      name: 'default',
      labels: {},
      createdAt: 0,
      networkId: ourNetwork.id,
      state: 'active',
      isDefault: true,
      rules: [],
    },
  ],
  serviceAccounts: [{ ...foreignAccount, labels: ours('service-account') }],
  bindings: [{ role: 'compute.admin', subject: { id: foreignAccount.id, type: 'serviceAccount' } }],
  machines: [
    {
      id: 'fhmmachine' as MachineId,
      folderId: blueprint.folderId,
      name: 'vm-mlops',
      labels: ours('machine'),
      createdAt: 0,
      state: 'running',
      zone: 'ru-central1-a',
      platform: 'standard-v3',
      cores: 2,
      coreFraction: 100,
      memoryBytes: 4 * 1024 ** 3,
      gpus: 0,
      preemptible: false,
      subnetId: subnetOf().id,
      securityGroupIds: [],
      address: '10.16.0.5',
      publicAddress: '203.0.113.5',
      bootDiskId: undefined,
      secondaryDiskIds: [],
      serviceAccountId: undefined,
    },
  ],
};

const cases: Readonly<Record<string, Case>> = {
  default: { wanted: blueprint, found: nothing },
  gpu: {
    wanted: gpu,
    found: nothing,
    facts: { image: { id: 'fd8dsvm', name: 'dsvm' } },
  },
  adopted: { wanted: blueprint, found: everything, facts: { boundRoles: ['compute.admin'] } },
  foreign: {
    wanted: { ...blueprint, machine: { ...blueprint.machine, staticAddress: true } },
    found: {
      ...nothing,
      networks: [foreignNetwork],
      subnets: [subnetOf()],
      serviceAccounts: [foreignAccount],
      addresses: [address],
    },
    facts: { boundRoles: ['vpc.admin', 'compute.admin'], addedRoles: ['compute.admin'] },
  },
  hostile: {
    wanted: {
      ...blueprint,
      network: { name: hostile },
      subnet: { ...blueprint.subnet, name: hostile },
      gitlab: { ...blueprint.gitlab, adminEmail: `${hostile}@example.com`, adminLogin: hostile },
      machine: {
        ...blueprint.machine,
        name: hostile,
        login: hostile,
        sshPublicKey: `ssh-ed25519 AAAA ${hostile}`,
        image: { kind: 'family', family: hostile },
      },
    },
    found: nothing,
  },
};

const filesOf = ({ wanted, found, facts }: Case) =>
  terraformFiles(
    terraformInput(makePlan(wanted, found, 'RUB'), {
      image: undefined,
      boundRoles: [],
      addedRoles: [],
      ...facts,
    }),
  );
const textOf = (of: Case, name: string): string =>
  filesOf(of).find((file) => file.name === name)?.text ?? '';

describe.each(Object.entries(cases))('the exported configuration: %s', (name, of) => {
  const golden = new URL(`../../fixtures/terraform/${name}/`, import.meta.url).pathname;

  it('is as it was looked at', async () => {
    for (const file of filesOf(of)) {
      await expect(file.text).toMatchFileSnapshot(join(golden, file.name));
    }
  });

  it('has closed strings and brackets, two blanks per level and aligned arguments', () => {
    for (const file of filesOf(of).filter((one) => one.name.endsWith('.tf'))) {
      expect(hclProblems(file.text), file.name).toEqual([]);
    }
  });
});

describe('what the configuration says', () => {
  it('has an import for each thing of ours that is there, and none where nothing is', () => {
    expect(filesOf(cases['default']!).map((file) => file.name)).toEqual([
      'main.tf',
      'variables.tf',
      'outputs.tf',
      'versions.tf',
      'README.md',
    ]);
    const ids = [...textOf(cases['adopted']!, 'imports.tf').matchAll(/ id = "(.*)"/g)].map(
      ([, id]) => id,
    );
    expect(ids).toEqual([
      'enpnet',
      'e9bsubnet',
      'enpdefault',
      'ajeaccount',
      'b1gfolder,compute.admin,serviceAccount:ajeaccount',
      'fhmmachine',
    ]);
  });

  it('declares nothing that is not ours, and leaves the default group of a foreign network alone', () => {
    const main = textOf(cases['foreign']!, 'main.tf');
    const kinds = [...main.matchAll(/^resource "(\w+)"/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([
      'yandex_vpc_security_group',
      'yandex_resourcemanager_folder_iam_member',
      'yandex_gitlab_instance',
      'yandex_compute_instance',
    ]);
    expect(main).not.toContain('depends_on');
    // "vpc.admin" was there before us: who destroys this must not take it away.
    expect(main).toContain('roles = ["compute.admin", "iam.serviceAccounts.user"]');
    const imports = textOf(cases['foreign']!, 'imports.tf');
    expect(imports.match(/^import/gm)).toHaveLength(1);
    expect(imports).toContain('"b1gfolder,compute.admin,serviceAccount:ajeaccount"');
  });

  it('gives the machine the very user-data of the native way', () => {
    const main = textOf(cases['default']!, 'main.tf');
    const [, body = ''] = /user_data = <<-EOT\n([\s\S]*?) *EOT\n/.exec(main) ?? [];
    expect(body.replaceAll(/^ {4}/gm, '')).toBe(cloudConfig(blueprint.machine));
  });

  it('refuses to name an image that was not found', () => {
    expect(() => filesOf({ wanted: gpu, found: nothing })).toThrow(/Data Science VM/);
  });

  it('finds faults of layout', () => {
    const bad = 'a "b" {\n  x = 1\n  long = "open\n   y = [\n}\n\n\n';
    expect(hclProblems(bad)).not.toEqual([]);
    expect(hclProblems('a "b" {\n  x = 1\n  long = 2\n}\n')).toEqual([
      'line 2: `=` is not aligned',
    ]);
    expect(hclProblems('a {\n x = 1\n}\n')).toEqual(['line 2: indented by 1']);
    expect(hclProblems('a = "${b"\n')).toContain('line 1: a string is not closed');
  });
});

describe('with a real binary', { timeout: 120_000 }, async () => {
  const binary = await findTerraform();
  const provider = await findProvider();
  const no = 'skipped: neither terraform nor tofu is on PATH';

  it.for(Object.keys(cases))('terraform fmt changes nothing: %s', async (name, { skip }) => {
    if (binary === undefined) return skip(no);
    await using temp = await tempFolder();
    await writeAll(temp.path, cases[name]!);
    const ran = await runTerraform(binary, ['fmt', '-check', '-diff', '-no-color'], temp.path);
    expect(ran).toEqual({ code: 0, out: '' });
  });

  it('terraform reads back hostile strings and user-data as they were', async ({ skip }) => {
    if (binary === undefined) return skip(no);
    await using temp = await tempFolder();
    const of = cases['hostile']!;
    // The parts that need no provider: locals and variables.
    const locals = textOf(of, 'main.tf').split('\nresource ')[0] ?? '';
    await writeFile(join(temp.path, 'main.tf'), locals.split('\n\ndata ')[0] ?? '');
    await writeFile(join(temp.path, 'variables.tf'), textOf(of, 'variables.tf'));
    const ask = 'base64encode(jsonencode([var.gitlab_admin_login, local.user_data]))\n';
    const ran = await runTerraform(binary, ['console'], temp.path, ask);
    const [, encoded = ''] = /"([A-Za-z0-9+/=]+)"/.exec(ran.out) ?? [];
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString()), ran.out).toEqual([
      hostile,
      cloudConfig(of.wanted.machine),
    ]);
  });

  it('terraform reads any text back as it was', async ({ skip }) => {
    if (binary === undefined) return skip(no);
    await using temp = await tempFolder();
    const random = randomFrom(7);
    const texts = Array.from({ length: 300 }, () => hostileText(random));
    const scripts = texts.map((text) => `first\n${text}\n  second ${text}\nlast\n`);
    const all = [...texts, ...scripts];
    const values = [...texts.map((text) => code(quoted(text))), ...scripts.map(heredoc)];
    await writeFile(
      join(temp.path, 'main.tf'),
      printed([
        block(
          'locals',
          [],
          values.map((value, at) => attribute(`v${at}`, value)),
        ),
      ]),
    );
    const names = all.map((_text, at) => `local.v${at}`).join(', ');
    const ask = `base64encode(jsonencode([${names}]))\n`;
    const ran = await runTerraform(binary, ['console'], temp.path, ask);
    const [, encoded = ''] = /"([A-Za-z0-9+/=]+)"/.exec(ran.out) ?? [];
    expect(encoded, ran.out.slice(0, 2_000)).not.toBe('');
    // Terraform composes letters with their marks; half characters cannot be in a file.
    const kept = all.map((text) => Buffer.from(text).toString().normalize('NFC'));
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toEqual(kept);
  });

  it.for(Object.keys(cases))('terraform validate agrees: %s', async (name, { skip }) => {
    if (binary === undefined) return skip(no);
    if (provider === undefined) {
      return skip('skipped: the provider yandex-cloud/yandex is in no plugin folder here');
    }
    await using temp = await tempFolder();
    await writeAll(temp.path, cases[name]!);
    const init = ['init', '-backend=false', '-no-color', `-plugin-dir=${provider}`];
    expect(await runTerraform(binary, init, temp.path)).toMatchObject({ code: 0 });
    const ran = await runTerraform(binary, ['validate', '-no-color'], temp.path);
    expect(ran).toMatchObject({ code: 0 });
  });
});

async function writeAll(folder: string, of: Case): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, text } of filesOf(of)) await writeFile(join(folder, name), text);
}
