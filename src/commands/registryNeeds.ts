import { type Ui } from '../host/ui';
import { type ModelId, type RunId } from '../model/ids';
import { type Project } from '../model/project';
import { type RegistryPlace } from '../stores/registryPlace';

export interface RegistryCommandsNeeds {
  readonly ui: Ui;
  /** Where models are worked on: the project of the node a command was called on; without one the chosen project. */
  readonly at: (project?: Project) => RegistryPlace;
  readonly compareRuns: (runs: readonly RunId[], of?: Project) => Promise<void>;
  readonly showModel: (id: ModelId, of?: Project) => Promise<void>;
  readonly now: () => number;
}
