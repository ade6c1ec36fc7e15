import { AppError } from '../base/errors';
import { databaseId, type ModelId, type PackageId } from '../model/ids';
import { type RegistryPort } from '../model/ports/gitlab';
import { type Model, type ModelVersion } from '../model/registry';
import { lastNumber } from './documents/common';
import {
  createModelDocument,
  createVersionDocument,
  deleteModelDocument,
  deleteVersionDocument,
  editModelDocument,
  editVersionDocument,
  modelDocument,
  modelsDocument,
  type RawModel,
  type RawVersion,
  versionsDocument,
} from './documents/models';
import { type GraphQL, throwMutationErrors } from './graphql';

export function createRegistryClient(graphql: GraphQL, origin: string): RegistryPort {
  return {
    async models(project, signal) {
      const purpose = `list the models of "${project.path}"`;
      const found: Model[] = [];
      let after: string | undefined;
      do {
        const variables = { project: project.path, first: 100, after };
        const answer = await graphql.query(modelsDocument, variables, purpose, signal);
        const page = answer.project?.mlModels;
        if (!page) throw hidden(purpose);
        found.push(...page.nodes.map((raw) => toModel(raw, origin)));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      } while (after !== undefined);
      return found;
    },
    async model(id, signal) {
      const purpose = 'read the model';
      const { mlModel } = await graphql.query(modelDocument, { model: id }, purpose, signal);
      if (!mlModel) throw hidden(purpose);
      return toModel(mlModel, origin);
    },
    async versions(model, signal) {
      const purpose = 'list the versions of the model';
      const found: ModelVersion[] = [];
      let after: string | undefined;
      do {
        const answer = await graphql.query(
          versionsDocument,
          { model, first: 100, after },
          purpose,
          signal,
        );
        const page = answer.mlModel?.versions;
        if (!page) throw hidden(purpose);
        found.push(...page.nodes.map((raw) => toVersion(raw, model, origin)));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      } while (after !== undefined);
      return found;
    },
    async createModel(project, name, description, signal) {
      const purpose = `create the model "${name}"`;
      const variables = { project: project.path, name, description };
      const answer = await graphql.mutate(createModelDocument, variables, purpose, signal);
      const { model } = succeeded(answer.mlModelCreate, purpose);
      if (!model) throw hidden(purpose);
      return toModel(model, origin);
    },
    async editModel(project, { id, name }, description, signal) {
      const purpose = `edit the model "${name}"`;
      // The schema lets the number be left out, but GitLab finds the model by it alone.
      const variables = { project: project.path, name, id: databaseId(id), description };
      const answer = await graphql.mutate(editModelDocument, variables, purpose, signal);
      succeeded(answer.mlModelEdit, purpose);
    },
    async deleteModel(project, id, signal) {
      const purpose = 'delete the model';
      const variables = { project: project.path, id };
      const answer = await graphql.mutate(deleteModelDocument, variables, purpose, signal);
      succeeded(answer.mlModelDelete, purpose);
    },
    async createVersion(project, version, signal) {
      const purpose =
        version.runId === undefined
          ? `create version ${version.version}`
          : `promote the run to version ${version.version}`;
      const variables = {
        project: project.path,
        model: version.modelId,
        version: version.version,
        description: version.description,
        run: version.runId,
      };
      const answer = await graphql.mutate(createVersionDocument, variables, purpose, signal);
      const { modelVersion } = succeeded(answer.mlModelVersionCreate, purpose);
      if (!modelVersion) throw hidden(purpose);
      return toVersion(modelVersion, version.modelId, origin);
    },
    async editVersion(project, model, version, description, signal) {
      const purpose = `edit version ${version}`;
      const variables = { project: project.path, model, version, description };
      const answer = await graphql.mutate(editVersionDocument, variables, purpose, signal);
      succeeded(answer.mlModelVersionEdit, purpose);
    },
    async deleteVersion(id, signal) {
      const purpose = 'delete the version of the model';
      const answer = await graphql.mutate(deleteVersionDocument, { id }, purpose, signal);
      succeeded(answer.mlModelVersionDelete, purpose);
    },
  };
}

function succeeded<T extends { readonly errors: readonly string[] }>(
  payload: T | undefined,
  purpose: string,
): T {
  if (!payload) throw hidden(purpose);
  throwMutationErrors(payload.errors, purpose);
  return payload;
}

function toModel(raw: RawModel, origin: string): Model {
  return {
    id: raw.id,
    name: raw.name,
    description: raw.description ?? '',
    author: raw.author,
    createdAt: raw.createdAt,
    versionCount: raw.versionCount ?? 0,
    runCount: raw.candidateCount ?? 0,
    latestVersion: raw.latestVersion,
    experimentIid: lastNumber(raw.defaultExperimentPath),
    webUrl: `${origin}${raw._links.showPath ?? ''}`,
  };
}

function toVersion(raw: RawVersion, modelId: ModelId, origin: string): ModelVersion {
  const { candidate } = raw;
  return {
    id: raw.id,
    modelId,
    version: raw.version,
    description: raw.description ?? '',
    author: raw.author,
    createdAt: raw.createdAt,
    packageId: raw.packageId === undefined ? undefined : (databaseId(raw.packageId) as PackageId),
    artifactCount: raw.artifactsCount ?? 0,
    run: { ...candidate, name: candidate.name ?? `run ${candidate.iid}` },
    webUrl: `${origin}${raw._links.showPath ?? ''}`,
  };
}

function hidden(purpose: string): AppError {
  return new AppError(
    'not-found',
    `Cannot ${purpose}: GitLab hides it from your account, or it was deleted. Check that the model registry is switched on in the project's settings.`,
    { fix: 'choose-project' },
  );
}
