/** GitLab's reading of semantic versions (semver.org 2.0.0, no leading `v`). */
export interface Semver {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly suffix: string;
}

const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

export function parseSemver(text: string): Semver | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return {
    major: Number(match[1]),
    minor: Number(match[2]),
    patch: Number(match[3]),
    suffix: `${match[4] ?? ''}${match[5] ?? ''}`,
  };
}

/** The first version is 1.0.0; afterwards the major number grows and the rest stays, a suffix included. */
export function nextVersion(latest: string | undefined): string {
  if (latest === undefined) return '1.0.0';
  const { major, minor, patch, suffix } = parseSemver(latest) ?? {
    major: 0,
    minor: 0,
    patch: 0,
    suffix: '',
  };
  return `${major + 1}.${minor}.${patch}${suffix}`;
}

/** By the three numbers only, lowest first: suffixes do not count in GitLab's order. */
export function compareSemver(a: string, b: string): number {
  const left = parseSemver(a);
  const right = parseSemver(b);
  if (left === undefined || right === undefined) return 0;
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}
