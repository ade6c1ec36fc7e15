import { describe, expect, it } from 'vitest';
import { labelKeys, type Labels, stackLabels, terraformOwner } from '../../../src/model/cloud';
import { driftOf } from '../../../src/model/drift';
import { type EnvironmentResources } from '../../../src/model/environment';
import { type Stack } from '../../../src/model/journal';
import { blockers, type PlanItem } from '../../../src/model/plan';
import { agreedStack } from '../../../src/provision/agree';
import { previewDestroy } from '../../../src/provision/destroyPreview';
import { type Found } from '../../../src/provision/found';
import { makePlan } from '../../../src/provision/plan';
import { blueprint, nothing, ourNetwork } from './samples';

const byTerraform = (component: string): Labels => ({
  ...stackLabels('demo', component),
  [labelKeys.owner]: terraformOwner,
});
const network = { ...ourNetwork, labels: byTerraform('network') };
const account = {
  id: 'ajeaccount' as never,
  folderId: blueprint.folderId,
  createdAt: 0,
  name: blueprint.serviceAccount.name,
  description: '',
  labels: byTerraform('service-account'),
};
const found: Found = { ...nothing, networks: [network], serviceAccounts: [account] };

function item(of: Found, id: string): PlanItem | undefined {
  return makePlan(blueprint, of, 'RUB').items.find((one) => one.id === id);
}

describe('what Terraform made, found without a journal', () => {
  it('is not adopted: it and what hangs on it stand in the way, with a way out', () => {
    for (const id of ['network', 'default-group', 'service-account', 'roles']) {
      expect(item(found, id)).toMatchObject({ action: 'blocked', owner: 'terraform' });
    }
    expect(item(found, 'roles')?.resourceId).toBeUndefined();
    expect(blockers(makePlan(blueprint, found, 'RUB'))[0]).toBe(
      '“net-gitlab” belongs to Terraform, by its label: change it there, or take the environment back from Terraform.',
    );
  });

  it('is adopted with a consent', () => {
    expect(item({ ...found, mayTake: true }, 'network')).toMatchObject({ action: 'adopt' });
    expect(item({ ...found, mayTake: true }, 'network')?.owner).toBeUndefined();
  });

  it('of another environment is nobody’s of ours', () => {
    const labels = { ...network.labels, [labelKeys.stack]: 'other' };
    expect(item({ ...nothing, networks: [{ ...network, labels }] }, 'network')).toMatchObject({
      action: 'exists',
      needsConsent: true,
    });
  });
});

describe('what Terraform took over elsewhere, while this journal knows it', () => {
  const agreed = agreedStack(makePlan(blueprint, nothing, 'RUB'), 1);
  const record = agreed.runs.create['network']!;
  const stack: Stack = {
    ...agreed,
    runs: {
      create: {
        network: { ...record, state: 'done', outputs: { origin: 'created', id: network.id } },
      },
      destroy: {},
    },
  };
  const taken: Stack = { ...stack, header: { ...stack.header, takenBackAt: 1 } };
  const there = { ...nothing, networks: [network], disks: [], runners: [] };

  it('is not deleted, and is named as a difference', () => {
    expect(previewDestroy(stack, there).items).toMatchObject([
      { id: 'network', action: 'keep', reason: 'belongs to Terraform, by its label' },
    ]);
    const drift = driftOf(stack, { network } as unknown as EnvironmentResources);
    expect(drift[0]?.differences).toEqual([
      {
        field: 'owner',
        wanted: 'this journal',
        found: 'Terraform',
        mend: 'hand',
        why: expect.stringContaining('with Terraform') as string,
      },
    ]);
  });

  it('is ours again after it was taken back, whatever the label says', () => {
    expect(previewDestroy(taken, there).items).toMatchObject([{ id: 'network', action: 'delete' }]);
    expect(driftOf(taken, { network } as unknown as EnvironmentResources)).toEqual([]);
  });
});
