import * as z from 'zod';
import { type JobId, type PipelineId, type ProjectId } from '../../model/ids';
import { ciStatus, type Job, type Pipeline } from '../../model/pipeline';
import { maybe, time } from '../parse';
import { personSchema } from './projectSchemas';

const pipelineId = z.int().transform((id) => id as PipelineId);
const status = z.string().transform(ciStatus);

export const pipelineSchema = z
  .object({
    id: pipelineId,
    iid: z.int(),
    status,
    source: maybe(z.string()),
    ref: maybe(z.string()),
    sha: z.string(),
    created_at: time,
    updated_at: maybe(time),
    web_url: z.string(),
  })
  .transform((raw): Pipeline => ({
    id: raw.id,
    iid: raw.iid,
    status: raw.status,
    source: raw.source ?? '',
    ref: raw.ref ?? '',
    sha: raw.sha,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at ?? raw.created_at,
    webUrl: raw.web_url,
  }));

export const jobSchema = z
  .object({
    id: z.int().transform((id) => id as JobId),
    name: z.string(),
    stage: z.string(),
    status,
    ref: z.string(),
    allow_failure: z.boolean(),
    created_at: time,
    started_at: maybe(time),
    finished_at: maybe(time),
    erased_at: maybe(time),
    duration: maybe(z.number()),
    queued_duration: maybe(z.number()),
    failure_reason: maybe(z.string()),
    web_url: z.string(),
    user: maybe(personSchema),
    commit: maybe(z.object({ id: z.string() })),
    pipeline: z.object({ id: pipelineId, project_id: maybe(z.int()), sha: maybe(z.string()) }),
    runner: maybe(z.object({ description: maybe(z.string()) })),
    artifacts_file: maybe(z.object({ filename: z.string(), size: z.number() })),
    tag_list: maybe(z.array(z.string())),
  })
  .transform((raw): Job => ({
    id: raw.id,
    projectId: raw.pipeline.project_id as ProjectId | undefined,
    pipelineId: raw.pipeline.id,
    name: raw.name,
    stage: raw.stage,
    status: raw.status,
    ref: raw.ref,
    sha: raw.commit?.id ?? raw.pipeline.sha,
    allowFailure: raw.allow_failure,
    createdAt: raw.created_at,
    startedAt: raw.started_at,
    finishedAt: raw.finished_at,
    erasedAt: raw.erased_at,
    durationS: raw.duration,
    queuedS: raw.queued_duration,
    failureReason: raw.failure_reason,
    user: raw.user,
    runner: raw.runner?.description,
    artifacts: raw.artifacts_file && {
      fileName: raw.artifacts_file.filename,
      size: raw.artifacts_file.size,
    },
    tags: raw.tag_list ?? [],
    webUrl: raw.web_url,
  }));
