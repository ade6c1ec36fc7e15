import { expandKnown } from '../config/expand';
import { type Variables } from '../config/expression';
import { ConfigProblem } from '../config/problem';
import { type CiConfig, type CiJob, type Rule, type YamlVariables } from '../config/types';
import { type Job } from '../../ciRows';
import { allowedByPolicies, matchingRule, type PipelineFacts } from './match';

export type PlannedJob = Pick<
  Job,
  'name' | 'stage' | 'stageIndex' | 'when' | 'allowFailure' | 'tagList' | 'needs' | 'options'
>;

export type PipelinePlan =
  | { readonly kind: 'jobs'; readonly jobs: readonly PlannedJob[]; readonly name?: string }
  /** Nothing is to run; the text is what the API answers. */
  | { readonly kind: 'nothing'; readonly reason: string };

/** Variables that rules see: `lower` stand below those of the configuration, `upper` above. */
export interface PlanVariables {
  readonly lower: Variables;
  readonly upper: Variables;
}

/** Which jobs an event gets from a configuration. @throws ConfigProblem */
export function planPipeline(
  config: CiConfig,
  facts: PipelineFacts,
  given: PlanVariables,
): PipelinePlan {
  const root = { ...given.lower, ...config.variables.values, ...given.upper };
  const workflow = workflowRule(config, facts, root);
  if (workflow === 'refused') {
    return { kind: 'nothing', reason: 'Pipeline filtered out by workflow rules.' };
  }
  const globals = join(config.variables, workflow?.variables);
  const jobs = config.jobs.flatMap((job) => planJob(job, config, facts, given, globals) ?? []);
  if (!jobs.some((job) => job.stage !== '.pre' && job.stage !== '.post')) {
    return {
      kind: 'nothing',
      reason:
        'Pipeline will not run for the selected trigger. ' +
        'The rules configuration prevented any jobs from being added to the pipeline.',
    };
  }
  const optional = new Map(config.jobs.map((job) => [job.name, optionalNeeds(job)]));
  const linked = jobs.map((job) => linkNeeds(job, jobs, optional.get(job.name) ?? new Set()));
  linked.sort((a, b) => a.stageIndex - b.stageIndex);
  const name = config.workflow.name;
  return {
    kind: 'jobs',
    jobs: linked,
    ...(name !== undefined && {
      name: expandKnown(name, { ...given.lower, ...globals.values, ...given.upper }),
    }),
  };
}

function workflowRule(
  config: CiConfig,
  facts: PipelineFacts,
  variables: Variables,
): Rule | undefined | 'refused' {
  const { rules } = config.workflow;
  if (rules === undefined || rules.length === 0) return undefined;
  const rule = matchingRule(rules, facts, variables);
  return rule === undefined || rule.when === 'never' ? 'refused' : rule;
}

function planJob(
  job: CiJob,
  config: CiConfig,
  facts: PipelineFacts,
  given: PlanVariables,
  globals: YamlVariables,
): PlannedJob | undefined {
  const own = join(inherit(globals, job.inheritVariables), job.variables);
  const seen = { ...given.lower, ...own.values, ...given.upper };
  let rule: Rule | undefined;
  if (job.rules !== undefined && job.rules.length > 0) {
    rule = matchingRule(job.rules, facts, seen);
    if (rule === undefined) return undefined;
  } else if (job.rules === undefined && !allowedByPolicies(job, facts, seen)) {
    return undefined;
  }
  const when = rule?.when ?? job.when;
  if (when === 'never') return undefined;
  const variables = join(own, rule?.variables);
  const needs = rule?.needs ?? job.needs;
  const startInS = rule?.startInS ?? job.startInS;
  const dependencies = artifactSources(job, needs);
  return {
    name: job.name,
    stage: job.stage,
    stageIndex: config.stages.indexOf(job.stage),
    when,
    // A manual job may fail by default, but not when a rule made it manual.
    allowFailure:
      rule?.allowFailure ?? job.allowFailure ?? (when === 'manual' && job.rules === undefined),
    tagList: job.tags.map((tag) => expandKnown(tag, seen)),
    ...(needs !== undefined && { needs: needs.map((need) => need.job) }),
    options: {
      ...job.options,
      variables: { ...variables.values },
      ...(variables.raw.length > 0 && { rawVariables: [...variables.raw] }),
      ...(dependencies !== undefined && { dependencies }),
      ...(job.retry.max > 0 && { retry: { max: job.retry.max, when: [...job.retry.when] } }),
      ...(job.allowFailureCodes && { allowFailureCodes: [...job.allowFailureCodes] }),
      ...(job.environment !== undefined && { environment: job.environment }),
      ...(when === 'delayed' && startInS !== undefined && { startInS }),
    },
  };
}

/** `dependencies` choose among what `needs` allow; undefined: all jobs of the stages before. */
function artifactSources(job: CiJob, needs: CiJob['needs']): string[] | undefined {
  if (needs === undefined) return job.dependencies && [...job.dependencies];
  const allowed = needs.filter((need) => need.artifacts).map((need) => need.job);
  return job.dependencies === undefined
    ? allowed
    : allowed.filter((name) => job.dependencies?.includes(name));
}

function optionalNeeds(job: CiJob): Set<string> {
  const all = [...(job.needs ?? []), ...(job.rules ?? []).flatMap((rule) => rule.needs ?? [])];
  return new Set(all.filter((need) => need.optional).map((need) => need.job));
}

function linkNeeds(
  job: PlannedJob,
  jobs: readonly PlannedJob[],
  optional: ReadonlySet<string>,
): PlannedJob {
  if (job.needs === undefined) return job;
  const there = new Set(jobs.map((other) => other.name));
  const missing = job.needs.find((name) => !there.has(name) && !optional.has(name));
  if (missing !== undefined) {
    throw new ConfigProblem(
      `'${job.name}' job needs '${missing}' job, but '${missing}' does not exist in the pipeline. ` +
        'This might be because of the only, except, or rules keywords. ' +
        'To need a job that sometimes does not exist in the pipeline, use needs:optional.',
    );
  }
  return { ...job, needs: job.needs.filter((name) => there.has(name)) };
}

function join(base: YamlVariables, over: YamlVariables | undefined): YamlVariables {
  if (over === undefined) return base;
  const kept = base.raw.filter((name) => !Object.hasOwn(over.values, name));
  return { values: { ...base.values, ...over.values }, raw: [...kept, ...over.raw] };
}

function inherit(globals: YamlVariables, wanted: CiJob['inheritVariables']): YamlVariables {
  if (wanted === true) return globals;
  const names = wanted === false ? [] : wanted;
  return {
    values: Object.fromEntries(
      Object.entries(globals.values).filter(([name]) => names.includes(name)),
    ),
    raw: globals.raw.filter((name) => names.includes(name)),
  };
}
