import { type ValueRow } from './lines';

/** What a run's files say of the Python that it was made with. */
export interface PythonEnvironment {
  readonly python: string | undefined;
  /** Versions by package name in lower case; empty where none is pinned. */
  readonly packages: ReadonlyMap<string, string>;
}

const requirement = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(.*)$/;
const mostLines = 5_000;

/** `requirements.txt`, MLflow's `conda.yaml` and `python_env.yaml`; other files tell nothing. */
export function environmentFiles(paths: readonly string[]): string[] {
  const wanted = /(^|\/)(requirements\.txt|conda\.ya?ml|python_env\.ya?ml)$/;
  return paths
    .filter((path) => wanted.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .slice(0, 6);
}

/** Puts what several files say together; the first one that names a package counts. */
export function readEnvironment(
  files: readonly { readonly path: string; readonly text: string }[],
): PythonEnvironment {
  let python: string | undefined;
  const packages = new Map<string, string>();
  // A list of requirements is more precise than what conda makes of it.
  const ordered = [...files].sort(
    (a, b) => Number(b.path.endsWith('.txt')) - Number(a.path.endsWith('.txt')),
  );
  for (const { text } of ordered) {
    for (const line of text.slice(0, 1_000_000).split(/\r?\n/).slice(0, mostLines)) {
      const plain = line
        .replace(/(^|\s)#.*$/, '')
        .replace(/^\s*-\s+(?=[\w"'])/, '')
        .replaceAll(/["']/g, '')
        .trim();
      const version = /^python\s*(?::|==?|>=|~=)\s*([\d.]+\d)/.exec(plain)?.[1];
      if (version !== undefined) python ??= version;
      else if (!plain.endsWith(':') && !/^(name|channels?|python)\s*:/.test(plain)) {
        addRequirement(plain, packages);
      }
    }
  }
  return { python, packages };
}

/** Rows for the comparison: Python first, then packages by name. */
export function environmentRows(
  environments: readonly (PythonEnvironment | undefined)[],
): ValueRow[] {
  const names = new Set<string>();
  for (const one of environments) for (const name of one?.packages.keys() ?? []) names.add(name);
  return [
    { name: 'Python', values: environments.map((one) => one?.python) },
    ...[...names].sort().map((name) => ({
      name,
      values: environments.map((one) => {
        const version = one?.packages.get(name);
        return version === '' ? 'any' : version;
      }),
    })),
  ];
}

function addRequirement(line: string, packages: Map<string, string>): void {
  if (line === '' || line.startsWith('-') || line.includes('://')) return;
  const match = requirement.exec(line.split(';')[0]?.trim() ?? '');
  if (!match) return;
  const [, name = '', rest = ''] = match;
  const version = rest.replaceAll(/\s+/g, '').replace(/^={1,3}/, '');
  // Words of a sentence are no requirement.
  if (version !== '' && !/^[\d<>=!~]/.test(version)) return;
  const key = name.toLowerCase().replaceAll(/[_.]/g, '-');
  if (key === 'defaults' || key === 'conda-forge') return;
  if (!packages.has(key)) packages.set(key, version);
}
