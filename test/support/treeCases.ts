import { AppError } from '../../src/base/errors';
import { type Runner } from '../../src/model/setup';
import { type Loadable, loading } from '../../src/base/loadable';
import { branchesSnapshot, type BranchesSnapshot } from '../../src/model/branches';
import { defaultBlueprint, gigabyte } from '../../src/model/blueprint';
import {
  type Disk,
  type GitLabInstance,
  type GitLabState,
  type Machine,
  type MachineState,
  stackLabels,
} from '../../src/model/cloud';
import { type EnvironmentResources, type EnvironmentState } from '../../src/model/environment';
import { type ExperimentsSnapshot } from '../../src/model/experiments';
import {
  type ExperimentId,
  type CloudId,
  type DiskId,
  type FolderId,
  type GitLabInstanceId,
  type JobId,
  type MachineId,
  type NetworkId,
  type PackageId,
  type SecurityGroupId,
  type ServiceAccountId,
  type SubnetId,
} from '../../src/model/ids';
import { noRecord, type RunView, type Stack, type StepView } from '../../src/model/journal';
import { writeAliases } from '../../src/model/registry/aliases';
import { type ModelsSnapshot } from '../../src/model/registry';
import { branchChildren, branchRoots, presentBranches } from '../../src/views/branchesTree';
import { environmentChildren, environmentRoots } from '../../src/views/environmentTree';
import { presentEnvironment } from '../../src/views/environmentLooks';
import {
  experimentChildren,
  experimentRoots,
  presentExperiments,
} from '../../src/views/experimentsTree';
import { modelChildren, modelRoots, presentModels } from '../../src/views/modelsTree';
import { type AddedPlace } from '../../src/stores/addedPlaces';
import * as fixture from './domain';
import { type Tree } from './renderTree';

const { now, project } = fixture;
const asOf = new Date(2025, 5, 10, 14, 5).getTime();
const unreachable = new AppError('unreachable', 'GitLab does not answer. Look at the network.');

export function ready<T>(value: T): Loadable<T> {
  return { kind: 'ready', value, at: asOf };
}
export const failedFirst: Loadable<never> = { kind: 'failed', error: unreachable };
export function failedLater<T>(value: T): Loadable<T> {
  return { kind: 'failed', error: unreachable, last: { value, at: asOf } };
}
export function reloading<T>(value: T): Loadable<T> {
  return { kind: 'loading', last: { value, at: asOf } };
}

export function branchesTree(state: Loadable<BranchesSnapshot>) {
  return {
    roots: branchRoots(state),
    children: branchChildren,
    present: (node) => presentBranches(node, now),
  } satisfies Tree<ReturnType<typeof branchRoots>[number]>;
}

export const addedPlaces: readonly AddedPlace[] = [
  { project: 'ml/churn', experiments: undefined },
  {
    project: 'ml/<b>fraud</b>',
    experiments: [
      { id: 'gid://gitlab/Ml::Experiment/7' as ExperimentId, name: 'trees' },
      { id: 'gid://gitlab/Ml::Experiment/8' as ExperimentId, name: 'deep' },
    ],
  },
];

export function experimentsTree(
  state: Loadable<ExperimentsSnapshot>,
  keyMetric = 'AUC',
  added: readonly AddedPlace[] = [],
  models?: ModelsSnapshot,
) {
  return {
    roots: experimentRoots(state, added, models),
    children: experimentChildren,
    present: (node) => presentExperiments(node, keyMetric, now),
  } satisfies Tree<ReturnType<typeof experimentRoots>[number]>;
}

export function modelsTree(state: Loadable<ModelsSnapshot>) {
  return {
    roots: modelRoots(state),
    children: modelChildren,
    present: (node) => presentModels(node, 'AUC', now),
  } satisfies Tree<ReturnType<typeof modelRoots>[number]>;
}

export function environmentTree(state: EnvironmentState, runners: readonly Runner[] = []) {
  return {
    roots: environmentRoots(state, runners),
    children: environmentChildren,
    present: (node) => presentEnvironment(node, now),
  } satisfies Tree<ReturnType<typeof environmentRoots>[number]>;
}

