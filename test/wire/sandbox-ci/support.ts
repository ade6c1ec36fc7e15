import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { type SandboxGitLab, startGitLab } from '../../../src/sandbox/gitlab/server';
import { Http } from '../../../src/sandbox/runner/http';
import { never } from '../../../src/base/wait';
import { type TempFolder, tempFolder } from '../../support/tempFolder';

export const project = '/projects/mlops%2Fcredit-scoring';

export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface CiWorld extends AsyncDisposable {
  readonly gitlab: SandboxGitLab;
  readonly folder: TempFolder;
  readonly caFile: string;
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Commits files on a branch of a clone and pushes it with the real git. */
  push(branch: string, files: Readonly<Record<string, string>>, message?: string): Promise<void>;
  /** The newest pipeline, when it has the wanted source. */
  pipeline(source: string, ref?: string): Promise<PipelineJson>;
  jobs(pipeline: number, retried?: boolean): Promise<JobJson[]>;
  job(id: number): Promise<JobJson>;
  trace(id: number): Promise<string>;
  /** A token of a new person with a role in the project. */
  person(name: string, level: number, scopes?: string[]): Promise<string>;
  runnerToken(options?: object): Promise<string>;
}

const pipelineSchema = z.looseObject({
  id: z.number(),
  status: z.string(),
  source: z.string(),
  ref: z.string(),
  sha: z.string(),
});
type PipelineJson = z.infer<typeof pipelineSchema>;
const jobSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  stage: z.string(),
  status: z.string(),
  allow_failure: z.boolean(),
  failure_reason: z.string().optional(),
});
export type JobJson = z.infer<typeof jobSchema>;

/** A GitLab with the project `mlops/credit-scoring` that has the given files. */
export async function ciWorld(files: Readonly<Record<string, string>>): Promise<CiWorld> {
  const folder = await tempFolder();
  const tls = await ensureCertificates(join(folder.path, 'tls'));
  const seed = join(folder.path, 'seed');
  await writeFiles(seed, files);
  const gitlab = await startGitLab({
    folder: join(folder.path, 'gitlab'),
    tls,
    seedProjectFolder: seed,
  });
  const http = new Http(gitlab.url, tls.caFile);
  const anna = gitlab.tokens['anna']?.reveal() ?? '';
  const clone = join(folder.path, 'clone');
  let cloned = false;
  const git = (...args: string[]): Promise<string> => runGit(args, clone, tls.caFile, anna);

  const ask: CiWorld['ask'] = async (method, path, options = {}) => {
    const token = options.token === undefined ? anna : options.token;
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const answer = await http.call(
      {
        method,
        path,
        headers: {
          ...(token === null ? {} : { 'PRIVATE-TOKEN': token }),
          ...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body }),
      },
      never,
    );
    const text = answer.body.toString('utf8');
    return { ...answer, bytes: answer.body, text, json: parsed(text) };
  };
  const world: CiWorld = {
    gitlab,
    folder,
    caFile: tls.caFile,
    ask,
    async push(branch, changed, message = `Change ${branch}`) {
      if (!cloned) {
        await mkdir(clone);
        await git('clone', '--quiet', `${gitlab.url}/mlops/credit-scoring.git`, '.');
        cloned = true;
      }
      await git('checkout', '--quiet', '-B', branch);
      await writeFiles(clone, changed);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', message);
      await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    },
    async pipeline(source, ref) {
      return expect
        .poll(async () => newest(source, ref), { timeout: 10_000 })
        .toBeDefined()
        .then(async () => pipelineSchema.parse(await newest(source, ref)));
    },
    async jobs(pipeline, retried = false) {
      const path = `${project}/pipelines/${pipeline}/jobs?per_page=100&include_retried=${retried}`;
      return z.array(jobSchema).parse((await ask('GET', path)).json);
    },
    async job(id) {
      return jobSchema.parse((await ask('GET', `${project}/jobs/${id}`)).json);
    },
    async trace(id) {
      return (await ask('GET', `${project}/jobs/${id}/trace`)).text;
    },
    async person(name, level, scopes = ['api']) {
      const user = await addUser(gitlab.context, name, name, undefined);
      const row = gitlab.world.tables.projects[0];
      if (row && level > 0) {
        const source = { kind: 'project' as const, id: row.id };
        gitlab.world.tables.members.push({ userId: user.id, source, accessLevel: level });
      }
      const token = mint('glpat-');
      issueToken(gitlab.context, token, { kind: 'personal', userId: user.id, name, scopes });
      return token;
    },
    async runnerToken(options = {}) {
      const id = gitlab.world.tables.projects[0]?.id;
      const answer = await ask('POST', '/user/runners', {
        json: { runner_type: 'project_type', project_id: id, description: 'test', ...options },
      });
      expect(answer.status).toBe(201);
      return z.object({ token: z.string() }).parse(answer.json).token;
    },
    async [Symbol.asyncDispose]() {
      await gitlab[Symbol.asyncDispose]();
      expect(gitlab.context.crashes).toEqual([]);
      await folder[Symbol.asyncDispose]();
    },
  };
  const newest = async (source: string, ref?: string): Promise<unknown> => {
    const query = new URLSearchParams({ source, ...(ref === undefined ? {} : { ref }) });
    const { json } = await ask('GET', `${project}/pipelines?${query.toString()}`);
    return z.array(z.unknown()).parse(json)[0];
  };
  return world;
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

function runGit(args: readonly string[], cwd: string, ca: string, token: string): Promise<string> {
  const basic = Buffer.from(`oauth2:${token}`).toString('base64');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_SSL_CAINFO: ca,
    GIT_AUTHOR_NAME: 'Anna',
    GIT_AUTHOR_EMAIL: 'anna@example.com',
    GIT_COMMITTER_NAME: 'Anna',
    GIT_COMMITTER_EMAIL: 'anna@example.com',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return new Promise((resolve, reject) => {
    execFile('git', [...args], { cwd, env }, (error, out, err) => {
      if (error) reject(new Error(`git ${args[0] ?? ''}: ${err}`));
      else resolve(out);
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
