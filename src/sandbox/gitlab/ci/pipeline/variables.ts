import { type Project, type Variable } from '../../world';
import { type Job, type Pipeline } from '../../ciRows';
import { type GitLabContext } from '../../exchange';
import { matchesGlob } from '../config/glob';
import { isProtectedPipeline, type JobVariable, plain } from './predefined';

/** The project's own variables that a pipeline may see. */
export function projectVariables(
  context: Pick<GitLabContext, 'world'>,
  project: Project,
  pipeline: Pipeline,
  environment?: string,
): JobVariable[] {
  const open = isProtectedPipeline(project, pipeline);
  return context.world.tables.variables
    .filter((row) => row.projectId === project.id && (open || !row.protected))
    .filter((row) => inScope(row, environment))
    .sort((a, b) => a.environmentScope.length - b.environmentScope.length)
    .map((row) => ({
      key: row.key,
      value: row.value,
      public: false,
      masked: row.masked || row.hidden,
      file: row.variableType === 'file',
      raw: row.raw,
    }));
}

function inScope(row: Variable, environment: string | undefined): boolean {
  if (row.environmentScope === '*') return true;
  return environment !== undefined && matchesGlob(row.environmentScope, environment);
}

/** Given when the pipeline was made; these stand above everything but those given when a job is played. */
export function givenVariables(pipeline: Pipeline): JobVariable[] {
  return pipeline.variables.map(({ key, value, variableType }) => ({
    ...plain(key, value),
    public: false,
    file: variableType === 'file',
  }));
}

export function yamlVariables(job: Job): JobVariable[] {
  const raw = new Set(job.options.rawVariables);
  return Object.entries(job.options.variables).map(([key, value]) => ({
    ...plain(key, value),
    raw: raw.has(key),
  }));
}

export function toRecord(list: readonly JobVariable[]): Record<string, string> {
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}
