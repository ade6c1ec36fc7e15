import { Jobs, Pipelines } from '@gitbeaker/rest';
import * as z from 'zod';
import { type JobId, type ProjectId } from '../model/ids';
import { type Job, latestJobs } from '../model/pipeline';
import { type PipelinesPort } from '../model/ports/gitlab';
import { downloadTo } from './download';
import { followLog, type FollowPace, type LogSource } from './followLog';
import { type Http } from './http/http';
import { parseValue } from './parse';
import { jobSchema, pipelineSchema } from './rest/ciSchemas';
import { type Rest } from './rest/rest';

/** A job's log may have 100 MB before GitLab cuts it. */
const maxTraceBytes = 160 * 1024 * 1024;

export function createPipelinesClient(rest: Rest, http: Http, pace: FollowPace): PipelinesPort {
  const asJob = (answer: unknown, purpose: string): Job => parseValue(jobSchema, answer, purpose);

  const source: LogSource = {
    async job(project, id, signal) {
      const purpose = `read the job ${id}`;
      return asJob(await rest.with(Jobs, purpose, signal).show(project, id), purpose);
    },
    async trace(project: ProjectId, id: JobId, signal: AbortSignal): Promise<Buffer> {
      const answer = await http.request(
        {
          method: 'GET',
          path: `api/v4/projects/${project}/jobs/${id}/trace`,
          headers: { accept: 'text/plain' },
          purpose: `read the log of the job ${id}`,
          maxBytes: maxTraceBytes,
        },
        signal,
      );
      return answer.body;
    },
  };

  return {
    async list(project, filter, signal) {
      const purpose = 'list the pipelines';
      const { limit = 20, ...where } = filter;
      const answer = await rest
        .with(Pipelines, purpose, signal)
        .all(project, { ...where, perPage: Math.min(limit, 100), maxPages: 1 });
      return parseValue(z.array(pipelineSchema), answer, purpose);
    },
    async get(project, id, signal) {
      const purpose = `read the pipeline ${id}`;
      const answer = await rest.with(Pipelines, purpose, signal).show(project, id);
      return parseValue(pipelineSchema, answer, purpose);
    },
    async create(project, ref, variables, signal) {
      const purpose = `start a pipeline for "${ref}"`;
      const answer = await rest
        .with(Pipelines, purpose, signal)
        .create(
          project,
          ref,
          variables.length === 0
            ? {}
            : { variables: variables.map((one) => ({ ...one, variable_type: 'env_var' })) },
        );
      return parseValue(pipelineSchema, answer, purpose);
    },
    async cancel(project, id, signal) {
      await rest.with(Pipelines, `cancel the pipeline ${id}`, signal).cancel(project, id);
    },
    async jobs(project, id, signal) {
      const purpose = `list the jobs of the pipeline ${id}`;
      const answer = await rest
        .with(Jobs, purpose, signal)
        .all(project, { pipelineId: id, includeRetried: true, perPage: 100 });
      return latestJobs(parseValue(z.array(jobSchema), answer, purpose));
    },
    job: (project, id, signal) => source.job(project, id, signal),
    async play(project, id, variables, signal) {
      const purpose = `start the job ${id}`;
      const options = { jobVariablesAttributes: variables.map((one) => ({ ...one })) };
      const answer = await rest
        .with(Jobs, purpose, signal)
        .play(project, id, variables.length === 0 ? undefined : options);
      return asJob(answer, purpose);
    },
    async cancelJob(project, id, signal) {
      const purpose = `cancel the job ${id}`;
      return asJob(await rest.with(Jobs, purpose, signal).cancel(project, id), purpose);
    },
    async retryJob(project, id, signal) {
      const purpose = `retry the job ${id}`;
      return asJob(await rest.with(Jobs, purpose, signal).retry(project, id), purpose);
    },
    async log(project, id, signal) {
      return (await source.trace(project, id, signal)).toString('utf8');
    },
    followLog: (project, id, follower, signal) =>
      followLog(source, project, id, follower, pace, signal),
    downloadArtifacts: (project, id, file, onProgress, signal) =>
      downloadTo(
        http,
        {
          method: 'GET',
          path: `api/v4/projects/${project}/jobs/${id}/artifacts`,
          purpose: `download the artifacts of the job ${id}`,
        },
        file,
        {},
        onProgress,
        signal,
      ),
  };
}
