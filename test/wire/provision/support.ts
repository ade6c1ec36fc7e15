import { randomUUID } from 'node:crypto';
import { never } from '../../../src/base/wait';
import { type Blueprint, defaultBlueprint } from '../../../src/model/blueprint';
import { type RunView, type Stack } from '../../../src/model/journal';
import { agreedStack } from '../../../src/provision/agree';
import { createSteps } from '../../../src/provision/createSteps';
import { consent, destroySteps } from '../../../src/provision/destroySteps';
import { Run } from '../../../src/provision/engine';
import { readFound } from '../../../src/provision/found';
import { Journal } from '../../../src/provision/journal';
import { makePlan } from '../../../src/provision/plan';
import { type ProvisionCloud } from '../../../src/provision/ports';
import { parseStack } from '../../../src/provision/stackSchema';
import { type StepPace } from '../../../src/provision/steps/tools';
import { type SimulatedCloud } from '../../support/simulatedCloud';
import { type Peril, safe } from './peril';

export const quickSteps: StepPace = {
  lookMs: 3,
  busyMs: 3,
  busyForMs: 10_000,
  hostKeyMs: 20,
  answerMs: 1_000,
};

export const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0c8mW6Oz5rW1gqD6lq0u2b0l8m0fQ5o7n1N1J4Y0aK anna@example.com';

export function blueprintFor(cloud: SimulatedCloud, stackId = 'test-stack'): Blueprint {
  return defaultBlueprint({
    stackId,
    cloudId: cloud.cloudId,
    folderId: cloud.folderId,
    adminLogin: 'anna',
    adminEmail: 'anna@example.com',
    domainPrefix: 'mlops-test',
    allowedCidrs: ['198.51.100.7/32'],
    login: 'anna',
    sshPublicKey: publicKey,
  });
}

/** One environment whose journal is a text, as on a disk; it can be worked on again and again. */
export class Environment {
  text = '';

  constructor(
    readonly cloud: ProvisionCloud,
    readonly blueprint: Blueprint,
  ) {}

  get stack(): Stack {
    return parseStack(this.text);
  }

  async agree(): Promise<void> {
    const found = await readFound(this.cloud, this.blueprint, 'RUB', Date.now, never);
    this.text = JSON.stringify(agreedStack(makePlan(this.blueprint, found, 'RUB'), Date.now()));
  }

  create(peril: Peril = safe): Promise<RunView> {
    return this.run('create', peril);
  }

  destroy(peril: Peril = safe, unprotect = false): Promise<RunView> {
    return this.run('destroy', peril, unprotect);
  }

  /** A run by itself, for those who want to stop it. */
  open(
    kind: 'create' | 'destroy',
    peril: Peril = safe,
    unprotect = false,
    pace: StepPace = quickSteps,
  ): Run {
    const sink = peril.sink((text) => {
      this.text = text;
      return Promise.resolve();
    });
    const { stack } = this;
    const gitlab = consent(unprotect, stack.runs.destroy['gitlab']);
    const destroy = kind === 'destroy' ? { ...stack.runs.destroy, gitlab } : stack.runs.destroy;
    const agreed = { ...stack, runs: { ...stack.runs, destroy } };
    const journal = new Journal(agreed, sink, Date.now);
    const tools = {
      cloud: peril.cloud(this.cloud),
      blueprint: this.blueprint,
      pace,
      now: Date.now,
    };
    const steps = kind === 'create' ? createSteps(tools) : destroySteps({ ...tools, journal });
    return new Run(steps, journal.run(kind), {
      kind,
      now: Date.now,
      newKey: randomUUID,
      report: (error) => peril.report(error),
    });
  }

  private async run(kind: 'create' | 'destroy', peril: Peril, unprotect = false): Promise<RunView> {
    return this.open(kind, peril, unprotect).start();
  }
}

/** What is in the folder, without what differs from run to run. */
export async function contents(cloud: ProvisionCloud, { folderId }: Blueprint): Promise<unknown> {
  const [networks, subnets, groups, addresses, accounts, bindings, gitlabs, machines, disks] =
    await Promise.all([
      cloud.networks(folderId, never),
      cloud.subnets(folderId, never),
      cloud.securityGroups(folderId, never),
      cloud.addresses(folderId, never),
      cloud.serviceAccounts(folderId, never),
      cloud.bindings(folderId, never),
      cloud.gitlabInstances(folderId, never),
      cloud.machines(folderId, never),
      cloud.disks(folderId, never),
    ]);
  return {
    networks: networks.map((one) => [one.name, one.labels]),
    subnets: subnets.map((one) => [one.name, one.cidrs, one.zone, one.labels]),
    groups: groups
      .map((one) => ({
        ...one,
        name: one.isDefault ? `default, ${one.rules.length} rules` : one.name,
      }))
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((one) => [one.name, one.rules.length, one.labels]),
    addresses: addresses.map((one) => [one.name, one.labels]),
    accounts: accounts.map((one) => [one.name, one.labels]),
    bindings: bindings.map((one) => [one.role, one.subject.type]).sort(),
    gitlabs: gitlabs.map((one) => [one.name, one.state, one.labels]),
    machines: machines.map((one) => [one.name, one.state, one.labels]),
    disks: disks.length,
  };
}

export function statesOf(view: RunView): Record<string, string> {
  return Object.fromEntries(view.steps.map((step) => [step.id, step.state]));
}

/** Why a run did not end well, for the message of a failing test. */
export function failuresOf(view: RunView): string[] {
  return view.steps.flatMap((step) =>
    step.error === undefined ? [] : [`${step.id}: ${step.error.message}`],
  );
}
