import { type GitLabContext } from '../../exchange';
import { projectUrl } from '../../access/roles';
import { type Candidate, type Experiment, type Model, type ModelVersion } from '../../mlRows';
import { versionsOf } from '../models';
import { runPackageName } from '../packages';
import { rowsOf } from '../rows';
import { nobody } from '../runs';

export function presentExperiment(experiment: Experiment): unknown {
  return {
    experiment_id: String(experiment.iid),
    name: experiment.name,
    lifecycle_stage: 'active',
    artifact_location: 'not_implemented',
    tags: keyValues(experiment.metadata),
  };
}

/** All logged points, not the latest of each name as MLflow's own server. */
export function presentRun(context: GitLabContext, run: Candidate): unknown {
  return {
    info: presentRunInfo(context, run),
    data: {
      metrics: run.metrics.map(presentPoint),
      params: keyValues(run.params),
      tags: keyValues(run.metadata),
    },
  };
}

export function presentPoint(point: Candidate['metrics'][number]): unknown {
  return { key: point.name, value: point.value, timestamp: point.trackedAt, step: point.step };
}

export function presentRunInfo(context: GitLabContext, run: Candidate): unknown {
  const experiment = rowsOf(context.world).experiments.one(run.experimentId);
  return {
    run_id: run.eid,
    run_uuid: run.eid,
    experiment_id: String(experiment?.iid ?? ''),
    start_time: run.startTime,
    ...(run.endTime === undefined ? {} : { end_time: run.endTime }),
    run_name: run.name,
    status: run.status.toUpperCase(),
    artifact_uri: artifactUri(context, run),
    lifecycle_stage: 'active',
    user_id: run.userId === nobody ? '' : String(run.userId),
  };
}

export function presentModel(context: GitLabContext, model: Model): unknown {
  return {
    name: model.name,
    creation_timestamp: seconds(model.createdAt),
    last_updated_timestamp: seconds(model.updatedAt),
    description: model.description ?? '',
    user_id: String(model.userId),
    tags: keyValues(model.metadata),
    latest_versions: versionsOf(context.world, model).map((row) => presentVersion(context, row)),
  };
}

/** `version` is the database id; the semantic version is the alias. */
export function presentVersion(context: GitLabContext, version: ModelVersion): unknown {
  const rows = rowsOf(context.world);
  const model = rows.models.one(version.modelId);
  const project = context.world.tables.projects.find((row) => row.id === version.projectId);
  return {
    name: model?.name ?? '',
    version: String(version.id),
    creation_timestamp: seconds(version.createdAt),
    last_updated_timestamp: seconds(version.updatedAt),
    user_id: null,
    current_stage: 'development',
    description: version.description ?? '',
    source:
      project === undefined
        ? ''
        : `${projectUrl(context, project)}/-/ml/models/${version.modelId}/versions/${version.id}`,
    run_id: rows.candidates.one(version.candidateId)?.eid ?? '',
    status: 'READY',
    status_message: '',
    tags: keyValues(version.metadata),
    run_link: '',
    aliases: [version.version],
  };
}

function artifactUri(context: GitLabContext, run: Candidate): string {
  const packages = `${context.externalUrl}/api/v4/projects/${run.projectId}/packages`;
  const owner =
    run.packageId === undefined ? undefined : rowsOf(context.world).packages.one(run.packageId);
  if (owner?.packageType === 'generic') {
    return `${packages}/generic/${runPackageName(context.world, run)}/${run.iid}/`;
  }
  return `${packages}/ml_models/${run.modelVersionId ?? `candidate:${run.iid}`}/files/`;
}

function keyValues(rows: readonly { name: string; value: string }[]): unknown {
  return rows.map(({ name, value }) => ({ key: name, value }));
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
