import { publicConsole } from '../../src/model/consoleLinks';
import { gigabyte, securityRules } from '../../src/model/blueprint';
import {
  type Disk,
  type GitLabInstance,
  type Machine,
  type SecurityGroup,
  stackLabels,
} from '../../src/model/cloud';
import {
  type DiskId,
  type GitLabInstanceId,
  type MachineId,
  type NetworkId,
  type SecurityGroupId,
} from '../../src/model/ids';
import { type Sku } from '../../src/model/cloudRequests';
import { type JournalEntry, type RunView, type StepView } from '../../src/model/journal';
import { blockers, type Plan, type PlanItem } from '../../src/model/plan';
import { activationStep } from '../../src/provision/activation';
import { createSteps } from '../../src/provision/createSteps';
import { destroySteps } from '../../src/provision/destroySteps';
import { type Found } from '../../src/provision/found';
import { makePlan } from '../../src/provision/plan';
import { type ProvisionCloud } from '../../src/provision/ports';
import { type Step } from '../../src/provision/step';
import { defaultStepPace } from '../../src/provision/steps/tools';
import { type PlanState } from '../../src/webviews/plan/contract';
import {
  blueprint,
  foreignAccount,
  nothing,
  ourNetwork,
  subnetOf,
} from '../unit/provision/samples';

const minute = 60_000;
/** The journal of the samples begins here, ms since 1970. */
export const begun = nothing.readAt + 2 * minute;

function sku(name: string, price: number): Sku {
  return {
    id: name,
    name,
    unit: 'core*hour',
    prices: [
      {
        kind: 'street',
        from: Date.UTC(2026, 7, 1),
        tiers: [{ startQuantity: 0, price, currency: 'RUB' }],
      },
    ],
  };
}

const gitlabSkus = [
  sku('gitlab.instance.free.cpu', 3.09),
  sku('gitlab.instance.free.ram', 0.8275),
  sku('gitlab.instance.disk', 0.0333),
];
const allSkus = [...gitlabSkus, sku('gitlab.backup', 0.0233)];

const later: readonly PlanItem[] = [
  {
    id: 'project',
    group: 'project',
    name: 'gitlab-mlflow',
    action: 'create',
    what: 'private, imported from the sample repository',
    reason: undefined,
    resourceId: undefined,
    after: ['gitlab'],
    price: undefined,
    differences: [],
    needsConsent: false,
  },
];

/** The plan that the product's own planner makes of what was found. */
export function plan(found: Partial<Found> = {}): Plan {
  return makePlan(
    blueprint,
    {
      ...nothing,
      networks: [{ ...ourNetwork, defaultSecurityGroupId: undefined }],
      serviceAccounts: [foreignAccount],
      skus: allSkus,
      roles: {
        complete: true,
        given: [
          { role: 'editor', on: 'folder' },
          { role: 'resource-manager.admin', on: 'folder' },
        ],
      },
      ...found,
    },
    'RUB',
    later,
  );
}

export function agreeable(): PlanState {
  return state({ plan: plan() });
}

/** Two quotas too small, one unread, an inactive account and a foreign machine in the way. */
export function blocked(): PlanState {
  const quotas = nothing.quotas
    .filter(({ id }) => id !== 'compute.instanceMemory.size')
    .map((quota) =>
      quota.id === 'vpc.networks.count' || quota.id === 'compute.instanceCores.count'
        ? { ...quota, usage: quota.limit }
        : quota,
    );
  return state({
    plan: plan({
      networks: [],
      quotas,
      skus: gitlabSkus,
      image: undefined,
      billing: {
        kind: 'found',
        account: { id: 'dn2account', name: 'anna', active: false, currency: 'RUB' },
      },
    }),
  });
}

const tools = {
  // Steps are only described here; none of them is run.
  cloud: Object.create(null) as ProvisionCloud,
  blueprint,
  pace: defaultStepPace,
  now: () => begun,
};
const activation = activationStep({
  adminEmail: blueprint.gitlab.adminEmail,
  lookMs: 1,
  signedIn: () => Promise.resolve(false),
});

type Views = Readonly<Record<string, Partial<StepView>>>;

/** All steps of a creation, none of them begun. */
export function runSteps(): StepView[] {
  return views([...createSteps(tools), activation], {});
}

function views(steps: readonly Step[], parts: Views): StepView[] {
  return steps.map(({ id, title, after, expectedMs }) => ({
    id,
    title,
    after,
    expectedMs,
    state: 'waiting',
    startedAt: undefined,
    endedAt: undefined,
    outputs: {},
    error: undefined,
    progress: undefined,
    ...parts[id],
  }));
}

