import { type GitLabContext, type Route } from '../exchange';
import { ciOf } from './ci';
import { jobActionRoutes } from './rest/jobActions';
import { jobArtifactRoutes } from './rest/jobArtifacts';
import { jobRoutes } from './rest/jobs';
import { lintRoutes } from './rest/lint';
import { mergeRequestPipelineRoutes } from './rest/mergeRequests';
import { pipelineRoutes } from './rest/pipelines';
import { runnerRoutes } from './rest/runners';
import { runnerArtifactRoutes } from './runnerApi/artifactRoutes';
import { runnerJobRoutes } from './runnerApi/jobRoutes';
import { runnerSelfRoutes } from './runnerApi/runnerRoutes';

/** Pipelines, jobs and runners: for people, and for gitlab-runner. */
export function ciRoutes(context: GitLabContext): Route[] {
  const ci = ciOf(context);
  return [
    ...pipelineRoutes(ci),
    ...mergeRequestPipelineRoutes(ci),
    ...jobRoutes(ci),
    ...jobActionRoutes(ci),
    ...jobArtifactRoutes(ci),
    ...runnerRoutes(ci),
    ...lintRoutes(ci),
    ...runnerSelfRoutes(ci),
    ...runnerJobRoutes(ci),
    ...runnerArtifactRoutes(ci),
  ];
}
