import { compositeStatus } from '../ci/pipeline/status';
import { type Job, type JobStatus, type Pipeline } from '../ciRows';
import { connect } from './connection';
import { idOf } from './experiments';
import { parseGlobalId } from './globalId';
import { type Args, flag, text, texts } from './resolver';
import { rowsIn, type Session, userById } from './session';

/** Newest first. @param all oldest first */
export function jobConnection(session: Session, all: readonly Job[], args: Args): unknown {
  const statuses = texts(args, 'statuses');
  const [name, pipelineIid] = [text(args, 'name'), text(args, 'pipelineIid')];
  const [retried, withArtifacts] = [flag(args, 'retried'), flag(args, 'withArtifacts')];
  const found = all.filter((job) => {
    if (statuses && !statuses.includes(job.status.toUpperCase())) return false;
    if (name !== undefined && !job.name.includes(name)) return false;
    if (retried !== undefined && retried !== (job.retriedBy !== undefined)) return false;
    if (withArtifacts === true && job.artifacts === undefined) return false;
    if (pipelineIid === undefined) return true;
    return String(rowsIn(session).pipelines.one(job.pipelineId)?.iid) === pipelineIid;
  });
  return connect(found.toReversed(), args, idOf);
}

/** Newest first. @param all oldest first */
export function pipelineConnection(
  session: Session,
  all: readonly Pipeline[],
  args: Args,
): unknown {
  const ids = texts(args, 'ids')?.map((id) =>
    /^\d+$/.test(id) ? Number(id) : parseGlobalId('Ci::Pipeline', id),
  );
  const [ref, sha, source] = [text(args, 'ref'), text(args, 'sha'), text(args, 'source')];
  const [status, username] = [text(args, 'status'), text(args, 'username')];
  const [after, before] = [moment(args, 'updatedAfter'), moment(args, 'updatedBefore')];
  const found = all.filter(
    (row) =>
      (ids?.includes(row.id) ?? true) &&
      (ref === undefined || row.ref === ref) &&
      (sha === undefined || row.sha === sha) &&
      (source === undefined || row.source === source) &&
      (status === undefined || pipelineStatus(session, row).toUpperCase() === status) &&
      (username === undefined || userById(session, row.userId)?.username === username) &&
      (after === undefined || row.updatedAt > after) &&
      (before === undefined || row.updatedAt < before),
  );
  return connect(found.toReversed(), args, idOf);
}

export function pipelineStatus(session: Session, pipeline: Pipeline): JobStatus {
  const jobs = latestJobs(session, pipeline.id);
  return pipeline.ownStatus ?? compositeStatus(jobs) ?? 'created';
}

/** Without those that were retried, oldest first. */
export function latestJobs(session: Session, pipelineId: number): readonly Job[] {
  return rowsIn(session)
    .jobsOfPipeline.all(pipelineId)
    .filter((job) => job.retriedBy === undefined);
}

function moment(args: Args, name: string): number | undefined {
  const value = args[name];
  return typeof value === 'string' ? Date.parse(value) : undefined;
}
