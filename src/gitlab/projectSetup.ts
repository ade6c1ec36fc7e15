import { ProjectImportExports, Projects } from '@gitbeaker/rest';
import { AppError, isAppError } from '../base/errors';
import { waitFor } from '../base/wait';
import { type ProjectId } from '../model/ids';
import { type SetupPort } from '../model/ports/gitlabSetup';
import { type Project } from '../model/project';
import { parseValue } from './parse';
import { importSchema, projectSchema } from './rest/projectSchemas';
import { type Rest } from './rest/rest';

type ProjectSetup = Pick<
  SetupPort,
  'createProject' | 'importState' | 'waitForImport' | 'deleteProject'
>;

export function createProjectSetup(rest: Rest, pollMs: number): ProjectSetup {
  async function read(project: ProjectId, purpose: string, signal: AbortSignal): Promise<Project> {
    const answer = await rest.with(Projects, purpose, signal).show(project);
    return parseValue(projectSchema, answer, purpose);
  }

  const importState: ProjectSetup['importState'] = async (project, signal) => {
    const purpose = 'see how far the import of the project is';
    const answer = await rest.with(ProjectImportExports, purpose, signal).showImportStatus(project);
    return parseValue(importSchema, answer, purpose);
  };

  return {
    async createProject(project, signal) {
      const purpose =
        project.importUrl === undefined
          ? `create the project "${project.name}"`
          : `import the project "${project.name}"`;
      const answer = await rest.with(Projects, purpose, signal).create({
        name: project.name,
        ...(project.path === undefined ? {} : { path: project.path }),
        ...(project.namespaceId === undefined ? {} : { namespaceId: project.namespaceId }),
        ...(project.importUrl === undefined ? {} : { importUrl: project.importUrl }),
        ...(project.visibility === undefined ? {} : { visibility: project.visibility }),
        ...(project.withReadme === undefined ? {} : { initializeWithReadme: project.withReadme }),
      });
      return parseValue(projectSchema, answer, purpose);
    },
    importState,
    async waitForImport(project, signal) {
      await waitFor(
        async (stop) => {
          const { state, error } = await importState(project, stop);
          if (state === 'failed' || state === 'canceled') throw importFailed(state, error);
          return state === 'finished' || state === 'none' ? state : undefined;
        },
        pollMs,
        signal,
      );
      return read(project, 'read the imported project', signal);
    },
    async deleteProject(project, signal) {
      const purpose = `delete the project "${project.path}"`;
      try {
        await rest.with(Projects, purpose, signal).remove(project.id);
      } catch (error) {
        // 400: it is marked for deletion already.
        if (isAppError(error, 'not-found')) return 'deleted';
        if (!isAppError(error, 'invalid', 'conflict')) throw error;
      }
      try {
        // A marked project may have a new path.
        const marked = await read(project.id, purpose, signal);
        await rest
          .with(Projects, purpose, signal)
          .remove(project.id, { permanentlyRemove: true, fullPath: marked.path });
        return 'deleted';
      } catch (error) {
        if (isAppError(error, 'not-found')) return 'deleted';
        if (isAppError(error, 'forbidden', 'invalid')) return 'marked';
        throw error;
      }
    },
  };
}

function importFailed(state: string, reason: string | undefined): AppError {
  const why = reason === undefined ? '' : ` GitLab says: "${reason.replace(/[.\s]+$/, '')}".`;
  return new AppError(
    'remote',
    `Cannot import the project: the import ${state === 'failed' ? 'failed' : 'was cancelled'}.${why} Check the address of the repository and that GitLab can reach it.`,
  );
}
