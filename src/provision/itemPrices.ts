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

/** A reserved address costs more while nothing uses it. */
export function addressPrice(rates: Rates): ItemPrice {
  const idle = pricePart('idle public IP', 1, rates.addressIdle);
  return itemPrice([pricePart('public IP', 1, rates.address)], ['public IP'], [idle]);
}

export function machinePrice(machine: MachineBlueprint, rates: Rates): ItemPrice {
  const gpu = gpuRates(machine, rates);
  const known = machine.platform === 'standard-v3' || gpu !== undefined;
  const memory =
    gpu !== undefined ? gpu.memory : machine.preemptible ? rates.memoryPreemptible : rates.memory;
  const parts = [
    ...(machine.gpus > 0 ? [pricePart('GPU', machine.gpus, gpu?.gpu)] : []),
    pricePart(
      'vCPU',
      machine.cores,
      known ? (gpu ? gpu.core : coreRate(machine, rates)) : undefined,
    ),
    pricePart('memory', machine.memoryGb, known ? memory : undefined),
    pricePart('disk', machine.disk.gb, diskRate(machine.disk.type, rates)),
  ];
  if (machine.publicAddress && !machine.staticAddress)
    parts.push(pricePart('public IP', 1, rates.address));
  return itemPrice(parts, ['disk']);
}

interface GpuRates {
  readonly gpu: Rate | undefined;
  readonly core: Rate | undefined;
  readonly memory: Rate | undefined;
}

/** Rates of a machine with GPUs; undefined: it has none, or the list says nothing of its platform. */
function gpuRates({ platform, preemptible }: MachineBlueprint, rates: Rates): GpuRates | undefined {
  switch (platform) {
    case 'standard-v3-t4':
      return preemptible
        ? {
            gpu: rates.t4Preemptible,
            core: rates.t4CorePreemptible,
            memory: rates.t4MemoryPreemptible,
          }
        : { gpu: rates.t4, core: rates.core, memory: rates.memory };
    case 'standard-v3-t4i':
      return preemptible
        ? { gpu: rates.t4iPreemptible, core: undefined, memory: undefined }
        : { gpu: rates.t4i, core: rates.core, memory: rates.memory };
    default:
      return undefined;
  }
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