function done(from: number, seconds: number, outputs: StepView['outputs'] = {}): Partial<StepView> {
  const startedAt = begun + from * 1_000;
  return { state: 'done', startedAt, endedAt: startedAt + seconds * 1_000, outputs };
}

const early: Views = {
  network: done(0, 2, { id: ourNetwork.id satisfies NetworkId, origin: 'adopted' }),
  'service-account': done(0, 1, { id: foreignAccount.id, origin: 'existing' }),
  roles: done(1, 31, { added: 'compute.admin vpc.admin' }),
  subnet: done(2, 3, { id: 'e9b1subnet2mlops3', origin: 'made' }),
  'security-group': done(2, 5, { id: 'enp9group8gitlab7', origin: 'made' }),
  'default-group': done(2, 6, { id: 'enp1default2group' }),
  machine: done(7, 49, { id: 'fhm5machine5mlops', address: '203.0.113.24' }),
  'host-key': done(56, 104, { fingerprint: 'SHA256:qv3n1Ykz0Yw6vTq6m6b5m2j8m4k2c0a9b8c7d6e5f4g' }),
};
const gitlab = {
  startedAt: begun + 8_000,
  outputs: { id: 'ce8gitlab2mlops', origin: 'made', 'create.operation': 'd9p5k2example0m7' },
};

export const entries: readonly JournalEntry[] = [
  { at: begun, text: 'plan agreed, 9 items' },
  { at: begun + 2_000, step: 'network', text: 'Network net-gitlab: done' },
  {
    at: begun + 8_000,
    step: 'gitlab',
    text: 'GitLab instance mlops-demo: operation d9p5k2example0m7 accepted',
  },
  { at: begun + 56_000, step: 'machine', text: 'machine vm-mlops: done' },
  {
    at: begun + 160_000,
    step: 'host-key',
    text: 'host key of vm-mlops pinned from its serial console',
  },
  { at: begun + 900 * minute, text: 'resumed' },
];

function create(state: RunView['state'], parts: Views): RunView {
  return { kind: 'create', state, steps: views([...createSteps(tools), activation], parts) };
}

/** Eight minutes in, over a night of sleep; GitLab is being made, the step of the user is ahead. */
export function running(): PlanState {
  const run = create('running', {
    ...early,
    gitlab: {
      ...gitlab,
      state: 'running',
      progress: { text: 'creating' },
    },
  });
  return state({ plan: plan(), run, entries, now: begun + 905 * minute });
}

/** The same, driven by another window: what its journal tells. */
export function elsewhere(): PlanState {
  const here = running();
  const { run } = here;
  if (!run) throw new Error('There is no run.');
  const told = run.steps.map((step) => ({
    ...step,
    progress: step.state === 'running' ? { text: 'in another window' } : undefined,
  }));
  return { ...here, run: { ...run, steps: told, elsewhere: true } };
}

export function needsYou(): PlanState {
  const run = create('running', {
    ...early,
    gitlab: {
      ...gitlab,
      ...done(8, 1_020, { ...gitlab.outputs, url: 'https://mlops-demo.gitlab.yandexcloud.net' }),
    },
    activation: {
      state: 'running',
      startedAt: begun + 1_028_000,
      progress: {
        text: 'Open the link that GitLab mailed to anna@example.com, set a password, then sign in here.',
        needsYou: true,
      },
    },
  });
  return state({ plan: plan(), run, entries: entries.slice(0, 5), now: begun + 20 * minute });
}

export function failed(): PlanState {
  const run = create('failed', {
    ...early,
    machine: {
      ...done(7, 12),
      state: 'failed',
      error: {
        kind: 'quota',
        message:
          'The quota “vCPU” (32) is used up. Ask for more in the console, or free some, then resume.',
        fix: 'open-quotas',
      },
    },
    'host-key': {},
    gitlab: { ...gitlab, ...done(8, 1_020, gitlab.outputs) },
  });
  return state({ plan: plan(), run, entries: entries.slice(0, 4), now: begun + 30 * minute });
}

/** Interrupted after a cancel: what ran has ended, the rest waits. */
export function stopped(): PlanState {
  const run = create('stopped', { ...early, 'host-key': {}, gitlab: {} });
  return state({ plan: plan(), run, entries: entries.slice(0, 4), now: begun + 5 * minute });
}

export function ready(): PlanState {
  const run = create('done', {
    ...early,
    gitlab: { ...gitlab, ...done(8, 1_020, gitlab.outputs) },
    activation: done(1_028, 95),
  });
  return state({ plan: plan(), run, entries: entries.slice(0, 5), now: begun + 60 * minute });
}