/** Branches in every state that a person meets. */
export const busyBranches: BranchesSnapshot = branchesSnapshot({
  project,
  branches: [
    fixture.branch('main'),
    fixture.branch('mlops-experiment-1', { isMerged: true }),
    fixture.branch('mlops-experiment-2'),
    fixture.branch('mlops-experiment-3'),
  ],
  mergeRequests: [
    fixture.mergeRequest(5, 'mlops-experiment-3', { title: 'Change RANDOM_SEED from 42 to 7' }),
    fixture.mergeRequest(4, 'mlops-experiment-1', { state: 'merged' }),
  ],
  pipelines: [
    {
      pipeline: fixture.pipeline(31, 'refs/merge-requests/5/head', { status: 'manual' }),
      jobs: [
        fixture.job(301, 'check', { stage: 'check', runner: 'vm-mlops' }),
        fixture.waitingJob(302, 'trigger_train'),
        fixture.waitingJob(303, 'report', { status: 'created' }),
      ],
    },
    {
      pipeline: fixture.pipeline(30, 'refs/merge-requests/5/head', { status: 'running' }),
      jobs: [
        fixture.job(298, 'trigger_train', {
          status: 'running',
          startedAt: now - 75_000,
          durationS: 75,
        }),
        fixture.job(299, 'lint', { status: 'failed', failureReason: 'script_failure' }),
        fixture.job(300, 'old', { erasedAt: now - 1_000 }),
      ],
    },
    {
      pipeline: fixture.pipeline(20, 'main', { status: 'skipped' }),
      jobs: [
        fixture.waitingJob(201, 'deploy', { status: 'skipped' }),
        fixture.waitingJob(202, 'night', { status: 'scheduled' }),
        fixture.job(203, 'stopped', { status: 'canceled' }),
        fixture.waitingJob(204, 'new kind', { status: 'unknown' }),
      ],
    },
  ],
  local: { branch: 'mlops-experiment-3', changed: 1, ahead: 2 },
});

const hostile = '<img src=x onerror=alert(1)>\n$(trash) [x](command:mlops.run.delete) ../../x';

export const hostileBranches = branchesSnapshot({
  project: { ...project, name: hostile, path: `${hostile}/x` },
  branches: [fixture.branch(hostile)],
  mergeRequests: [fixture.mergeRequest(1, hostile, { title: hostile })],
  pipelines: [
    {
      pipeline: fixture.pipeline(1, hostile),
      jobs: [fixture.job(1, hostile, { status: 'failed', failureReason: hostile })],
    },
  ],
  local: undefined,
});

export const emptyBranches = branchesSnapshot({
  project,
  branches: [],
  mergeRequests: [],
  pipelines: [],
  local: undefined,
});

const trained = {
  id: 302 as JobId,
  name: 'trigger_train',
  status: 'success' as const,
  ref: 'mlops-experiment-3',
  sha: 'b'.repeat(40),
  webUrl: undefined,
};

export const someExperiments: ExperimentsSnapshot = {
  project,
  experiments: [
    {
      experiment: fixture.experiment(1, 'Loan_prediction', 1_205),
      runs: [
        fixture.run(5, 'hopeful-lynx-5', {}, { status: 'running', job: trained }),
        fixture.run(
          4,
          'random forest',
          { params: { model: 'random_forest' }, metrics: { AUC: [0.8, 0.8712], loss: 0.3 } },
          { job: trained, packageId: 6 as PackageId },
        ),
        fixture.run(3, 'broken', { metrics: { loss: Number.NaN } }, { status: 'failed' }),
        fixture.run(2, 'stopped', {}, { status: 'killed' }),
        fixture.run(1, hostile, { params: { method: hostile } }, { status: 'unknown' }),
      ],
    },
    { experiment: fixture.experiment(2, 'Empty', 0), runs: [] },
  ],
};

export const someModels: ModelsSnapshot = {
  project,
  models: [
    {
      model: fixture.model('loan-prediction-demo', {
        description: writeAliases({
          text: 'Who pays back.',
          changes: [
            { alias: 'production', version: '0.0.1', at: 0, by: 'anna' },
            { alias: 'production', version: '0.1.0', at: 1, by: 'anna' },
          ],
        }),
        versionCount: 2,
        latestVersion: { id: fixture.version('0.1.0').id, version: '0.1.0' },
      }),
      versions: [
        fixture.version('0.1.0'),
        fixture.version('0.0.1', {
          run: { ...fixture.version('').run, name: hostile },
        }),
      ],
      metrics: new Map([
        [
          fixture.version('').run.id,
          [
            { name: 'loss', latest: { value: 0.25, step: 0 }, points: [] },
            { name: 'AUC', latest: { value: 0.8712, step: 0 }, points: [] },
          ],
        ],
      ]),
    },
    { model: fixture.model('empty'), versions: [] },
  ],
};

