import { type AppError } from '../base/errors';
import { type Loadable } from '../base/loadable';
import {
  type Address,
  type Disk,
  type GitLabInstance,
  type Machine,
  type Network,
  type SecurityGroup,
  type ServiceAccount,
  type Subnet,
} from './cloud';
import { type Folder } from './cloud';
import { type RunView, type Stack } from './journal';

/** The cloud and folder that this workspace works in. */
export interface CloudTarget {
  readonly cloudName: string;
  readonly folder: Folder;
}

/** What the cloud says of the resources that the journal has recorded; undefined: not made, or gone. */
export interface EnvironmentResources {
  readonly network: Network | undefined;
  readonly subnet: Subnet | undefined;
  readonly securityGroup: SecurityGroup | undefined;
  /** The group that the network came with, which GitLab uses. */
  readonly defaultGroup: SecurityGroup | undefined;
  readonly serviceAccount: ServiceAccount | undefined;
  /** What the service account has on the folder; undefined: could not be read. */
  readonly roles: readonly string[] | undefined;
  readonly gitlab: GitLabInstance | undefined;
  readonly machine: Machine | undefined;
  /** What the machine starts from; undefined also when it could not be read. */
  readonly disk: Disk | undefined;
  /** The reserved public address, where one was made. */
  readonly address: Address | undefined;
}

/** Price per hour by what is running and what is stopped, as it was agreed to. */
export interface AgreedPrices {
  readonly currency: string;
  readonly gitlab: ItemRate | undefined;
  readonly machine: ItemRate | undefined;
}
export interface ItemRate {
  readonly perHour: number;
  readonly stoppedPerHour: number | undefined;
}

/** Who is signed in, as far as a person wants to know. */
export interface SignInView {
  readonly label: string;
  /** Of a token that somebody pasted, ms since 1970. */
  readonly pastedAt: number | undefined;
  /** Without a keychain the sign-in is gone with the window. */
  readonly sessionOnly: boolean;
}

/** Everything that is known of the environment of the chosen folder. */
export interface EnvironmentState {
  readonly target: CloudTarget | undefined;
  readonly stack: Stack | undefined;
  /** The run under way, or the last one as the journal tells it. */
  readonly run: RunView | undefined;
  readonly resources: Loadable<EnvironmentResources>;
  readonly prices: AgreedPrices | undefined;
  /** A journal that cannot be read. */
  readonly broken: AppError | undefined;
  readonly signIn?: SignInView | undefined;
}

export type EnvironmentPhase =
  'none' | 'working' | 'needs-you' | 'interrupted' | 'failed' | 'ready';

export function phaseOf(state: Pick<EnvironmentState, 'stack' | 'run'>): EnvironmentPhase {
  const { stack, run } = state;
  if (!stack || !run) return 'none';
  switch (run.state) {
    case 'running':
    case 'stopping':
      return run.steps.some((step) => step.progress?.needsYou) ? 'needs-you' : 'working';
    case 'stopped':
      return 'interrupted';
    case 'failed':
      return 'failed';
    case 'done':
      return 'ready';
  }
}

/** Roubles (or another currency) per hour of what is there now; undefined when nothing is known to cost. */
export function costPerHour(
  state: EnvironmentState,
): { perHour: number; currency: string } | undefined {
  const resources = resourcesOf(state);
  if (!state.prices || !resources) return undefined;
  const { gitlab, machine, currency } = state.prices;
  const parts = [
    rate(gitlab, resources.gitlab?.state),
    rate(machine, resources.machine?.state),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return { perHour: parts.reduce((sum, part) => sum + part, 0), currency };
}

export function resourcesOf(state: EnvironmentState): EnvironmentResources | undefined {
  const { resources } = state;
  return resources.kind === 'ready' ? resources.value : resources.last?.value;
}

function rate(item: ItemRate | undefined, state: string | undefined): number | undefined {
  if (!item || state === undefined) return undefined;
  return state === 'stopped' ? item.stoppedPerHour : item.perHour;
}

const symbols: Readonly<Record<string, string>> = { RUB: '₽', USD: '$', KZT: '₸' };

/** `18.90 ₽/h`. */
export function priceText(perHour: number, currency: string): string {
  return `${perHour.toFixed(2)} ${currencySign(currency)}/h`;
}

/** `₽`; a currency without a sign keeps its code. */
export function currencySign(currency: string): string {
  return symbols[currency] ?? currency;
}