/** Ready, and looked at again a week later: somebody opened a port, took a role, made the machine larger and its disk smaller. */
export function drifted(): PlanState {
  const group: SecurityGroup = {
    ...ourNetwork,
    id: 'enp9group8gitlab7' as SecurityGroupId,
    name: 'gitlab-sg',
    labels: stackLabels(blueprint.stackId, 'security-group'),
    networkId: ourNetwork.id,
    state: 'active',
    isDefault: false,
    rules: securityRules(['0.0.0.0/0']).map((rule, index) => ({ ...rule, id: `rule${index}` })),
  };
  const bootDisk: Disk = {
    ...ourNetwork,
    id: 'fhm5disk5mlops' as DiskId,
    name: '',
    labels: {},
    bytes: 20 * gigabyte,
    type: blueprint.machine.disk.type,
    attachedTo: ['fhm5machine5mlops' as MachineId],
  };
  const machine: Machine = {
    ...ourNetwork,
    id: 'fhm5machine5mlops' as MachineId,
    name: blueprint.machine.name,
    labels: stackLabels(blueprint.stackId, 'machine'),
    state: 'running',
    zone: blueprint.zone,
    platform: 'standard-v3',
    cores: 8,
    coreFraction: 100,
    memoryBytes: 16 * gigabyte,
    gpus: 0,
    preemptible: false,
    subnetId: undefined,
    securityGroupIds: [group.id],
    address: '10.16.0.5',
    publicAddress: '203.0.113.24',
    bootDiskId: bootDisk.id,
    secondaryDiskIds: [],
    serviceAccountId: undefined,
  };
  const instance: GitLabInstance = {
    ...ourNetwork,
    id: 'ce8gitlab2mlops' as GitLabInstanceId,
    name: blueprint.gitlab.name,
    labels: stackLabels(blueprint.stackId, 'gitlab'),
    state: 'running',
    preset: 's2.micro',
    diskBytes: 30 * gigabyte,
    domain: 'mlops-demo.gitlab.yandexcloud.net',
    subnetId: undefined,
    adminLogin: 'anna',
    adminEmail: 'anna@example.com',
    version: '18.10.2',
    approvalRules: 'NONE',
    backupDays: 7,
    deletionProtection: true,
  };
  const usual = securityRules(blueprint.securityGroup.allowedCidrs).map((rule, index) => ({
    ...rule,
    id: `rule${index}`,
  }));
  const defaultGroup = {
    ...group,
    id: 'enpdefault' as SecurityGroupId,
    isDefault: true,
    rules: usual,
  };
  const subnet = subnetOf(stackLabels(blueprint.stackId, 'subnet'));
  const readAt = begun + 7 * 24 * 60 * minute;
  const made = plan({
    readAt,
    networks: [ourNetwork],
    subnets: [subnet],
    securityGroups: [group, defaultGroup],
    gitlabs: [instance],
    machines: [machine],
    bootDisk,
    recorded: {
      network: ourNetwork.id,
      subnet: subnet.id,
      'security-group': group.id,
      'default-group': defaultGroup.id,
      'service-account': foreignAccount.id,
      gitlab: instance.id,
      machine: machine.id,
    },
    bindings: blueprint.serviceAccount.roles.slice(1).map((role) => ({
      role,
      subject: { id: foreignAccount.id, type: 'serviceAccount' },
    })),
  });
  const items = made.items.filter((item) => item.group !== 'project');
  return { ...ready(), plan: { ...made, items }, now: readAt };
}

export function destroying(): PlanState {
  const steps = destroySteps({
    ...tools,
    journal: {
      state: {
        version: 1,
        header: { blueprint, cloudName: '', folderName: '', agreedAt: 0 },
        runs: { create: {}, destroy: {} },
        entries: [],
      },
      forget: () => Promise.resolve(),
    },
  });
  const run: RunView = {
    kind: 'destroy',
    state: 'running',
    steps: views(steps, {
      machine: done(0, 31, { result: 'deleted' }),
      gitlab: {
        state: 'running',
        startedAt: begun,
        progress: { text: 'deleting GitLab instance' },
      },
      'security-group': { state: 'running', startedAt: begun + 31_000 },
    }),
  };
  return state({ plan: plan(), run, entries: entries.slice(0, 1), now: begun + minute });
}

export function state(parts: Partial<PlanState>): PlanState {
  return {
    name: blueprint.stackId,
    folderId: blueprint.folderId,
    console: publicConsole,
    plan: undefined,
    loading: false,
    problem: undefined,
    problemFix: undefined,
    way: parts.plan?.terraform ? 'terraform' : 'native',
    doing: undefined,
    owner: undefined,
    blockers: parts.plan ? blockers(parts.plan) : [],
    run: undefined,
    destroyed: false,
    agreedAt: parts.run ? begun : undefined,
    entries: [],
    now: begun,
    ...parts,
  };
}
