import { roles } from '../../access/roles';
import { type Exchange, type Reply, type Route } from '../../exchange';
import { repositoryOf } from '../../git/repositories';
import { Params } from '../../http/params';
import { notFound } from '../../http/refusals';
import { type Project } from '../../world';
import { stringify } from 'yaml';
import { type Ci } from '../ci';
import { type ReadFile, loadConfig } from '../config/include';
import { resolveExtends, resolveReferences } from '../config/merge';
import { ConfigProblem } from '../config/problem';
import { readConfig } from '../config/read';
import { type CiConfig } from '../config/types';
import { fileAt } from '../pipeline/create';
import { projectForCi, readApi, writeApi } from './access';

const path = '/api/v4/projects/:id/ci/lint';

/** Checks a configuration: the project's own, or one that is sent. */
export function lintRoutes(ci: Ci): Route[] {
  return [
    {
      method: 'GET',
      path,
      scopes: readApi,
      async handle(exchange) {
        const project = projectForCi(ci, exchange, roles.reporter);
        const sha = await headOf(ci, project, exchange.query.get('content_ref'));
        if (sha === undefined) throw notFound('Commit');
        const content = await fileAt(ci.context, project, sha, '.gitlab-ci.yml');
        if (content === undefined) {
          return { status: 200, json: failure('Please provide content of .gitlab-ci.yml') };
        }
        return lint(ci, exchange, project, sha, content);
      },
    },
    {
      method: 'POST',
      path,
      scopes: writeApi,
      async handle(exchange) {
        const project = projectForCi(ci, exchange, roles.developer);
        const params = new Params(await exchange.fields());
        const content = params.required('content');
        const sha = await headOf(ci, project, params.text('ref') ?? null);
        return lint(ci, exchange, project, sha, content);
      },
    },
  ];
}

function headOf(ci: Ci, project: Project, ref: string | null): Promise<string | undefined> {
  return repositoryOf(ci.context, project).resolve(ref ?? project.defaultBranch ?? '');
}

async function lint(
  ci: Ci,
  exchange: Exchange,
  project: Project,
  sha: string | undefined,
  content: string,
): Promise<Reply> {
  const readFile: ReadFile = async (name) =>
    sha === undefined ? undefined : fileAt(ci.context, project, sha, name);
  try {
    const merged = resolveReferences(resolveExtends(await loadConfig(content, readFile)));
    const config = await readConfig(content, readFile);
    const withJobs = new Params(await exchange.fields()).flag('include_jobs') === true;
    return {
      status: 200,
      json: {
        valid: true,
        errors: [],
        warnings: [],
        merged_yaml: stringify(merged),
        includes: [],
        ...(withJobs && { jobs: config.jobs.map((job) => presentLintJob(job)) }),
      },
    };
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    return { status: 200, json: failure(error.message) };
  }
}

function failure(message: string): Record<string, unknown> {
  return { valid: false, errors: [message], warnings: [], merged_yaml: null, includes: [] };
}

function presentLintJob(job: CiConfig['jobs'][number]): Record<string, unknown> {
  return {
    name: job.name,
    stage: job.stage,
    before_script: job.options.beforeScript,
    script: job.options.script,
    after_script: job.options.afterScript,
    tag_list: job.tags,
    only: job.only ?? (job.rules ? null : { refs: ['branches', 'tags'] }),
    except: job.except ?? null,
    environment: job.environment ?? null,
    when: job.when,
    allow_failure: job.allowFailure ?? job.when === 'manual',
    needs: job.needs?.map((need) => ({ name: need.job, artifacts: need.artifacts })) ?? null,
  };
}
