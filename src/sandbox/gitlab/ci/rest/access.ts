import { callerLevel, projectOf, roles } from '../../access/roles';
import { type Exchange } from '../../exchange';
import { isProtected } from '../../git/repositories';
import { forbidden, notFound } from '../../http/refusals';
import { type Project } from '../../world';
import { type Job, type Pipeline } from '../../ciRows';
import { type Ci, pipelineById } from '../ci';

export const readApi = ['api', 'read_api'] as const;
export const writeApi = ['api'] as const;

/** The project for reading CI; on private projects that needs a Reporter, and Guests get 403. */
export function projectForCi(ci: Ci, exchange: Exchange, level = 0): Project {
  const project = projectOf(ci.context, exchange, level);
  const own = callerLevel(ci.context, exchange.caller, project);
  if (project.visibility === 'private' && own < roles.reporter) throw forbidden();
  return project;
}

export function pipelineOf(ci: Ci, exchange: Exchange, project: Project): Pipeline {
  const pipeline = ci.context.world.tables.pipelines.find(
    (row) => row.projectId === project.id && String(row.id) === exchange.params['pipeline'],
  );
  if (pipeline === undefined) throw notFound();
  return pipeline;
}

export function jobOf(ci: Ci, exchange: Exchange, project: Project): Job {
  const job = ci.context.world.tables.jobs.find(
    (row) => row.projectId === project.id && String(row.id) === exchange.params['job'],
  );
  if (job === undefined) throw notFound();
  return job;
}

/** Whoever acts on a job of a protected branch must be allowed to push there. */
export function mayActOn(ci: Ci, exchange: Exchange, job: Job, project: Project): void {
  const pipeline = pipelineById(ci.context, job.pipelineId);
  const level = callerLevel(ci.context, exchange.caller, project);
  const guarded = pipeline.mergeRequestIid === undefined && isProtected(project, pipeline.ref);
  if (level < (guarded ? roles.maintainer : roles.developer)) throw forbidden();
}
