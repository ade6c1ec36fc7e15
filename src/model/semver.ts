/** A semantic version as GitLab's model registry accepts it (semver.org 2.0.0, without a leading `v`). */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly string[];
  readonly build: string | undefined;
}

export const firstVersion = '0.0.1';

export interface VersionSuggestion {
  readonly kind: 'first' | 'patch' | 'minor' | 'major';
  readonly version: string;
}

const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

export function parseVersion(text: string): Version | undefined {
  const match = pattern.exec(text);
  if (!match || text.length > 255) return undefined;
  return {
    major: Number(match[1]),
    minor: Number(match[2]),
    patch: Number(match[3]),
    prerelease: match[4]?.split('.') ?? [],
    build: match[5],
  };
}

/** What is wrong with a version somebody typed, or nothing. */
export function versionProblem(text: string, taken: Iterable<string> = []): string | undefined {
  if (!parseVersion(text)) {
    return `"${text}" is not a semantic version. Write three numbers such as 1.4.0, optionally with a suffix such as 1.4.0-rc.1.`;
  }
  for (const other of taken) {
    if (other === text) return `Version ${text} exists already. Choose another one.`;
  }
  return undefined;
}

/** Orders texts by semantic version, oldest first; texts that are none come before all versions. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (!left || !right) {
    if (left || right) return left ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return (
    left.major - right.major ||
    left.minor - right.minor ||
    left.patch - right.patch ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

/** What the next version may be called: the small step first. The first version of all is 0.0.1. */
export function suggestVersions(existing: Iterable<string>): VersionSuggestion[] {
  const highest = [...existing].sort(compareVersions).map(parseVersion).at(-1);
  if (!highest) return [{ kind: 'first', version: firstVersion }];
  const { major, minor, patch, prerelease } = highest;
  // A pre-release is followed by the release it announces.
  const nextPatch = prerelease.length > 0 ? patch : patch + 1;
  return [
    { kind: 'patch', version: `${major}.${minor}.${nextPatch}` },
    { kind: 'minor', version: `${major}.${minor + 1}.0` },
    { kind: 'major', version: `${major + 1}.0.0` },
  ];
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const numbers = [/^\d+$/.test(a), /^\d+$/.test(b)] as const;
  if (numbers[0] && numbers[1]) return Number(a) - Number(b);
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
