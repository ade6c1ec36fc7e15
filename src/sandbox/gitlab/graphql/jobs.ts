import { roles } from '../access/roles';
import { cancelable, completed } from '../ci/pipeline/status';
import { type Job } from '../ciRows';
import { levelOn, mayReadBuilds, seconds, stagesOf } from './ci';
import { connect } from './connection';
import { globalId } from './globalId';
import { type Fields, fieldsOf, number } from './resolver';
import { pagePath, projectById, rowsIn, type Session, time } from './session';
import { detailedStatus } from './statusWords';
import { traceHtml } from './trace';

interface JobArtifact {
  readonly job: Job;
  readonly id: number;
  readonly fileType: string;
  readonly name: string;
  readonly size: number;
}

export const jobFields: Fields = fieldsOf<Job>({
  active: (job) => !completed.includes(job.status) && job.status !== 'manual',
  artifacts: (job, _session, args) => connect(artifactsOf(job), args, (artifact) => artifact.id),
  canPlayJob: (job, session) => playable(job) && mayUpdate(session, job),
  cancelable: (job) => cancelable.includes(job.status),
  commitPath: (job, session) =>
    pagePath(session, job.projectId, `/-/commit/${shaOf(session, job)}`),
  createdAt: (job) => time(job.createdAt),
  createdByTag: (job, session) => pipelineOf(session, job)?.tag ?? false,
  detailedStatus: (job, session) =>
    detailedStatus({
      status: job.status,
      id: job.id,
      warned: job.status === 'failed' && job.allowFailure,
      detailsPath: jobPath(session, job),
      reason: job.status === 'failed' ? job.failureReason : undefined,
      action: actionOf(session, job),
    }),
  duration: (job, session) =>
    seconds(job.startedAt, job.finishedAt ?? (job.startedAt && session.gitlab.now())),
  erasedAt: (job) => time(job.erasedAt),
  exitCode: (job) => job.exitCode ?? null,
  failureMessage: (job) => (job.status === 'failed' ? (job.failureReason ?? null) : null),
  finishedAt: (job) => time(job.finishedAt),
  id: (job) => globalId('Ci::Build', job.id),
  kind: () => 'BUILD',
  manualJob: (job) => job.when === 'manual',
  pipeline: (job, session) => pipelineOf(session, job),
  playPath: (job, session) => (playable(job) ? `${jobPath(session, job)}/play` : null),
  playable: (job) => playable(job),
  project: (job, session) => projectById(session, job.projectId),
  queuedAt: (job) => time(job.queuedAt),
  queuedDuration: (job, session) =>
    seconds(
      job.queuedAt,
      job.startedAt ?? job.finishedAt ?? (job.queuedAt && session.gitlab.now()),
    ),
  refName: (job, session) => pipelineOf(session, job)?.ref,
  refPath: (job, session) =>
    pagePath(session, job.projectId, `/-/commits/${pipelineOf(session, job)?.ref ?? ''}`),
  retried: (job) => job.retriedBy !== undefined,
  retryPath: (job, session) => (retryable(job) ? `${jobPath(session, job)}/retry` : null),
  retryable: (job) => retryable(job),
  scheduled: (job) => job.status === 'scheduled',
  scheduledAt: (job) => time(job.scheduledAt),
  schedulingType: (job) => (job.needs === undefined ? 'stage' : 'dag'),
  shortSha: (job, session) => shaOf(session, job).slice(0, 8),
  source: (job, session) => pipelineOf(session, job)?.source,
  stage: (job, session) => {
    const pipeline = pipelineOf(session, job);
    return pipeline && stagesOf(session, pipeline).find((stage) => stage.index === job.stageIndex);
  },
  startedAt: (job) => time(job.startedAt),
  status: (job) => job.status.toUpperCase(),
  stuck: (job, session) => job.status === 'pending' && noRunner(session, job),
  tags: (job) => job.tagList,
  trace: (job, session) => (mayReadBuilds(session, job.projectId) ? job : null),
  triggered: (job, session) => pipelineOf(session, job)?.source === 'trigger',
  userPermissions: (job, session) => {
    const reads = mayReadBuilds(session, job.projectId);
    const updates = mayUpdate(session, job);
    return {
      readBuild: reads,
      readJobArtifacts: reads,
      updateBuild: updates,
      cancelBuild: updates,
    };
  },
  webPath: (job, session) => jobPath(session, job),
});

