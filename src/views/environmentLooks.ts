import { type GitLabState, type MachineState } from '../model/cloud';
import { countDrift, type Drift } from '../model/drift';
import {
  type EnvironmentPhase,
  type EnvironmentState,
  phaseOf,
  resourcesOf,
  type SignInView,
} from '../model/environment';
import { type RunView, type StepView } from '../model/journal';
import { whyLeftAlone } from '../model/leftAlone';
import { runCount, stepNow } from '../model/runWords';
import { type Runner } from '../model/setup';
import { tokenAge } from '../model/tokenAge';
import { type Trait } from '../model/traits';
import { momentText, plural } from '../model/words';
import { type Component, type EnvironmentNode } from './environmentTree';
import { presentNote } from './notes';
import { type Presented } from './present';

const icons: Readonly<Record<Component, string>> = {
  network: 'type-hierarchy',
  subnet: 'split-horizontal',
  'security-group': 'shield',
  'service-account': 'account',
};

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
        traits: ['resource', 'console', 'instance', ...(node.owned ? [] : powerTraits(node.state))],
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
      return presentStep(node.step);
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
        description: node.description,
        icon: 'credit-card',
        traits: [],
        tooltip: node.tooltip,
      };
    case 'drift':
      return {
        id: 'drift',
        label: `${plural(countDrift(node.drift), 'difference')} from the plan`,
        icon: 'diff',
        color: 'charts.yellow',
        traits: ['drift'],
        expand: 'collapsed',
        tooltip:
          'What is there is not what was agreed to. Open it to see each field; the plan offers the repair.',
        click: { command: 'mlops.environment.checkDrift', args: [] },
      };
    case 'drifted':
      return presentDrifted(node.drift);
    case 'difference':
      return {
        id: `difference ${node.step} ${node.difference.field}`,
        label: node.difference.field,
        description: `${node.difference.found} instead of ${node.difference.wanted}`,
        icon: node.difference.mend === 'repair' ? 'tools' : 'account',
        traits: [],
        tooltip:
          node.difference.mend === 'repair'
            ? `Repair mends it${node.difference.note === undefined ? '' : `; ${node.difference.note}`}.`
            : `Nothing here changes it: ${node.difference.why ?? 'change it back in the console'}; or live with it.`,
      };
    case 'problem':
    case 'hint':
    case 'waiting':
      return presentNote(node);
  }
}

function presentStep(step: StepView): Presented {
  const needsYou = step.progress?.needsYou === true;
  return {
    id: `step ${step.id}`,
    label: step.title,
    description: step.error?.message ?? stepNow(step),
    ...(step.state === 'failed'
      ? { icon: 'error', color: 'testing.iconFailed' }
      : needsYou
        ? { icon: 'sign-in', color: 'charts.yellow' }
        : { icon: 'loading~spin' }),
    traits: [],
    tooltip: step.error?.message ?? step.progress?.text ?? step.title,
    click: needsYou
      ? { command: 'mlops.cloud.signIn', args: [] }
      : { command: 'mlops.environment.showPlan', args: [] },
  };
}

function presentRoot(state: EnvironmentState, now: number): Presented {
  const phase = phaseOf(state);
  const looked = state.stack !== undefined || resourcesOf(state) !== undefined;
  const traits: Trait[] = ['environment'];
  if (phase === 'none' && looked) traits.push('creatable');
  const busy = phase === 'working' || phase === 'needs-you';
  if (busy && !state.run?.elsewhere) traits.push('cancellable');
  const owner = state.stack?.header.owner;
  // What Terraform owns goes on with a plan of Terraform.
  if (owner) traits.push('terraform');
  else if (phase === 'interrupted' || phase === 'failed') traits.push('resumable');
  if (phase !== 'none' && phase !== 'working') traits.push('destroyable');
  traits.push(...wholeTraits(state));
  return {
    id: `environment ${state.target?.folder.id ?? ''}`,
    label: state.target?.folder.name ?? 'Environment',
    description: [
      owner ? 'Terraform' : undefined,
      looked ? phaseWords(phase, state.run) : undefined,
      tokenWords(state, now),
    ]
      .filter((fact) => fact !== undefined)
      .join(' · '),
    icon: 'cloud',
    traits,
    expand: 'expanded',
    tooltip: [
      `Folder ${state.target?.folder.name ?? ''} of cloud ${state.target?.cloudName ?? ''}`,
      ...(owner ? [`Terraform owns it since ${momentText(owner.since)}, in ${owner.folder}`] : []),
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

function presentDrifted({ step, name, gone, differences }: Drift): Presented {
  return {
    id: `drifted ${step}`,
    label: name,
    description: gone ? 'not there any more' : plural(differences.length, 'difference'),
    icon: gone ? 'circle-slash' : 'diff-modified',
    traits: [],
    ...(gone ? {} : { expand: 'expanded' }),
  };
}

/** Everything together: stopping saves, whatever part of it runs. */
function wholeTraits(state: EnvironmentState): Trait[] {
  const { stack } = state;
  const phase = phaseOf(state);
  if (phase === 'working' || phase === 'none' || !stack) return [];
  if (stack.header.owner || phase === 'needs-you') return ['checkable'];
  const found = resourcesOf(state);
  const states = (['gitlab', 'machine'] as const)
    .map((part) => ({ part, there: found?.[part] }))
    .filter(({ part, there }) => there && whyLeftAlone(stack, part, there) === undefined)
    .map(({ there }) => there?.state);
  return [
    'checkable' as const,
    ...(states.includes('running') ? (['pausable'] as const) : []),
    ...(states.includes('stopped') ? (['wakeable'] as const) : []),
  ];
}

function phaseWords(phase: EnvironmentPhase, run: RunView | undefined): string {
  const progress = run ? runCount(run) : '';
  switch (phase) {
    case 'none':
      return 'nothing created yet';
    case 'working':
      return [
        run?.kind === 'destroy' ? 'destroying' : 'creating',
        ...(run?.elsewhere ? ['in another window'] : []),
        progress,
      ].join(' · ');
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
  const traits: Trait[] = [
    'resource',
    'console',
    'machine',
    ...(node.owned ? [] : powerTraits(node.state)),
  ];
  if (node.state === 'running' && node.address !== undefined) traits.push('connectable');
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

function powerTraits(state: MachineState | GitLabState): Trait[] {
  if (state === 'running') return ['stoppable'];
  return state === 'stopped' ? ['startable'] : [];
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
