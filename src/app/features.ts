import { type Disposable } from '../base/disposable';
import { changeBlueprint } from '../commands/environmentWizard';
import { type Commands } from '../commands/handlers';
import { type RunsPanels } from '../webviews/runs/panel';
import { createForget } from './forget';
import { createHandlers, type HandlersNeeds } from './handlers';
import { createSignIns, type SignIns } from './signIns';
import { createWindows } from './windows';
import { wizardNeeds } from './wizardNeeds';

export interface Features extends Disposable {
  readonly handlers: Commands;
  readonly signIns: SignIns;
  readonly runs: () => Promise<RunsPanels>;
}

/** Everything that a command can do, with the windows it opens; loaded with the first command. */
export function createFeatures(parts: Omit<HandlersNeeds, 'windows' | 'forget'>): Features {
  const forget = createForget(parts);
  const wizard = wizardNeeds(parts);
  const windows = createWindows({
    ...parts,
    forget,
    changeBlueprint: (blueprint) => changeBlueprint(wizard, blueprint),
  });
  return {
    handlers: createHandlers({ ...parts, forget, windows }),
    signIns: createSignIns(parts),
    runs: () => windows.runs(),
    dispose: () => windows.dispose(),
  };
}
