import { expect, it } from 'vitest';
import {
  askBlueprint,
  changeBlueprint,
  type WizardNeeds,
} from '../../../src/commands/environmentWizard';
import { type Blueprint } from '../../../src/model/blueprint';
import { type CloudId } from '../../../src/model/ids';
import { validateBlueprint } from '../../../src/model/validateBlueprint';
import {
  accept,
  back,
  choose,
  leave,
  type Reaction,
  ScriptedUi,
  type,
} from '../../support/scriptedUi';
import { blueprint, folderId } from '../provision/samples';

const target = {
  cloudName: 'cloud-anna',
  folder: {
    id: folderId,
    cloudId: 'b1gcloud' as CloudId,
    name: 'ml.team',
    state: 'active' as const,
  },
};

function needs(parts: Partial<Omit<WizardNeeds, 'ui'>> = {}): WizardNeeds & { ui: ScriptedUi } {
  return {
    ui: new ScriptedUi(),
    sshPublicKey: () => Promise.resolve(blueprint.machine.sshPublicKey),
    login: () => 'anna',
    ownAddress: () => Promise.resolve(undefined),
    blueprintSettings: () => undefined,
    domainTaken: () => Promise.resolve(undefined),
    ...parts,
  };
}

const name: [string, Reaction] = ['1/4: Name', type('mlops-anna')];
const mail: [string, Reaction] = ['2/4: E-mail', type('anna@example.com')];
const who: [string, Reaction] = ['3/4: Who may connect', type('203.0.113.7')];
const show: [string, Reaction] = ['4/4: Review', choose('Show the plan')];

async function asked(
  given: ReturnType<typeof needs>,
  ...script: [string, Reaction][]
): Promise<Blueprint | undefined> {
  given.ui.will(...script);
  const made = await askBlueprint(given, target);
  expect(given.ui.unused).toEqual([]);
  return made;
}

it('asks three things and shows the rest; the tutorial’s values are the defaults', async () => {
  const made = await asked(needs(), name, mail, who, show);
  expect(made).toMatchObject({
    stackId: 'mlops-anna',
    zone: 'ru-central1-a',
    network: { name: 'net-gitlab' },
    subnet: { name: 'subnet-gitlab-a', cidr: '10.16.0.0/24' },
    securityGroup: { name: 'gitlab-sg', allowedCidrs: ['203.0.113.7/32'] },
    gitlab: { name: 'mlops-anna', domainPrefix: 'mlops-anna', preset: 's2.micro', diskGb: 30 },
    machine: { name: 'vm-mlops', platform: 'standard-v3', login: 'anna', gpus: 0 },
  });
  expect(validateBlueprint(made!)).toEqual([]);
});

it('begins with the settings, whatever else stands in them', async () => {
  const blueprintSettings = (): unknown => ({
    zone: 'ru-central1-b',
    subnet: { cidr: '10.20.0.0/24' },
    securityGroup: { allowedCidrs: ['198.51.100.0/24', 7], name: '' },
    gitlab: {
      adminEmail: 'team@example.com',
      domainPrefix: 'credit',
      preset: 's2.small',
      diskGb: '?',
    },
    machine: { preemptible: true, memoryGb: 8, disk: 'large' },
    nonsense: true,
  });
  const made = await asked(
    needs({ blueprintSettings }),
    ['1/4: Name', accept],
    ['2/4: E-mail', accept],
    ['3/4: Who may connect', accept],
    show,
  );
  expect(made).toMatchObject({
    stackId: 'credit',
    zone: 'ru-central1-b',
    subnet: { cidr: '10.20.0.0/24' },
    securityGroup: { name: 'gitlab-sg', allowedCidrs: ['198.51.100.0/24'] },
    gitlab: { name: 'credit', adminEmail: 'team@example.com', preset: 's2.small', diskGb: 30 },
    machine: { preemptible: true, memoryGb: 8, disk: { gb: 30, type: 'network-ssd' } },
  });
});

it('changes any value by its group, and says what is wrong while it is typed', async () => {
  const given = needs();
  const made = await asked(
    given,
    name,
    mail,
    who,
    ['Review', choose('GitLab…')],
    ['4/4: GitLab', choose('Size')],
    ['4/4: Size', choose('s2.medium')],
    ['4/4: GitLab', choose('Disk, GB')],
    ['4/4: Disk, GB', type('20')],
    ['4/4: Disk, GB', type('100')],
    ['4/4: GitLab', choose('Done')],
    ['Review', choose('Machine…')],
    ['4/4: Machine', choose('Preemptible')],
    ['4/4: Preemptible', choose('Yes')],
    ['4/4: Machine', choose('Image')],
    ['4/4: Image', choose('Other…')],
    ['4/4: Image', type('product:f2e4v304qn35mhilnsbc')],
    ['4/4: Machine', back],
    show,
  );
  expect(given.ui.refused).toEqual(['The disk has 30 to 500 GB.']);
  expect(made).toMatchObject({
    gitlab: { preset: 's2.medium', diskGb: 100 },
    machine: {
      preemptible: true,
      image: { kind: 'product', productId: 'f2e4v304qn35mhilnsbc' },
    },
  });
});

