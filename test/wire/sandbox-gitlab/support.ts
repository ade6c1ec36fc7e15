import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import {
  type GitLabOptions,
  type SandboxGitLab,
  startGitLab,
} from '../../../src/sandbox/gitlab/server';
import { type TempFolder, tempFolder } from '../../support/tempFolder';

export interface TestGitLab extends SandboxGitLab {
  readonly ca: string;
  readonly caFile: string;
  readonly folder: string;
  /** One request with anna's token, or with another, or with none (null). */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

let certificates:
  Promise<{ folder: TempFolder; tls: Awaited<ReturnType<typeof ensureCertificates>> }> | undefined;

/** One CA for all tests of a file: making keys is slow. Gone with `afterAll(removeCertificates)`. */
export async function testCertificates(): Promise<Awaited<ReturnType<typeof ensureCertificates>>> {
  certificates ??= tempFolder().then(async (folder) => ({
    folder,
    tls: await ensureCertificates(folder.path),
  }));
  return (await certificates).tls;
}

export async function removeCertificates(): Promise<void> {
  const made = certificates;
  certificates = undefined;
  await (await made)?.folder[Symbol.asyncDispose]();
}

export async function testGitLab(options: Partial<GitLabOptions> = {}): Promise<TestGitLab> {
  const own = options.folder === undefined ? await tempFolder() : undefined;
  const tls = options.tls ?? (await testCertificates());
  const folder = options.folder ?? join(own?.path ?? '', 'state');
  const gitlab = await startGitLab({ ...options, folder, tls });
  return {
    ...gitlab,
    ca: tls.ca,
    caFile: tls.caFile,
    folder,
    ask: (method, path, more = {}) =>
      ask(gitlab.url, tls.ca, method, path, {
        ...more,
        token: more.token === undefined ? (gitlab.tokens['anna']?.reveal() ?? null) : more.token,
      }),
    async [Symbol.asyncDispose]() {
      await gitlab[Symbol.asyncDispose]();
      await own?.[Symbol.asyncDispose]();
    },
  };
}

export function ask(
  base: string,
  ca: string,
  method: string,
  path: string,
  options: AskOptions = {},
): Promise<Answer> {
  const headers: Record<string, string> = { ...options.headers };
  if (options.token) headers['PRIVATE-TOKEN'] ??= options.token;
  let body = options.body;
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.json);
  } else if (options.form) {
    headers['Content-Type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(options.form).toString();
  }
  if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body));
  const agent = new Agent({ keepAlive: false });
  return new Promise((resolve, reject) => {
    const sent = request(
      base + path,
      { method, ca, agent, headers, ...(options.signal ? { signal: options.signal } : {}) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: flat(response.headers),
            text,
            json: parsed(text),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function flat(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('\n') : value,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Matchers without the `any` of their types. */
export const anyText: unknown = expect.any(String);
export function containing(text: string): unknown {
  return expect.stringContaining(text);
}