export const traceFields: Fields = fieldsOf<Job>({
  htmlSummary: (job, session, args) => {
    const lines = Math.min(Math.max(number(args, 'lastLines') ?? 10, 1), 100);
    return traceHtml(session.gitlab.folder, job.id, lines);
  },
});

export const artifactFields: Fields = fieldsOf<JobArtifact>({
  downloadPath: ({ job, fileType }, session) =>
    `${jobPath(session, job)}/artifacts/download?file_type=${fileType}`,
  expireAt: ({ job }) => time(job.artifacts?.expireAt),
  expired: ({ job }, session) => (job.artifacts?.expireAt ?? Infinity) < session.gitlab.now(),
  fileType: (artifact) => artifact.fileType.toUpperCase(),
  id: (artifact) => globalId('Ci::JobArtifact', artifact.id),
  size: (artifact) => String(artifact.size),
});

function artifactsOf(job: Job): JobArtifact[] {
  const reports = job.reports ?? [];
  const archive = job.artifacts && {
    job,
    id: job.id * 100,
    fileType: 'archive',
    name: job.artifacts.fileName,
    size: job.artifacts.size,
  };
  return [
    ...reports.map(({ fileType, fileName, size }, at) => {
      return { job, id: job.id * 100 + reports.length - at, fileType, name: fileName, size };
    }),
    ...(archive ? [archive] : []),
  ];
}

function actionOf(session: Session, job: Job): Parameters<typeof detailedStatus>[0]['action'] {
  if (!mayUpdate(session, job)) return undefined;
  const path = jobPath(session, job);
  const make = (
    word: string,
    icon: string,
    title: string,
    buttonTitle: string,
  ): ReturnType<typeof actionOf> => ({
    id: `Ci::BuildPresenter-${job.id}`,
    buttonTitle,
    icon,
    method: 'post',
    path: `${path}/${word}`,
    title,
  });
  if (playable(job)) return make('play', 'play', 'Run', 'Run job');
  if (cancelable.includes(job.status)) return make('cancel', 'cancel', 'Cancel', 'Cancel this job');
  return retryable(job) ? make('retry', 'retry', 'Run again', 'Run this job again') : undefined;
}

function playable(job: Job): boolean {
  return ['manual', 'scheduled', 'skipped'].includes(job.status) && job.retriedBy === undefined;
}

function retryable(job: Job): boolean {
  return ['success', 'failed', 'canceled'].includes(job.status) && job.retriedBy === undefined;
}

function mayUpdate(session: Session, job: Job): boolean {
  return levelOn(session, job.projectId) >= roles.developer;
}

function noRunner(session: Session, job: Job): boolean {
  return !session.gitlab.world.tables.runners.some(
    (runner) =>
      !runner.paused &&
      (job.tagList.length === 0
        ? runner.runUntagged
        : job.tagList.every((tag) => runner.tagList.includes(tag))),
  );
}

function jobPath(session: Session, job: Job): string {
  return pagePath(session, job.projectId, `/-/jobs/${job.id}`);
}

function pipelineOf(
  session: Session,
  job: Job,
): ReturnType<ReturnType<typeof rowsIn>['pipelines']['one']> {
  return rowsIn(session).pipelines.one(job.pipelineId);
}

function shaOf(session: Session, job: Job): string {
  return pipelineOf(session, job)?.sha ?? '';
}
