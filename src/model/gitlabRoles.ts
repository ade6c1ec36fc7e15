import { accessLevels } from './project';

export type ProjectRole = 'Reporter' | 'Developer' | 'Maintainer' | 'Owner';

interface Rule {
  readonly role: ProjectRole;
  /** Of the path below `api/v4/`. */
  readonly path: RegExp;
  readonly methods?: readonly string[];
}

/** The first that fits counts. */
const rules: readonly Rule[] = [
  { role: 'Owner', path: /^projects\/[^/]+$/, methods: ['DELETE'] },
  { role: 'Maintainer', path: /^projects\/[^/]+$/, methods: ['PUT'] },
  {
    role: 'Maintainer',
    path: /^projects\/[^/]+\/(?:variables|access_tokens|runners|hooks|members)/,
  },
  { role: 'Maintainer', path: /^(?:user\/runners|runners)/ },
  { role: 'Reporter', path: /^projects\/[^/]+\//, methods: ['GET'] },
  { role: 'Developer', path: /^projects\/[^/]+\// },
];

/** The role in a project that a call needs; undefined where it is not about one. @param path below the server */
export function neededProjectRole(method: string, path: string): ProjectRole | undefined {
  const below = path.replace(/^api\/v4\//, '');
  if (below === path) return undefined;
  return rules.find((rule) => rule.path.test(below) && (rule.methods?.includes(method) ?? true))
    ?.role;
}

/** What somebody with this role cannot do here; undefined when nothing is in the way, or nobody knows. */
export function roleNote(accessLevel: number | undefined): string | undefined {
  if (accessLevel === undefined || accessLevel >= accessLevels.maintainer) return undefined;
  if (accessLevel >= accessLevels.developer) {
    return 'Your role there is Developer: setting the project up, with its token, variables and runner, needs the role Maintainer.';
  }
  return 'With your role there you can look only: branches, training and models need the role Developer, setting the project up needs Maintainer.';
}
