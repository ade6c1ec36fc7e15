import { type GitLabBlueprint, gitlabPresets, type MachineBlueprint } from '../model/blueprint';
import { type ItemPrice, itemPrice, pricePart, type Rate } from '../model/price';
import { type GitLabTier, type Rates } from './rates';

export function gitlabTier(rules: GitLabBlueprint['approvalRules']): GitLabTier {
  switch (rules) {
    case 'NONE':
    case 'BASIC':
      return 'free';
    case 'STANDARD':
      return 'standard';
    case 'ADVANCED':
      return 'advanced';
  }
}

/** The service's own example: a 30 GB disk leaves 20 GB of backup a day. */
const backupShare = 20 / 30;

export function gitlabPrice(gitlab: GitLabBlueprint, rates: Rates): ItemPrice {
  const { cores, memoryGb } = gitlabPresets[gitlab.preset];
  const backupGb = gitlab.backupDays * gitlab.diskGb * backupShare;
  return itemPrice(
    [
      pricePart('vCPU', cores, rates.gitlabCore),
      pricePart('memory', memoryGb, rates.gitlabMemory),
      pricePart('disk', gitlab.diskGb, rates.gitlabDisk),
      pricePart('backups', backupGb, rates.gitlabBackup),
    ],
    ['disk', 'backups'],
  );
}

export function machinePrice(machine: MachineBlueprint, rates: Rates): ItemPrice {
  const known = machine.platform === 'standard-v3';
  const memory = machine.preemptible ? rates.memoryPreemptible : rates.memory;
  const parts = [
    pricePart('vCPU', machine.cores, known ? coreRate(machine, rates) : undefined),
    pricePart('memory', machine.memoryGb, known ? memory : undefined),
    pricePart('disk', machine.disk.gb, diskRate(machine.disk.type, rates)),
  ];
  if (machine.publicAddress) parts.push(pricePart('public IP', 1, rates.address));
  return itemPrice(parts, ['disk']);
}

function coreRate(machine: MachineBlueprint, rates: Rates): Rate | undefined {
  if (machine.preemptible) return machine.coreFraction === 100 ? rates.corePreemptible : undefined;
  switch (machine.coreFraction) {
    case 100:
      return rates.core;
    case 50:
      return rates.core50;
    case 20:
      return rates.core20;
    default:
      return undefined;
  }
}

function diskRate(type: string, rates: Rates): Rate | undefined {
  switch (type) {
    case 'network-ssd':
      return rates.ssd;
    case 'network-hdd':
      return rates.hdd;
    default:
      return undefined;
  }
}
