import { type Disposable } from '../base/disposable';
import { type Commands } from '../commands/handlers';
import { createForget } from './forget';
import { createHandlers, type HandlersNeeds } from './handlers';
import { createWindows } from './windows';

export interface Features extends Disposable {
  readonly handlers: Commands;
}

/** Everything that a command can do, with the windows it opens; loaded with the first command. */
export function createFeatures(parts: Omit<HandlersNeeds, 'windows' | 'forget'>): Features {
  const forget = createForget(parts);
  const windows = createWindows({ ...parts, forget });
  return {
    handlers: createHandlers({ ...parts, forget, windows }),
    dispose: () => windows.dispose(),
  };
}