it('fits cores, memory, image and disk to a platform with GPUs, and back', async () => {
  const given = needs();
  const made = await asked(
    given,
    name,
    mail,
    who,
    ['Review', choose('Machine…')],
    ['4/4: Machine', choose('Platform')],
    ['4/4: Platform', choose('standard-v3-t4')],
    ['4/4: Machine', choose('Cores')],
    ['4/4: Cores', choose('8')],
    ['4/4: Machine', choose('Done')],
    show,
  );
  expect(made?.machine).toMatchObject({
    gpus: 1,
    cores: 8,
    memoryGb: 32,
    image: { family: 'ubuntu-2204-lts-cuda-12-2' },
    disk: { gb: 50 },
  });
  expect(validateBlueprint(made!)).toEqual([]);
  const plain = needs();
  plain.ui.will(
    ['1/1: Review', choose('Machine…')],
    ['Machine', choose('Platform')],
    ['Platform', choose('standard-v2')],
    ['Machine', choose('Done')],
    ['Review', choose('Show the plan')],
  );
  const back = await changeBlueprint(plain, made!);
  expect(back?.machine).toMatchObject({ gpus: 0, cores: 2, memoryGb: 4, platform: 'standard-v2' });
});

it('lets nothing pass that the cloud would refuse, and leads to it', async () => {
  const given = needs({ blueprintSettings: () => ({ machine: { cores: 3 }, zone: 'moon' }) });
  const made = await asked(
    given,
    name,
    mail,
    who,
    ['Review', choose('Mend 2 values')],
    ['Zone', choose('ru-central1-d')],
    ['Review', choose('Mend one value')],
    ['Cores', choose('4')],
    show,
  );
  expect(given.ui.choicesShown.some((labels) => labels[0] === 'Mend 2 values')).toBe(true);
  expect(made).toMatchObject({ zone: 'ru-central1-d', machine: { cores: 4 } });
});

it('opens SSH to everybody only when that is said twice', async () => {
  const given = needs();
  const everybody: [string, Reaction] = ['Who may connect', type('0.0.0.0/0')];
  const made = await asked(
    given,
    name,
    mail,
    everybody,
    ['Open SSH to everybody?', choose('No, let me change it')],
    everybody,
    ['Open SSH to everybody?', choose('Yes, let everybody try')],
    ['Review', choose('Show the plan')],
  );
  expect(made?.securityGroup.allowedCidrs).toEqual(['0.0.0.0/0']);
  const later = needs();
  later.ui.will(
    ['Review', choose('Who may connect…')],
    ['Who may connect', choose('Allowed addresses')],
    ['Allowed addresses', type('0.0.0.0/0')],
    ['Who may connect', choose('Done')],
    ['Review', choose('Show the plan')],
    ['Open SSH to everybody?', leave],
  );
  expect(await changeBlueprint(later, blueprint)).toBeUndefined();
});

it('suggests the own address where it is known, and nothing where it is not', async () => {
  const known = needs({ ownAddress: () => Promise.resolve('198.51.100.9') });
  const made = await asked(known, name, mail, ['Who may connect', accept], show);
  expect(made?.securityGroup.allowedCidrs).toEqual(['198.51.100.9/32']);
  const unknown = needs();
  await asked(unknown, name, mail, ['Who may connect', accept], ['Who may connect', leave]);
  expect(unknown.ui.refused).toEqual(['Name at least one range that may connect.']);
});

it('says while it is typed that somebody has the domain', async () => {
  const taken = 'Somebody has mlops-anna.gitlab.yandexcloud.net already. Choose another name.';
  const given = needs({
    domainTaken: (prefix) => Promise.resolve(prefix === 'mlops-anna' ? taken : undefined),
  });
  const made = await asked(
    given,
    name,
    ['1/4: Name', type('mlops-boris')],
    mail,
    ['Who may connect', back],
    mail,
    who,
    show,
  );
  expect(given.ui.refused).toEqual([taken]);
  expect(made?.stackId).toBe('mlops-boris');
});
