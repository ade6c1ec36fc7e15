import { holds, type Variables } from '../config/expression';
import { expand } from '../config/expand';
import { matchesGlob } from '../config/glob';
import { type CiJob, type RefPolicy, type Rule } from '../config/types';
import { type Pipeline } from '../../ciRows';

/** What rules may ask about the event that makes a pipeline. */
export interface PipelineFacts {
  readonly source: Pipeline['source'];
  /** Branch or tag; for a merge request its source branch. */
  readonly ref: string;
  readonly tag: boolean;
  /** Undefined when there is nothing to compare with; `changes` then always hold. */
  readonly changedFiles: readonly string[] | undefined;
  /** All files at the commit. */
  readonly files: readonly string[];
}

/** The first rule that holds. */
export function matchingRule(
  rules: readonly Rule[],
  facts: PipelineFacts,
  variables: Variables,
): Rule | undefined {
  return rules.find(
    (rule) =>
      (rule.if === undefined || holds(rule.if, variables)) &&
      (rule.changes === undefined || changed(rule.changes, facts, variables)) &&
      (rule.exists === undefined || present(rule.exists, facts, variables)),
  );
}

/** `only` and `except`; without either, a job is for branches and tags. */
export function allowedByPolicies(job: CiJob, facts: PipelineFacts, variables: Variables): boolean {
  const only = job.only ?? {};
  const refs = only.refs ?? ['branches', 'tags'];
  if (!refs.some((pattern) => matchesRef(pattern, facts))) return false;
  if (only.variables && !only.variables.some((text) => holds(text, variables))) return false;
  if (only.changes && !changed(only.changes, facts, variables)) return false;
  return job.except === undefined || !excluded(job.except, facts, variables);
}

function excluded(except: RefPolicy, facts: PipelineFacts, variables: Variables): boolean {
  return (
    except.refs?.some((pattern) => matchesRef(pattern, facts)) === true ||
    except.variables?.some((text) => holds(text, variables)) === true ||
    (except.changes !== undefined && changed(except.changes, facts, variables))
  );
}

const sourceWords: Record<Pipeline['source'], readonly string[]> = {
  push: ['push', 'pushes'],
  web: ['web'],
  api: ['api'],
  merge_request_event: ['merge_requests'],
  schedule: ['schedules'],
  trigger: ['triggers'],
};

function matchesRef(pattern: string, facts: PipelineFacts): boolean {
  const merge = facts.source === 'merge_request_event';
  if (sourceWords[facts.source].includes(pattern)) return true;
  if (merge) return false;
  if (pattern === 'tags') return facts.tag;
  if (pattern === 'branches') return !facts.tag;
  const expression = /^\/(.*)\/(i?)(?:@.*)?$/.exec(pattern);
  if (expression) return new RegExp(expression[1] ?? '', expression[2]).test(facts.ref);
  return pattern.replace(/@.*$/, '') === facts.ref;
}

function changed(globs: readonly string[], facts: PipelineFacts, variables: Variables): boolean {
  const { changedFiles } = facts;
  if (changedFiles === undefined) return true;
  return globs.some((glob) => {
    const expanded = expand(glob, variables);
    return changedFiles.some((file) => matchesGlob(expanded, file));
  });
}

function present(globs: readonly string[], facts: PipelineFacts, variables: Variables): boolean {
  return globs.some((glob) => {
    const expanded = expand(glob, variables).replace(/^\//, '');
    return facts.files.some((file) => matchesGlob(expanded, file));
  });
}
