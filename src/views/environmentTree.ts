import { type GitLabState, type MachineState } from '../model/cloud';
import {
  costPerHour,
  type EnvironmentPhase,
  type EnvironmentState,
  phaseOf,
  priceText,
  resourcesOf,
  type SignInView,
} from '../model/environment';
import { type RunView, type Stack, type StepView } from '../model/journal';
import { type Runner } from '../model/setup';
import { tokenAge } from '../model/tokenAge';
import { type Trait } from '../model/traits';
import { plural } from '../model/words';
import { type NoteNode, notesOf, presentNote, problemNote } from './notes';
import { type Presented } from './present';

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
    }
  | {
      readonly kind: 'machine';
      readonly id: string;
      readonly name: string;
      readonly state: MachineState;
      readonly address: string | undefined;
      readonly folderId: string;
      readonly runners: readonly Runner[];
    }
  | { readonly kind: 'runner'; readonly runner: Runner }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'step'; readonly step: StepView }
  | { readonly kind: 'activation'; readonly step: StepView }
  | { readonly kind: 'cost'; readonly text: string; readonly tooltip: string }
  | NoteNode;

export type Component = 'network' | 'subnet' | 'security-group' | 'service-account';

const icons: Readonly<Record<Component, string>> = {
  network: 'type-hierarchy',
  subnet: 'split-horizontal',
  'security-group': 'shield',
  'service-account': 'account',
};

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
  const cost = costPerHour(state);
  return [
    ...notes,
    ...resourceNodes(state, state.stack, runners),
    ...stepNodes(state.run),
    ...(cost
      ? [
          {
            kind: 'cost',
            text: `≈ ${priceText(cost.perHour, cost.currency)}`,
            tooltip: `About ${(cost.perHour * 720).toFixed(0)} ${cost.currency} for 720 hours, by the prices of the plan. Backups and traffic come on top.`,
          } as const,
        ]
      : []),
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

export function presentEnvironment(node: EnvironmentNode, now: number): Presented {
  switch (node.kind) {
    case 'environment':
      return presentRoot(node.state, now);
    case 'resource':
      return {
        id: `${node.component} ${node.id}`,
        label: node.name,
        description: node.description,
        icon: icons[node.component],
        traits: ['resource', 'console'],
        tooltip: `${node.component.replace('-', ' ')} ${node.id}`,
        ...(node.roles ? { expand: 'collapsed' } : {}),
      };
    case 'instance':
      return {
        id: `instance ${node.id}`,
        label: node.name,
        description: node.description,
        ...powerIcon(node.state, 'server-environment'),
        traits: ['resource', 'console', 'instance'],
        tooltip: `Managed Service for GitLab instance ${node.id}, ${node.state}`,
      };
    case 'machine':
      return presentMachine(node);
    case 'runner':
      return {
        id: `runner ${node.runner.id}`,
        label: `runner #${node.runner.id}`,
        description: runnerWords(node.runner),
        icon: 'server-process',
        ...(node.runner.state === 'online' ? { color: 'testing.iconPassed' } : {}),
        traits: ['runner'],
        tooltip: `GitLab Runner #${node.runner.id}, ${runnerWords(node.runner)}`,
      };
    case 'role':
      return { id: `role ${node.role}`, label: node.role, icon: 'key', traits: [] };
    case 'step':
      return {
        id: `step ${node.step.id}`,
        label: node.step.title,
        description: node.step.error?.message ?? node.step.progress?.text,
        ...(node.step.state === 'failed'
          ? { icon: 'error', color: 'testing.iconFailed' }
          : node.step.progress?.needsYou
            ? { icon: 'sign-in', color: 'charts.yellow' }
            : { icon: 'loading~spin' }),
        traits: [],
        tooltip: node.step.error?.message ?? node.step.progress?.text ?? node.step.title,
        click: node.step.progress?.needsYou
          ? { command: 'mlops.cloud.signIn', args: [] }
          : { command: 'mlops.environment.showPlan', args: [] },
      };
    case 'activation':
      return {
        id: 'activation',
        label: node.step.title,
        description: 'needs you',
        icon: 'mail',
        color: 'charts.yellow',
        traits: ['activation'],
        tooltip: node.step.progress?.text,
        click: { command: 'mlops.environment.activate', args: [] },
      };
    case 'cost':
      return {
        id: 'cost',
        label: node.text,
        icon: 'credit-card',
        traits: [],
        tooltip: node.tooltip,
      };
    case 'problem':
    case 'hint':
    case 'waiting':
      return presentNote(node);
  }
}

function presentRoot(state: EnvironmentState, now: number): Presented {
  const phase = phaseOf(state);
  const looked = state.stack !== undefined || resourcesOf(state) !== undefined;
  const traits: Trait[] = ['environment'];
  if (phase === 'none' && looked) traits.push('creatable');
  if (phase === 'working' || phase === 'needs-you') traits.push('cancellable');
  if (phase === 'interrupted' || phase === 'failed') traits.push('resumable');
  if (phase !== 'none' && phase !== 'working') traits.push('destroyable');
  return {
    id: `environment ${state.target?.folder.id ?? ''}`,
    label: state.target?.folder.name ?? 'Environment',
    description: [looked ? phaseWords(phase, state.run) : undefined, tokenWords(state, now)]
      .filter((fact) => fact !== undefined)
      .join(' · '),
    icon: 'cloud',
    traits,
    expand: 'expanded',
    tooltip: [
      `Folder ${state.target?.folder.name ?? ''} of cloud ${state.target?.cloudName ?? ''}`,
      ...(state.signIn ? signInLines(state.signIn, now) : []),
    ].join('\n'),
  };
}

/** Only when it is time to do something about it. */
function tokenWords({ signIn }: EnvironmentState, now: number): string | undefined {
  if (signIn?.pastedAt === undefined) return undefined;
  const { warnAt, endsBy } = tokenAge(signIn.pastedAt, now);
  if (now < warnAt) return undefined;
  return now < endsBy ? 'token runs out soon' : 'token has run out';
}

function signInLines({ label, pastedAt, sessionOnly }: SignInView, now: number): string[] {
  return [
    `Signed in: ${label}`,
    ...(pastedAt === undefined ? [] : [tokenAge(pastedAt, now).text]),
    ...(sessionOnly ? ['Kept until this window closes: the system has no keychain.'] : []),
  ];
}

function phaseWords(phase: EnvironmentPhase, run: RunView | undefined): string {
  const steps = run?.steps ?? [];
  const done = steps.filter((step) => step.state === 'done').length;
  const progress = `${done} of ${steps.length}`;
  switch (phase) {
    case 'none':
      return 'nothing created yet';
    case 'working':
      return `${run?.kind === 'destroy' ? 'destroying' : 'creating'} · ${progress}`;
    case 'needs-you':
      return `waits for you · ${progress}`;
    case 'interrupted':
      return `interrupted · ${progress}`;
    case 'failed':
      return `stopped by a failure · ${progress}`;
    case 'ready':
      return 'ready';
  }
}

function presentMachine(node: Extract<EnvironmentNode, { kind: 'machine' }>): Presented {
  const traits: Trait[] = ['resource', 'console', 'machine'];
  if (node.state === 'running') traits.push('stoppable');
  if (node.state === 'running' && node.address !== undefined) traits.push('connectable');
  if (node.state === 'stopped') traits.push('startable');
  return {
    id: `machine ${node.id}`,
    label: node.name,
    description: [node.state, node.address].filter((fact) => fact !== undefined).join(' · '),
    ...powerIcon(node.state, 'vm'),
    traits,
    ...(node.runners.length > 0 ? { expand: 'expanded' as const } : {}),
    tooltip: `Virtual machine ${node.id}, ${node.state}`,
  };
}

function runnerWords({ state, busy, paused }: Runner): string {
  if (paused) return 'paused';
  return [state.replace('_', ' '), busy ? 'busy' : undefined]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}

function powerIcon(
  state: MachineState | GitLabState,
  base: string,
): { icon: string; color?: string } {
  switch (state) {
    case 'running':
      return { icon: base === 'vm' ? 'vm-running' : base, color: 'testing.iconPassed' };
    case 'error':
    case 'crashed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'stopped':
      return { icon: base === 'vm' ? 'vm-outline' : 'server' };
    case 'creating':
    case 'provisioning':
    case 'starting':
    case 'restarting':
    case 'stopping':
    case 'updating':
    case 'deleting':
    case 'backing-up':
    case 'restoring':
    case 'migrating':
      return { icon: 'loading~spin' };
    case 'unknown':
      return { icon: 'question' };
  }
}
