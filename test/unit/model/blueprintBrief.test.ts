import { expect, it } from 'vitest';
import { blueprintBrief } from '../../../src/model/blueprintBrief';
import { type FieldGroup, fieldGroups } from '../../../src/model/blueprintField';
import { blueprint } from '../provision/samples';

it('says each group of values in words with their units', () => {
  const groups = Object.keys(fieldGroups) as FieldGroup[];
  expect(groups.map((group) => blueprintBrief(blueprint, group))).toEqual([
    'SSH from 198.51.100.7/32 · as anna',
    'mlops-demo · s2.micro · 30 GB disk · backups 7 days · anna · anna@example.com',
    'standard-v3 · 2 vCPU · 4 GB memory · ubuntu-2204-lts · 30 GB network-ssd',
    'ru-central1-a · 10.16.0.0/24',
    'mlops-demo · vm-mlops · net-gitlab · subnet-gitlab-a · gitlab-sg · gitlab-sa',
  ]);
  const { gitlab, machine } = blueprint;
  const other = {
    ...blueprint,
    gitlab: { ...gitlab, approvalRules: 'BASIC' as const, deletionProtection: true },
    machine: { ...machine, gpus: 2, coreFraction: 50, preemptible: true, staticAddress: true },
  };
  expect(blueprintBrief(other, 'gitlab')).toContain('approval rules BASIC · protected');
  expect(blueprintBrief(other, 'machine')).toMatch(
    /2 GPUs · 2 vCPU at 50 % .* preemptible · fixed address$/,
  );
});
