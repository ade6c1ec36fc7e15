import { callerLevel, roles } from '../access/roles';
import { cancelable, completed, compositeStatus } from '../ci/pipeline/status';
import { canReadBuilds } from '../ml/permissions';
import { type Job, type Pipeline } from '../ciRows';
import { jobConnection, latestJobs, pipelineStatus } from './ciLists';
import { connect } from './connection';
import { globalId } from './globalId';
import { type Args, type Fields, fieldsOf, number, text } from './resolver';
import { pagePath, projectById, rowsIn, type Session, time, userById } from './session';
import { detailedStatus } from './statusWords';

export interface Stage {
  readonly pipeline: Pipeline;
  readonly index: number;
  readonly name: string;
}

export const pipelineFields: Fields = fieldsOf<Pipeline>({
  active: (row, session) => !settled(session, row),
  beforeSha: (row) => row.beforeSha ?? null,
  cancelable: (row, session) =>
    latestJobs(session, row.id).some((job) => cancelable.includes(job.status)),
  child: () => false,
  complete: (row, session) => completed.includes(pipelineStatus(session, row)),
  createdAt: (row) => time(row.createdAt),
  detailedStatus: (row, session) =>
    detailedStatus({
      status: pipelineStatus(session, row),
      id: row.id,
      warned: false,
      detailsPath: pipelinePath(session, row),
    }),
  duration: (row) => seconds(row.startedAt, row.finishedAt),
  failedJobsCount: (row, session) =>
    latestJobs(session, row.id).filter((job) => job.status === 'failed').length,
  failureReason: (row) => (row.yamlErrors === undefined ? null : 'config_error'),
  finishedAt: (row) => time(row.finishedAt),
  hasManualActions: (row, session) =>
    latestJobs(session, row.id).some((job) => job.status === 'manual'),
  hasScheduledActions: (row, session) =>
    latestJobs(session, row.id).some((job) => job.status === 'scheduled'),
  id: (row) => globalId('Ci::Pipeline', row.id),
  iid: (row) => String(row.iid),
  job: (row, session, args) => jobOf(session, row, args),
  jobs: (row, session, args) =>
    jobConnection(session, rowsIn(session).jobsOfPipeline.all(row.id), args),
  latest: (row, session) =>
    rowsIn(session)
      .pipelinesOfProject.all(row.projectId)
      .findLast((one) => one.ref === row.ref)?.id === row.id,
  mergeRequest: (row, session) =>
    session.gitlab.world.tables.mergeRequests.find(
      (mr) => mr.projectId === row.projectId && mr.iid === row.mergeRequestIid,
    ),
  path: (row, session) => pipelinePath(session, row),
  project: (row, session) => projectById(session, row.projectId),
  queuedDuration: (row) => seconds(row.createdAt, row.startedAt),
  refPath: (row) =>
    row.mergeRequestIid === undefined
      ? `refs/${row.tag ? 'tags' : 'heads'}/${row.ref}`
      : `refs/merge-requests/${row.mergeRequestIid}/head`,
  retryable: (row, session) =>
    latestJobs(session, row.id).some((job) => ['failed', 'canceled'].includes(job.status)),
  sha: (row, _session, args) => (text(args, 'format') === 'SHORT' ? row.sha.slice(0, 8) : row.sha),
  stages: (row, session, args) => connect(stagesOf(session, row), args, (stage) => -stage.index),
  startedAt: (row) => time(row.startedAt),
  status: (row, session) => pipelineStatus(session, row).toUpperCase(),
  stuck: () => false,
  totalJobs: (row, session) => latestJobs(session, row.id).length,
  updatedAt: (row) => time(row.updatedAt),
  user: (row, session) => userById(session, row.userId),
  userPermissions: (row, session) => {
    const level = levelOn(session, row.projectId);
    return {
      adminPipeline: level >= roles.maintainer,
      cancelPipeline: level >= roles.developer,
      destroyPipeline: level >= roles.owner,
      updatePipeline: level >= roles.developer,
    };
  },
  warnings: (row, session) =>
    latestJobs(session, row.id).some((job) => job.status === 'failed' && job.allowFailure),
  yamlErrorMessages: (row) => row.yamlErrors ?? null,
  yamlErrors: (row) => row.yamlErrors !== undefined,
});

export const stageFields: Fields = fieldsOf<Stage>({
  detailedStatus: (stage, session) =>
    detailedStatus({
      status: stageStatus(session, stage),
      id: stage.pipeline.id,
      warned: false,
      detailsPath: `${pipelinePath(session, stage.pipeline)}#${stage.name}`,
    }),
  id: (stage) => globalId('Ci::Stage', stage.pipeline.id * 1000 + stage.index),
  jobs: (stage, session, args) =>
    jobConnection(session, latestJobs(session, stage.pipeline.id).filter(within(stage)), args),
  status: (stage, session) => stageStatus(session, stage),
});

export function stagesOf(session: Session, pipeline: Pipeline): Stage[] {
  const names = new Map<number, string>();
  for (const job of latestJobs(session, pipeline.id)) names.set(job.stageIndex, job.stage);
  return [...names].sort(([a], [b]) => a - b).map(([index, name]) => ({ pipeline, index, name }));
}

export function levelOn(session: Session, projectId: number): number {
  const project = projectById(session, projectId);
  return project ? callerLevel(session.gitlab, session.caller, project) : 0;
}

export function mayReadBuilds(session: Session, projectId: number): boolean {
  const project = projectById(session, projectId);
  return project !== undefined && canReadBuilds(session.gitlab, session.caller, project);
}

/** Whole seconds between two moments; null while one of them is not known. */
export function seconds(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.round((to - from) / 1000);
}

function settled(session: Session, row: Pipeline): boolean {
  const status = pipelineStatus(session, row);
  return completed.includes(status) || status === 'manual';
}

function pipelinePath(session: Session, row: Pipeline): string {
  return pagePath(session, row.projectId, `/-/pipelines/${row.id}`);
}

function jobOf(session: Session, pipeline: Pipeline, args: Args): Job | undefined {
  const [id, name] = [number(args, 'id'), text(args, 'name')];
  return rowsIn(session)
    .jobsOfPipeline.all(pipeline.id)
    .findLast((job) => (id === undefined ? job.name === name : job.id === id));
}

function stageStatus(session: Session, stage: Stage): Job['status'] {
  const jobs = latestJobs(session, stage.pipeline.id).filter(within(stage));
  return compositeStatus(jobs) ?? 'created';
}

function within(stage: Stage): (job: Job) => boolean {
  return (job) => job.stageIndex === stage.index;
}