const folderId = 'b1gfolder' as FolderId;
const target: EnvironmentState['target'] = {
  cloudName: 'cloud-anna',
  folder: { id: folderId, cloudId: 'b1gcloud' as CloudId, name: 'default', state: 'active' },
};

const blueprint = defaultBlueprint({
  stackId: 'mlops-team',
  cloudId: 'b1gcloud' as CloudId,
  folderId,
  adminLogin: 'anna',
  adminEmail: 'anna@example.com',
  domainPrefix: 'mlops-team',
  allowedCidrs: ['203.0.113.7/32'],
  login: 'anna',
  sshPublicKey: 'ssh-ed25519 AAAA anna',
});

const stack: Stack = {
  version: 1,
  header: { blueprint, cloudName: 'cloud-anna', folderName: 'default', agreedAt: now },
  runs: { create: { roles: { ...noRecord, state: 'done' } }, destroy: {} },
  entries: [],
};

const owned = { folderId, labels: {}, createdAt: now };
const ours = (component: string) => ({ ...owned, labels: stackLabels('mlops-team', component) });

export function resources(machine: MachineState, gitlab: GitLabState): EnvironmentResources {
  const networkId = 'enpnet' as NetworkId;
  return {
    network: {
      ...ours('network'),
      id: networkId,
      name: 'net-gitlab',
      defaultSecurityGroupId: undefined,
    },
    subnet: {
      ...ours('subnet'),
      id: 'e9bsub' as SubnetId,
      name: 'subnet-gitlab-a',
      networkId,
      zone: 'ru-central1-a',
      cidrs: ['10.16.0.0/24'],
    },
    securityGroup: {
      ...ours('security-group'),
      id: 'enpsg' as SecurityGroupId,
      name: 'gitlab-sg',
      networkId,
      state: 'active',
      isDefault: false,
      rules: [],
    },
    defaultGroup: undefined,
    roles: blueprint.serviceAccount.roles,
    serviceAccount: {
      ...ours('service-account'),
      id: 'ajesa' as ServiceAccountId,
      name: 'gitlab-sa',
      description: '',
    },
    gitlab: gitlabInstance(gitlab),
    machine: machineIn(machine),
    disk: undefined,
    address: undefined,
  };
}

function gitlabInstance(state: GitLabState): GitLabInstance {
  return {
    ...ours('gitlab'),
    id: 'c9qgit' as GitLabInstanceId,
    name: 'mlops-team',
    state,
    preset: 's2.micro',
    diskBytes: 30 * gigabyte,
    domain: 'mlops-team.gitlab.yandexcloud.net',
    subnetId: undefined,
    adminLogin: 'anna',
    adminEmail: 'anna@example.com',
    version: '18.4.2',
    approvalRules: 'NONE',
    backupDays: 7,
    deletionProtection: false,
  };
}

function machineIn(state: MachineState): Machine {
  return {
    ...ours('machine'),
    id: 'fhmvm' as MachineId,
    name: 'vm-mlops',
    state,
    zone: 'ru-central1-a',
    platform: 'standard-v3',
    cores: 2,
    coreFraction: 100,
    memoryBytes: 4 * gigabyte,
    gpus: 0,
    preemptible: false,
    subnetId: undefined,
    securityGroupIds: [],
    address: '10.16.0.5',
    publicAddress: state === 'running' ? '198.51.100.9' : undefined,
    bootDiskId: undefined,
    secondaryDiskIds: [],
    serviceAccountId: undefined,
  };
}

function step(id: string, change: Partial<StepView>): StepView {
  return {
    id,
    title: id,
    after: [],
    expectedMs: 1_000,
    state: 'done',
    startedAt: undefined,
    endedAt: undefined,
    outputs: {},
    error: undefined,
    progress: undefined,
    ...change,
  };
}

function madeSteps(...steps: readonly string[]): Stack['runs']['create'] {
  return Object.fromEntries(steps.map((id) => [id, { ...noRecord, state: 'done' as const }]));
}

function runView(state: RunView['state'], ...steps: StepView[]): RunView {
  return { kind: 'create', state, steps };
}

const running = step('Create GitLab', { state: 'running', progress: { text: 'creating, 3 min' } });
const needsYou = step('Activate GitLab', {
  state: 'running',
  progress: { text: 'Open the link that GitLab mailed.', needsYou: true },
});
const broken = step('Create vm-mlops', {
  state: 'failed',
  error: { kind: 'quota', message: 'The quota "VMs" is used up.', fix: 'open-quotas' },
});
const done = step('Create network', {});

