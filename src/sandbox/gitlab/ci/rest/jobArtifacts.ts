import { roles } from '../../access/roles';
import { type Exchange, type Reply, type Route } from '../../exchange';
import { badParameter, notFound } from '../../http/refusals';
import { type Project } from '../../world';
import { type Job } from '../../ciRows';
import { archiveOf, fileInArchive } from '../artifacts';
import { type Ci, pipelineStatus } from '../ci';
import { jobOf, mayActOn, projectForCi, readApi, writeApi } from './access';

const byJob = '/api/v4/projects/:id/jobs/:job/artifacts';
const byRef = '/api/v4/projects/:id/jobs/artifacts/:ref';

export function jobArtifactRoutes(ci: Ci): Route[] {
  const read = { method: 'GET', scopes: readApi, anonymous: true, jobToken: true } as const;
  return [
    {
      ...read,
      path: byJob,
      handle: async (exchange) => zip(ci, jobOf(ci, exchange, projectForCi(ci, exchange))),
    },
    {
      ...read,
      path: `${byJob}/*path`,
      handle: async (exchange) =>
        file(ci, exchange, jobOf(ci, exchange, projectForCi(ci, exchange))),
    },
    {
      ...read,
      path: `${byRef}/download`,
      handle: async (exchange) => zip(ci, newestOf(ci, exchange, projectForCi(ci, exchange))),
    },
    {
      ...read,
      path: `${byRef}/raw/*path`,
      handle: async (exchange) =>
        file(ci, exchange, newestOf(ci, exchange, projectForCi(ci, exchange))),
    },
    {
      method: 'POST',
      path: `${byJob}/keep`,
      scopes: writeApi,
      async handle(exchange) {
        const job = modify(ci, exchange);
        if (job.artifacts === undefined) throw notFound();
        delete job.artifacts.expireAt;
        ci.context.world.changed();
        return { status: 200, json: { id: job.id } };
      },
    },
    {
      method: 'DELETE',
      path: byJob,
      scopes: writeApi,
      async handle(exchange) {
        const job = modify(ci, exchange);
        await ci.files.erase(job.id, ['archive']);
        delete job.artifacts;
        ci.context.world.changed();
        return { status: 204 };
      },
    },
  ];
}

function modify(ci: Ci, exchange: Exchange): Job {
  const project = projectForCi(ci, exchange, roles.developer);
  const job = jobOf(ci, exchange, project);
  mayActOn(ci, exchange, job, project);
  return job;
}

/** The job of a name in the newest successful pipeline of a ref. */
function newestOf(ci: Ci, exchange: Exchange, project: Project): Job {
  const name = exchange.query.get('job');
  if (name === null) throw badParameter('job is missing');
  const { pipelines, jobs } = ci.context.world.tables;
  const candidates = pipelines
    .filter((row) => row.projectId === project.id && row.ref === exchange.params['ref'])
    .filter((row) => pipelineStatus(ci.context, row) === 'success')
    .sort((a, b) => b.id - a.id);
  for (const pipeline of candidates) {
    const job = jobs.findLast((row) => row.pipelineId === pipeline.id && row.name === name);
    if (job?.artifacts) return job;
  }
  throw notFound();
}

async function zip(ci: Ci, job: Job): Promise<Reply> {
  const bytes = await archiveOf(ci, job);
  if (bytes === undefined) throw notFound();
  const name = (job.artifacts?.fileName ?? 'artifacts.zip').replace(/["\\\r\n]/g, '_');
  return {
    status: 200,
    bytes,
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
  };
}

async function file(ci: Ci, exchange: Exchange, job: Job): Promise<Reply> {
  const archive = await archiveOf(ci, job);
  const bytes = archive && fileInArchive(archive, exchange.params['path'] ?? '');
  if (bytes === undefined) throw notFound();
  return { status: 200, bytes, headers: { 'Content-Type': 'application/octet-stream' } };
}
