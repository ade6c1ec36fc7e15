import { readFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly timeoutMs?: number;
}

/** HTTP to one GitLab, with an additional certificate authority when one is configured. */
export class Http {
  readonly #base: string;
  #ca: Promise<string[] | undefined>;

  constructor(url: string, caFile: string | undefined) {
    this.#base = `${url.replace(/\/+$/, '')}/api/v4`;
    this.#ca = authorities(caFile);
    this.#ca.catch(() => undefined);
  }

  /** Rejects when there is no answer; every status is an answer. */
  async call(call: Call, signal: AbortSignal): Promise<Answer> {
    const url = new URL(`${this.#base}${call.path}`);
    const ca = await this.#ca;
    const body = call.body === undefined ? undefined : Buffer.from(call.body);
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'http:' ? plainRequest : tlsRequest)(
        url,
        {
          method: call.method,
          headers: {
            Accept: 'application/json',
            'User-Agent': userAgent,
            ...(body && { 'Content-Length': String(body.byteLength) }),
            ...call.headers,
          },
          signal,
          timeout: call.timeoutMs ?? 60_000,
          ...(ca && { ca }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: flat(response.headers),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      request.once('timeout', () => request.destroy(new Error('no answer in time')));
      request.once('error', reject);
      request.end(body);
    });
  }
}

export const version = '18.4.0';
const userAgent = `gitlab-runner ${version} (18-4-stable; node; ${process.platform}/${process.arch})`;

async function authorities(file: string | undefined): Promise<string[] | undefined> {
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  const files = [file, extra].filter((path) => path !== undefined && path !== '');
  if (files.length === 0) return undefined;
  const texts = await Promise.all(
    files.map(async (path) =>
      readFile(path ?? '', 'utf8').catch((error: unknown) => {
        if (path === file) throw error;
        return '';
      }),
    ),
  );
  return [...rootCertificates, ...texts.filter((text) => text !== '')];
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