const nothing: EnvironmentState = {
  target: undefined,
  stack: undefined,
  run: undefined,
  resources: loading,
  prices: undefined,
  broken: undefined,
};
const prices = {
  currency: 'RUB',
  gitlab: { perHour: 10.5, stoppedPerHour: undefined },
  machine: { perHour: 5.25, stoppedPerHour: 0.75 },
};
const none = ready<EnvironmentResources>({
  network: undefined,
  subnet: undefined,
  securityGroup: undefined,
  defaultGroup: undefined,
  serviceAccount: undefined,
  roles: undefined,
  gitlab: undefined,
  machine: undefined,
  disk: undefined,
  address: undefined,
});
const whole = { ...nothing, target, stack, prices };
const smallDisk: Disk = {
  id: 'fhmdisk' as DiskId,
  folderId: 'b1gfolder' as FolderId,
  name: '',
  labels: {},
  createdAt: now,
  bytes: 20 * gigabyte,
  type: 'network-ssd',
  attachedTo: [],
};

/** The environment at every stage of its life, in order. */
export const environmentStages: Readonly<Record<string, EnvironmentState>> = {
  'no folder': nothing,
  'first look': { ...nothing, target },
  'first look fails': { ...nothing, target, resources: failedFirst },
  'signed out elsewhere': {
    ...nothing,
    target,
    resources: {
      kind: 'failed',
      error: new AppError('signed-out', 'You are not signed in to Yandex Cloud.', {
        fix: 'sign-in-cloud',
      }),
    },
  },
  'nothing yet': { ...nothing, target, resources: none },
  'signed in with a pasted token': {
    ...nothing,
    target,
    resources: none,
    signIn: { label: 'IAM token', pastedAt: now - 11.5 * 3_600_000, sessionOnly: true },
  },
  'signed in by a profile': {
    ...nothing,
    target,
    resources: none,
    signIn: { label: 'yc profile “default”', pastedAt: undefined, sessionOnly: false },
  },
  'signed in with a token that has run out': {
    ...nothing,
    target,
    resources: none,
    signIn: { label: 'IAM token', pastedAt: now - 12.5 * 3_600_000, sessionOnly: false },
  },
  'broken journal': {
    ...nothing,
    target,
    resources: none,
    broken: new AppError('invalid', 'The record of "mlops-team" cannot be read.'),
  },
  creating: { ...whole, run: runView('running', done, running), resources: none },
  'creating in another window': {
    ...whole,
    run: { ...runView('running', done, running), elsewhere: true },
    resources: none,
  },
  'waits for a person': {
    ...whole,
    run: runView('running', done, needsYou),
    resources: ready(resources('running', 'running')),
  },
  failed: {
    ...whole,
    run: runView('failed', done, broken),
    resources: ready({ ...resources('error', 'running'), gitlab: undefined }),
  },
  interrupted: {
    ...whole,
    run: runView('stopped', done, step('later', { state: 'waiting' })),
    resources: none,
  },
  ready: {
    ...whole,
    run: runView('done', done),
    resources: ready(resources('running', 'running')),
  },
  stopped: {
    ...whole,
    run: runView('done', done),
    resources: ready(resources('stopped', 'stopped')),
  },
  drifted: {
    ...whole,
    stack: {
      ...stack,
      runs: { create: madeSteps('network', 'security-group', 'gitlab', 'machine'), destroy: {} },
    },
    run: runView('done', done),
    resources: ready({
      ...resources('running', 'running'),
      network: undefined,
      machine: { ...machineIn('running'), cores: 4, labels: {} },
    }),
  },
  'drifted in what is repaired': {
    ...whole,
    stack: { ...stack, runs: { create: madeSteps('machine'), destroy: {} } },
    run: runView('done', done),
    resources: ready({
      ...resources('running', 'running'),
      disk: smallDisk,
    }),
  },
  'refresh fails': {
    ...whole,
    run: runView('done', done),
    resources: failedLater(resources('starting', 'unknown')),
  },
  'owned by Terraform': {
    ...whole,
    stack: {
      ...stack,
      header: {
        ...stack.header,
        owner: { kind: 'terraform', folder: '/home/anna/mlops-tf', since: asOf },
      },
    },
    run: runView('done', done),
    resources: ready(resources('running', 'stopped')),
  },
  destroying: {
    ...whole,
    run: {
      ...runView('running', done, step('Delete vm-mlops', { state: 'running' })),
      kind: 'destroy',
    },
    resources: ready(resources('deleting', 'deleting')),
  },
};
