import { parseVersion } from '../semver';

/**
 * GitLab's registry has no aliases that can be moved (MLflow's alias route knows each version by its own number alone), so
 * they stand in the description of the model: a list for people, and the same as data in a comment, which GitLab hides.
 * Every change is kept, newest last, so that the one before can be taken back.
 */
export interface AliasChange {
  readonly alias: string;
  /** The version that it names from then on; undefined: it was taken away. */
  readonly version: string | undefined;
  /** ms since 1970. */
  readonly at: number;
  /** User name. */
  readonly by: string;
}

export const usualAliases = ['production', 'staging', 'candidate'] as const;

/** What is wrong with the name of an alias, or nothing. */
export function aliasProblem(alias: string): string | undefined {
  if (!/^[a-z][a-z0-9_-]{0,62}$/i.test(alias)) {
    return 'An alias begins with a letter and has at most 63 letters, digits, - and _.';
  }
  return parseVersion(alias) ? 'An alias cannot look like a version.' : undefined;
}

/** What each alias names now, by name. */
export function currentAliases(
  changes: readonly AliasChange[],
): ReadonlyMap<string, AliasChange & { readonly version: string }> {
  const last = new Map(changes.map((one) => [one.alias, one]));
  return new Map(
    [...last]
      .flatMap(([alias, one]) =>
        one.version === undefined ? [] : [[alias, { ...one, version: one.version }] as const],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function aliasesOf(changes: readonly AliasChange[], version: string): string[] {
  return [...currentAliases(changes)]
    .filter(([, one]) => one.version === version)
    .map(([alias]) => alias);
}

/** What the alias named before what it names now; where rolling back goes. */
export function previousVersion(
  changes: readonly AliasChange[],
  alias: string,
): string | undefined {
  const own = changes.filter((one) => one.alias === alias);
  const now = own.at(-1)?.version;
  return own.findLast((one) => one.version !== undefined && one.version !== now)?.version;
}
