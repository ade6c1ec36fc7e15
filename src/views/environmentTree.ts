import { type GitLabState, type Labels, type MachineState } from '../model/cloud';
import { type Difference, type Drift, driftOf } from '../model/drift';
import {
  costPerHour,
  type EnvironmentState,
  phaseOf,
  priceText,
  resourcesOf,
} from '../model/environment';
import { type RunView, type Stack, type StepView } from '../model/journal';
import { whyLeftAlone } from '../model/leftAlone';
import { type Runner } from '../model/setup';
import { plural } from '../model/words';
import { type NoteNode, notesOf, problemNote } from './notes';

export type EnvironmentNode =
  | {
      readonly kind: 'environment';
      readonly state: EnvironmentState;
      readonly runners: readonly Runner[];
    }
  | {
      readonly kind: 'resource';
      readonly component: Component;
      readonly id: string;
      readonly name: string;
      readonly description: string;
      readonly folderId: string;
      readonly roles?: readonly string[];
    }
  | {
      readonly kind: 'instance';
      readonly id: string;
      readonly name: string;
      readonly state: GitLabState;
      readonly description: string;
      readonly folderId: string;
      /** Not ours, or Terraform's: it is not switched from here. */
      readonly owned?: boolean;
    }
  | {
      readonly kind: 'machine';
      readonly id: string;
      readonly name: string;
      readonly state: MachineState;
      readonly address: string | undefined;
      readonly folderId: string;
      readonly runners: readonly Runner[];
      readonly owned?: boolean;
    }
  | { readonly kind: 'runner'; readonly runner: Runner }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'step'; readonly step: StepView }
  | { readonly kind: 'activation'; readonly step: StepView }
  | {
      readonly kind: 'cost';
      readonly text: string;
      readonly description: string | undefined;
      readonly tooltip: string;
    }
  | { readonly kind: 'drift'; readonly drift: readonly Drift[] }
  | { readonly kind: 'drifted'; readonly drift: Drift }
  | { readonly kind: 'difference'; readonly step: string; readonly difference: Difference }
  | NoteNode;

export type Component = 'network' | 'subnet' | 'security-group' | 'service-account';

/** @param runners of the chosen GitLab project; those on our machine are shown below it */
export function environmentRoots(
  state: EnvironmentState,
  runners: readonly Runner[],
): EnvironmentNode[] {
  if (!state.target) {
    return [
      {
        kind: 'hint',
        label: 'Choose a cloud and a folder…',
        icon: 'folder',
        command: 'mlops.cloud.chooseFolder',
      },
    ];
  }
  const broken: EnvironmentNode[] = state.broken
    ? [problemNote(state.broken, undefined, 'mlops.environment.refresh')]
    : [];
  return [...broken, { kind: 'environment', state, runners }];
}

export function environmentChildren(node: EnvironmentNode): EnvironmentNode[] {
  switch (node.kind) {
    case 'environment':
      return partsOf(node.state, node.runners);
    case 'resource':
      return (node.roles ?? []).map((role) => ({ kind: 'role', role }));
    case 'machine':
      return node.runners.map((runner) => ({ kind: 'runner', runner }));
    case 'drift':
      return node.drift.map((drift) => ({ kind: 'drifted', drift }));
    case 'drifted':
      return node.drift.differences.map((difference) => ({
        kind: 'difference',
        step: node.drift.step,
        difference,
      }));
    case 'difference':
    case 'instance':
    case 'runner':
    case 'role':
    case 'step':
    case 'activation':
    case 'cost':
    case 'problem':
    case 'hint':
    case 'waiting':
      return [];
  }
}

function partsOf(state: EnvironmentState, runners: readonly Runner[]): EnvironmentNode[] {
  const notes = notesOf(state.resources, 'mlops.environment.refresh', 'resources');
  if (!state.stack) {
    // Before the first look nobody knows whether there is an environment.
    if (!resourcesOf(state)) return notes;
    return [
      ...notes,
      {
        kind: 'hint',
        label: 'Plan and create an environment…',
        icon: 'add',
        command: 'mlops.environment.create',
      },
      {
        kind: 'hint',
        label: 'Use a GitLab you have…',
        icon: 'sign-in',
        command: 'mlops.gitlab.signIn',
      },
    ];
  }
  return [
    ...notes,
    ...resourceNodes(state, state.stack, runners),
    ...stepNodes(state.run),
    ...driftNodes(state),
    ...costNodes(state),
  ];
}

