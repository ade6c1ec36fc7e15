import * as z from 'zod';
import { type RunnerEntry } from './configFile';
import { type Answer, Http, version } from './http';
import { type JobPayload, jobSchema } from './job/payload';

export type Requested =
  | { readonly kind: 'job'; readonly job: JobPayload }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'forbidden' };

const verified = z.looseObject({ id: z.number().default(0) });

/** gitlab-runner's side of the API. Rejects when GitLab cannot be reached. */
export class RunnerApi {
  readonly #http: Http;
  readonly #token: string;
  readonly #systemId: string;
  #lastUpdate = '';

  constructor(entry: Pick<RunnerEntry, 'url' | 'token' | 'tls-ca-file'>, systemId: string) {
    this.#http = new Http(entry.url, entry['tls-ca-file']);
    this.#token = entry.token;
    this.#systemId = systemId;
  }

  /** The runner's id, or undefined when GitLab does not know the token. */
  async verify(signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.#json('POST', '/runners/verify', this.#self(), signal);
    if (answer.status === 403) return undefined;
    if (answer.status !== 200) throw unexpected(answer);
    return verified.parse(JSON.parse(answer.body.toString('utf8'))).id;
  }

  async unregister(signal: AbortSignal): Promise<boolean> {
    const { status } = await this.#json('DELETE', '/runners', this.#self(), signal);
    return status === 204;
  }

  /** Waits as long as GitLab keeps the request; at most a minute. */
  async requestJob(signal: AbortSignal): Promise<Requested> {
    const body = {
      ...this.#self(),
      last_update: this.#lastUpdate,
      info: {
        name: 'gitlab-runner',
        version,
        revision: 'sandbox',
        platform: process.platform,
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
        executor: 'shell',
        shell: 'bash',
        features: {
          variables: true,
          artifacts: true,
          shared: true,
          upload_multiple_artifacts: true,
          upload_raw_artifacts: true,
          refspecs: true,
          masking: true,
          raw_variables: true,
          artifacts_exclude: true,
          multi_build_steps: true,
          return_exit_code: true,
          cancelable: true,
          cancel_gracefully: true,
        },
      },
    };
    const answer = await this.#json('POST', '/jobs/request', body, signal);
    const update = answer.headers['x-gitlab-last-update'];
    if (update !== undefined) this.#lastUpdate = update;
    if (answer.status === 204) return { kind: 'nothing' };
    if (answer.status === 403) return { kind: 'forbidden' };
    if (answer.status !== 201) throw unexpected(answer);
    return { kind: 'job', job: jobSchema.parse(JSON.parse(answer.body.toString('utf8'))) };
  }

  patchTrace(
    job: JobPayload,
    offset: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<Answer> {
    return this.#http.call(
      {
        method: 'PATCH',
        path: `/jobs/${job.id}/trace`,
        headers: {
          'Content-Type': 'text/plain',
          'Content-Range': `${offset}-${offset + bytes.byteLength - 1}`,
          'Job-Token': job.token,
        },
        body: bytes,
      },
      signal,
    );
  }

  updateJob(
    job: JobPayload,
    state: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    return this.#json('PUT', `/jobs/${job.id}`, { token: job.token, ...state }, signal);
  }

  async uploadArtifact(
    job: JobPayload,
    file: { readonly name: string; readonly bytes: Uint8Array },
    options: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    return this.#http.call(
      {
        method: 'POST',
        path: `/jobs/${job.id}/artifacts?${new URLSearchParams(options).toString()}`,
        headers: {
          'Content-Type': encoded.headers.get('content-type') ?? 'multipart/form-data',
          'Job-Token': job.token,
        },
        body,
        timeoutMs: 600_000,
      },
      signal,
    );
  }

  downloadArtifact(id: number, token: string, signal: AbortSignal): Promise<Answer> {
    return this.#http.call(
      {
        method: 'GET',
        path: `/jobs/${id}/artifacts`,
        headers: { 'Job-Token': token },
        timeoutMs: 600_000,
      },
      signal,
    );
  }

  #self(): Record<string, string> {
    return { token: this.#token, system_id: this.#systemId };
  }

  #json(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Answer> {
    return this.#http.call(
      {
        method,
        path,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        timeoutMs: 90_000,
      },
      signal,
    );
  }
}

function unexpected(answer: Answer): Error {
  return new Error(`GitLab answered ${answer.status}`);
}
