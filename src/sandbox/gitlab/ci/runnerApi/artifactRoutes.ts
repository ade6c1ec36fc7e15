import { type Exchange, type Reply, type Route } from '../../exchange';
import { badParameter, forbidden, notFound, refuse } from '../../http/refusals';
import { digestOf } from '../../access/tokens';
import { parseDuration } from '../config/duration';
import { archiveOf } from '../artifacts';
import { type Ci } from '../ci';
import { type Job } from '../../ciRows';
import { authenticateJob } from './auth';

/** GitLab's default limit is 100 MB; self-managed servers are often given more. */
const archiveLimit = 1024 * 1024 * 1024;
/** Artifacts without `expire_in` live thirty days by default. */
const defaultExpiryS = 30 * 86_400;

/** Upload and download of artifacts with a job's token. */
export function runnerArtifactRoutes(ci: Ci): Route[] {
  const path = '/api/v4/jobs/:id/artifacts';
  return [
    { method: 'POST', path, handle: (exchange) => upload(ci, exchange) },
    { method: 'GET', path, handle: (exchange) => download(ci, exchange) },
    {
      method: 'POST',
      path: `${path}/authorize`,
      async handle(exchange) {
        authenticateJob(ci, exchange, exchange.query.get('token') ?? undefined);
        return { status: 200, json: {} };
      },
    },
  ];
}

async function upload(ci: Ci, exchange: Exchange): Promise<Reply> {
  const job = authenticateJob(ci, exchange, exchange.query.get('token') ?? undefined);
  const form = await readForm(exchange);
  const file = form.get('file');
  if (!(file instanceof File)) throw badParameter('file is missing');
  const option = (name: string): string | undefined => {
    const value = exchange.query.get(name) ?? form.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const type = option('artifact_type') ?? 'archive';
  const format = option('artifact_format') ?? 'zip';
  if (!/^[a-z_]+$/.test(type)) throw badParameter('artifact_type does not have a valid value');
  const bytes = Buffer.from(await file.arrayBuffer());
  const digest = await ci.files.saveArtifact(job.id, type, bytes);
  if (type === 'archive') {
    if (job.artifacts !== undefined && job.artifacts.digest !== digest) {
      throw refuse(400, { message: 'another artifact of the same type already exists' });
    }
    const expireAt = expiry(option('expire_in'), ci.context.now());
    job.artifacts = {
      fileName: file.name,
      size: bytes.byteLength,
      digest,
      ...(expireAt !== undefined && { expireAt }),
    };
  } else {
    const report = { fileType: type, fileName: file.name, size: bytes.byteLength, format };
    job.reports = [...(job.reports ?? []).filter((row) => row.fileType !== type), report];
  }
  ci.context.world.changed();
  return { status: 201, json: '201' };
}

async function readForm(exchange: Exchange): Promise<FormData> {
  const body = await exchange.body(archiveLimit);
  const type = exchange.request.headers['content-type'] ?? '';
  try {
    return await new Response(new Uint8Array(body), {
      headers: { 'Content-Type': type },
    }).formData();
  } catch {
    throw badParameter('file is missing');
  }
}

function expiry(expireIn: string | undefined, now: number): number | undefined {
  if (expireIn === 'never') return undefined;
  const seconds = expireIn === undefined ? defaultExpiryS : parseDuration(expireIn);
  return seconds === undefined ? undefined : now + seconds * 1_000;
}

/** With the job's own token, or with that of a running job of the same project. */
async function download(ci: Ci, exchange: Exchange): Promise<Reply> {
  const { tables } = ci.context.world;
  const header = exchange.request.headers['job-token'];
  const token = typeof header === 'string' ? header : exchange.query.get('token');
  const job = tables.jobs.find((row) => String(row.id) === exchange.params['id']);
  if (job === undefined || token === null) throw forbidden();
  const digest = digestOf(token);
  const running = (row: Job): boolean => row.status === 'running' || row.status === 'canceling';
  const bearer = tables.jobs.find((row) => row.tokenDigest === digest);
  const allowed =
    bearer === job ||
    (bearer !== undefined && running(bearer) && bearer.projectId === job.projectId);
  if (!allowed) throw forbidden();
  const archive = await archiveOf(ci, job);
  if (archive === undefined) throw notFound();
  return {
    status: 200,
    bytes: archive,
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="artifacts.zip"',
    },
  };
}