/** Only at rest: while work goes on, everything differs. */
function driftNodes(state: EnvironmentState): EnvironmentNode[] {
  const found = resourcesOf(state);
  if (!state.stack || !found || phaseOf(state) !== 'ready') return [];
  const drift = driftOf(state.stack, found);
  return drift.length === 0 ? [] : [{ kind: 'drift', drift }];
}

function costNodes(state: EnvironmentState): EnvironmentNode[] {
  const cost = costPerHour(state);
  if (!cost) return [];
  const { currency, perHour } = cost;
  const found = resourcesOf(state);
  const stopped = [found?.gitlab, found?.machine].filter((one) => one?.state === 'stopped');
  const { gitlab, machine } = state.prices ?? {};
  const whole = (gitlab?.perHour ?? 0) + (machine?.perHour ?? 0);
  return [
    {
      kind: 'cost',
      text: `≈ ${priceText(perHour, currency)}`,
      description:
        stopped.length === 0 ? undefined : `while stopped · ${priceText(whole, currency)} running`,
      tooltip: [
        `About ${(perHour * 720).toFixed(0)} ${currency} for 720 hours, by the prices of the plan.`,
        ...stopped.map((one) => `“${one?.name ?? ''}” is stopped: its disk goes on costing.`),
        'Traffic comes on top.',
      ].join(' '),
    },
  ];
}

function resourceNodes(
  state: EnvironmentState,
  stack: Stack,
  runners: readonly Runner[],
): EnvironmentNode[] {
  const found = resourcesOf(state);
  const { blueprint } = stack.header;
  const { folderId } = blueprint;
  if (!found) return [];
  const { network, subnet, securityGroup, serviceAccount, gitlab, machine } = found;
  const plain = (
    component: Component,
    resource: { id: string; name: string } | undefined,
    description: string,
    roles?: readonly string[],
  ): EnvironmentNode[] =>
    resource
      ? [
          {
            kind: 'resource',
            component,
            id: resource.id,
            name: resource.name,
            description,
            folderId,
            ...(roles ? { roles } : {}),
          },
        ]
      : [];
  const leftAlone = (component: string, there: { readonly labels: Labels }): { owned?: true } =>
    stack.header.owner || whyLeftAlone(stack, component, there) ? { owned: true } : {};
  const rolesGiven = stack.runs.create['roles']?.state === 'done';
  return [
    ...plain('network', network, 'network'),
    ...plain('subnet', subnet, `${subnet?.cidrs.join(', ') ?? ''} · ${subnet?.zone ?? ''}`),
    ...plain('security-group', securityGroup, plural(securityGroup?.rules.length ?? 0, 'rule')),
    ...plain(
      'service-account',
      serviceAccount,
      rolesGiven ? plural(blueprint.serviceAccount.roles.length, 'role') : 'service account',
      rolesGiven ? blueprint.serviceAccount.roles : undefined,
    ),
    ...(gitlab
      ? [
          {
            kind: 'instance',
            id: gitlab.id,
            name: gitlab.name,
            state: gitlab.state,
            description: ['GitLab', gitlab.version, '·', gitlab.state].filter(Boolean).join(' '),
            folderId,
            ...leftAlone('gitlab', gitlab),
          } as const,
        ]
      : []),
    ...(machine
      ? [
          {
            kind: 'machine',
            id: machine.id,
            name: machine.name,
            state: machine.state,
            address: machine.publicAddress,
            folderId,
            runners: runners.filter((runner) => runner.description === machine.name),
            ...leftAlone('machine', machine),
          } as const,
        ]
      : []),
  ];
}

/** Steps under way, waiting for the user, or failed; done ones are seen as resources. */
function stepNodes(run: RunView | undefined): EnvironmentNode[] {
  if (!run || run.state === 'done') return [];
  return run.steps.flatMap((step): EnvironmentNode[] => {
    if (step.state === 'failed') return [{ kind: 'step', step }];
    if (step.state !== 'running') return [];
    const activates = step.progress?.needsYou && step.progress.fix === undefined;
    return [activates ? { kind: 'activation', step } : { kind: 'step', step }];
  });
}
