import type * as ssh2 from 'ssh2';

let loading: Promise<typeof ssh2> | undefined;

/** The SSH library, loaded when it is needed for the first time. */
export function loadSsh2(): Promise<typeof ssh2> {
  return (loading ??= import('ssh2').then((module) =>
    // A CommonJS module: depending on who bundles it, the names are on the module or on its default.
    'Client' in module ? module : (module as { default: typeof ssh2 }).default,
  ));
}
