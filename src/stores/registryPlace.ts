import { type Project } from '../model/project';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { type ModelsStore } from './projectModels';
import { type ProjectStores } from './projectStores';

/** The models of one project, and the way to work on them. */
export interface RegistryPlace {
  readonly session: Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;
  readonly models: ModelsStore;
}

/** @param project where the models live; without it the one that is chosen */
export function registryPlace(
  session: GitLabSessionStore,
  stores: Pick<ProjectStores, 'models' | 'modelsOf'>,
  project?: Project,
): RegistryPlace {
  if (!project) return { session, models: stores.models };
  return { session: sessionAt(session, project), models: stores.modelsOf(project) };
}

/** The session, with another project than the chosen one. */
export function sessionAt(session: GitLabSessionStore, project: Project): RegistryPlace['session'] {
  return {
    client: () => session.client(),
    project: () => Promise.resolve(project),
    get current() {
      return session.current;
    },
  };
}
