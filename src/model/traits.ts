/**
 * What menus may ask of a node. A node's `contextValue` is the list of its traits with spaces between;
 * a trait says what can be done with a node, or what kind it is.
 */
export const traits = [
  // environment
  'environment',
  'creatable',
  'resumable',
  'cancellable',
  'destroyable',
  'resource',
  'console',
  'machine',
  'instance',
  'startable',
  'pausable',
  'wakeable',
  'checkable',
  'drift',
  'stoppable',
  'connectable',
  'activation',
  'terraform',
  'runner',
  // branches
  'project',
  'branch',
  'current',
  'other',
  'merge-request',
  'without-merge-request',
  'pipeline',
  'job',
  'playable',
  'active',
  'retryable',
  'logged',
  // experiments and models
  'experiment',
  'added-place',
  'run',
  'promotable',
  'with-job',
  'with-artifacts',
  'with-commit',
  'deletable',
  'model',
  'rollable',
  'model-version',
  // everywhere
  'problem',
  'hint',
] as const;
export type Trait = (typeof traits)[number];
