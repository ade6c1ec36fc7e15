import { type Loadable } from '../base/loadable';
import { known } from '../base/loadable';
import { type BranchesSnapshot, type BranchState, type PipelineWithJobs } from '../model/branches';
import { isCancelable, isPlayable, isRetryable, type Job } from '../model/pipeline';
import { type MergeRequest, type Project } from '../model/project';
import { type Trait } from '../model/traits';
import { agoText, plural, spanText } from '../model/words';
import { ciIcon, ciWords } from './ciIcons';
import { type NoteNode, notesOf, presentNote } from './notes';
import { type Presented } from './present';

export type BranchesNode =
  | {
      readonly kind: 'project';
      readonly project: Project;
      readonly branches: readonly BranchState[];
    }
  | { readonly kind: 'branch'; readonly project: Project; readonly branch: BranchState }
  | {
      readonly kind: 'merge-request';
      readonly project: Project;
      readonly mergeRequest: MergeRequest;
    }
  | { readonly kind: 'pipeline'; readonly project: Project; readonly pipeline: PipelineWithJobs }
  | { readonly kind: 'job'; readonly project: Project; readonly job: Job }
  | NoteNode;

export type BranchNode = Extract<BranchesNode, { kind: 'branch' }>;
export type MergeRequestNode = Extract<BranchesNode, { kind: 'merge-request' }>;
export type JobNode = Extract<BranchesNode, { kind: 'job' }>;
export type ProjectNode = Extract<BranchesNode, { kind: 'project' }>;

export function branchRoots(state: Loadable<BranchesSnapshot>): BranchesNode[] {
  const notes = notesOf(state, 'mlops.branches.refresh', 'branches');
  const snapshot = known(state)?.value;
  if (!snapshot) return notes;
  return [...notes, { kind: 'project', project: snapshot.project, branches: snapshot.branches }];
}

export function branchChildren(node: BranchesNode): BranchesNode[] {
  switch (node.kind) {
    case 'project':
      return node.branches.length === 0
        ? [
            {
              kind: 'hint',
              label: 'The repository is empty. Set up the project…',
              icon: 'tools',
              command: 'mlops.project.setUp',
            },
          ]
        : node.branches.map((branch) => ({ kind: 'branch', project: node.project, branch }));
    case 'branch': {
      const { mergeRequest, pipelines } = node.branch;
      return [
        ...(mergeRequest
          ? [{ kind: 'merge-request', project: node.project, mergeRequest } as const]
          : []),
        ...pipelines
          .slice(0, 5)
          .map((pipeline) => ({ kind: 'pipeline', project: node.project, pipeline }) as const),
      ];
    }
    case 'pipeline':
      return node.pipeline.jobs.map((job) => ({ kind: 'job', project: node.project, job }));
    case 'merge-request':
    case 'job':
    case 'problem':
    case 'hint':
    case 'waiting':
      return [];
  }
}

/** @param now ms since 1970, for ages. */
export function presentBranches(node: BranchesNode, now: number): Presented {
  switch (node.kind) {
    case 'project':
      return {
        id: 'project',
        label: node.project.name,
        description: node.project.path,
        icon: 'repo',
        traits: ['project'],
        expand: 'expanded',
        tooltip: node.project.webUrl,
      };
    case 'branch':
      return presentBranch(node.branch);
    case 'merge-request':
      return {
        id: 'merge-request',
        label: `!${node.mergeRequest.iid} ${node.mergeRequest.title}`,
        description: node.mergeRequest.state,
        icon: node.mergeRequest.state === 'merged' ? 'git-merge' : 'git-pull-request',
        ...(node.mergeRequest.state === 'opened' ? { color: 'charts.green' } : {}),
        traits: ['merge-request'],
        tooltip: `Merge request into ${node.mergeRequest.targetBranch}, ${node.mergeRequest.state}`,
      };
    case 'pipeline': {
      const { pipeline, jobs } = node.pipeline;
      const playable = jobs.some(isPlayable);
      const words =
        playable && pipeline.status !== 'running' ? 'waits for you' : ciWords(pipeline.status);
      return {
        id: `pipeline ${pipeline.id}`,
        label: `pipeline #${pipeline.id}`,
        description: `${words} · ${agoText(pipeline.createdAt, now)}`,
        ...ciIcon(pipeline.status),
        traits: ['pipeline'],
        expand: 'expanded',
        tooltip: `Pipeline #${pipeline.id} for ${pipeline.ref}, ${words}`,
      };
    }
    case 'job':
      return presentJob(node.job, now);
    case 'problem':
    case 'hint':
    case 'waiting':
      return presentNote(node);
  }
}

function presentBranch(branch: BranchState): Presented {
  const { mergeRequest, pipelines, local } = branch;
  const facts = [
    mergeRequest ? `!${mergeRequest.iid}` : undefined,
    branch.isCurrent ? 'current' : undefined,
    local && local.changed > 0 ? plural(local.changed, 'changed file') : undefined,
    local?.ahead ? `${local.ahead} to push` : undefined,
    branch.remote ? undefined : 'not pushed',
  ];
  const traits: Trait[] = ['branch', branch.isCurrent ? 'current' : 'other'];
  const open = mergeRequest?.state === 'opened';
  if (!open && branch.remote && !branch.remote.isDefault) traits.push('without-merge-request');
  return {
    id: `branch ${branch.name}`,
    label: branch.name,
    description: facts.filter((fact) => fact !== undefined).join(' · '),
    icon: mergeRequest?.state === 'merged' ? 'git-merge' : 'git-branch',
    ...(branch.isCurrent ? { color: 'charts.blue' } : {}),
    traits,
    ...(mergeRequest || pipelines.length > 0
      ? { expand: branch.isCurrent || open ? 'expanded' : 'collapsed' }
      : {}),
    tooltip: branch.remote
      ? `${branch.name}: ${branch.remote.commit.title}`
      : `${branch.name} is only in the working copy`,
  };
}

function presentJob(job: Job, now: number): Presented {
  const traits: Trait[] = ['job'];
  if (isPlayable(job)) traits.push('playable');
  if (isCancelable(job) && !isPlayable(job)) traits.push('active');
  if (isRetryable(job)) traits.push('retryable');
  const logged = job.startedAt !== undefined && job.erasedAt === undefined;
  if (logged) traits.push('logged');
  const time = timeOf(job, now);
  const facts = [ciWords(job.status), time, job.failureReason?.replaceAll('_', ' ')];
  return {
    id: `job ${job.id}`,
    label: job.name,
    description: facts.filter((fact) => fact !== undefined).join(' · '),
    ...ciIcon(job.status),
    traits,
    tooltip: `Job #${job.id} of stage ${job.stage}, ${ciWords(job.status)}${job.runner === undefined ? '' : `, runner ${job.runner}`}`,
    ...(logged ? { click: { command: 'mlops.job.followLog' } } : {}),
  };
}

function timeOf(job: Job, now: number): string | undefined {
  if (job.status === 'running' && job.startedAt !== undefined) return spanText(now - job.startedAt);
  return job.durationS === undefined ? undefined : spanText(job.durationS * 1000);
}
