import { type Ui } from '../host/ui';
import { type ModelId, type RunId } from '../model/ids';
import { type ModelsSnapshot } from '../model/registry';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Refreshed } from '../stores/refreshed';

export interface RegistryCommandsNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;
  readonly models: Refreshed<ModelsSnapshot>;
  readonly compareRuns: (runs: readonly RunId[]) => Promise<void>;
  readonly showModel: (id: ModelId) => Promise<void>;
  readonly now: () => number;
}
