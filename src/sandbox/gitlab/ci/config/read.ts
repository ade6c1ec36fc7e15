import { isRecord } from '../../../../base/record';
import { loadConfig, type ReadFile } from './include';
import { resolveExtends, resolveReferences } from './merge';
import { texts, variables } from './parts';
import { ConfigProblem, problemAt } from './problem';
import { readJob } from './readJob';
import { readRules } from './readRules';
import { type CiConfig, type CiJob } from './types';

const topLevel = new Set(
  'default stages variables workflow include image services before_script after_script cache spec pages:deploy'.split(
    ' ',
  ),
);
const inheritable = ['image', 'services', 'before_script', 'after_script', 'cache'];

/** Reads a `.gitlab-ci.yml` whole. @throws ConfigProblem with GitLab's words */
export async function readConfig(source: string, readFile: ReadFile): Promise<CiConfig> {
  const merged = resolveReferences(resolveExtends(await loadConfig(source, readFile)));
  const declared =
    merged['stages'] === undefined
      ? ['build', 'test', 'deploy']
      : texts(merged['stages'], 'stages');
  const stages = ['.pre', ...declared.filter((name) => !/^\.(?:pre|post)$/.test(name)), '.post'];
  const defaults = {
    ...Object.fromEntries(
      inheritable.filter((key) => key in merged).map((key) => [key, merged[key]]),
    ),
    ...(isRecord(merged['default']) ? merged['default'] : {}),
  };
  const jobs = Object.entries(merged)
    .filter(([name]) => !topLevel.has(name) && !name.startsWith('.'))
    .map(([name, value]) => {
      if (!isRecord(value)) throw problemAt(`jobs:${name}`, 'config should be a hash');
      return readJob(name, value, defaults);
    });
  if (jobs.length === 0) {
    throw new ConfigProblem('jobs config should contain at least one visible job');
  }
  checkLinks(jobs, stages);
  return {
    stages,
    variables: variables(merged['variables'], 'variables', true),
    workflow: readWorkflow(merged['workflow']),
    jobs,
  };
}

function readWorkflow(value: unknown): CiConfig['workflow'] {
  if (value === undefined) return {};
  if (!isRecord(value)) throw problemAt('workflow config', 'should be a hash');
  const { name, rules } = value;
  return {
    ...(typeof name === 'string' && { name }),
    ...(rules !== undefined && { rules: readRules(rules, 'workflow:rules') }),
  };
}

function checkLinks(jobs: readonly CiJob[], stages: readonly string[]): void {
  const names = new Set(jobs.map((job) => job.name));
  const stageOf = new Map(jobs.map((job) => [job.name, stages.indexOf(job.stage)]));
  for (const job of jobs) {
    if (!stages.includes(job.stage)) {
      throw new ConfigProblem(
        `${job.name} job: chosen stage ${job.stage} does not exist; available stages are ${stages.join(', ')}`,
      );
    }
    for (const need of job.needs ?? []) {
      if (!names.has(need.job) && !need.optional) {
        throw new ConfigProblem(`${job.name} job: undefined need: ${need.job}`);
      }
      if ((stageOf.get(need.job) ?? 0) > stages.indexOf(job.stage)) {
        throw new ConfigProblem(
          `${job.name} job: need ${need.job} is not defined in current or prior stages`,
        );
      }
    }
    for (const name of job.dependencies ?? []) {
      if (!names.has(name)) {
        throw new ConfigProblem(`${job.name} job: undefined dependency: ${name}`);
      }
    }
  }
  refuseCircles(jobs);
}

function refuseCircles(jobs: readonly CiJob[]): void {
  const needs = new Map(jobs.map((job) => [job.name, (job.needs ?? []).map((need) => need.job)]));
  const clear = new Set<string>();
  const visit = (name: string, open: readonly string[]): void => {
    if (clear.has(name)) return;
    if (open.includes(name)) {
      throw new ConfigProblem('The pipeline has circular dependencies: self-dependency in needs');
    }
    for (const next of needs.get(name) ?? []) visit(next, [...open, name]);
    clear.add(name);
  };
  for (const job of jobs) visit(job.name, []);
}
