import { type Blueprint } from './blueprint';
import { type FieldGroup } from './blueprintField';
import { imageText } from './machineFields';

/** What a group of values comes to, in a line to be read rather than filled in. */
export function blueprintBrief(blueprint: Blueprint, group: FieldGroup): string {
  const { gitlab, machine } = blueprint;
  const parts: Readonly<Record<FieldGroup, readonly string[]>> = {
    access: [
      said(blueprint.securityGroup.allowedCidrs.join(', '), (text) => `SSH from ${text}`),
      said(machine.login, (text) => `as ${text}`),
    ],
    gitlab: [
      gitlab.domainPrefix,
      gitlab.preset,
      `${gitlab.diskGb} GB disk`,
      `backups ${gitlab.backupDays} days`,
      gitlab.approvalRules === 'NONE' ? '' : `approval rules ${gitlab.approvalRules}`,
      gitlab.deletionProtection ? 'protected' : '',
      gitlab.adminLogin,
      gitlab.adminEmail,
    ],
    machine: [
      machine.platform,
      machine.gpus === 0 ? '' : machine.gpus === 1 ? '1 GPU' : `${machine.gpus} GPUs`,
      `${machine.cores} vCPU${machine.coreFraction < 100 ? ` at ${machine.coreFraction} %` : ''}`,
      `${machine.memoryGb} GB memory`,
      imageText(machine.image),
      `${machine.disk.gb} GB ${machine.disk.type}`,
      machine.preemptible ? 'preemptible' : '',
      machine.publicAddress ? (machine.staticAddress ? 'fixed address' : '') : 'no public address',
    ],
    network: [blueprint.zone, blueprint.subnet.cidr],
    names: [
      gitlab.name,
      machine.name,
      blueprint.network.name,
      blueprint.subnet.name,
      blueprint.securityGroup.name,
      blueprint.serviceAccount.name,
    ],
  };
  return parts[group].filter((part) => part !== '').join(' · ');
}

function said(text: string, words: (text: string) => string): string {
  return text === '' ? '' : words(text);
}
