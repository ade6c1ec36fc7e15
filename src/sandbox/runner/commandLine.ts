export class UsageError extends Error {}

/** What a flag may be called besides its name, and the variable that stands in for it. */
export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  readonly env?: string;
  /** A flag without a value. */
  readonly toggle?: boolean;
  readonly many?: boolean;
}

export class Flags {
  constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  on(name: string): boolean {
    const value = this.text(name);
    return value !== undefined && value !== 'false';
  }
}

/** Reads `--name value`, `--name=value`, `-n value`, `--toggle`. @throws UsageError for unknown flags */
export function readFlags(
  args: readonly string[],
  specs: readonly FlagSpec[],
  env: NodeJS.ProcessEnv,
): Flags {
  const values = new Map<string, string[]>();
  for (const { name, env: variable } of specs) {
    const value = variable === undefined ? undefined : env[variable];
    if (value !== undefined && value !== '') values.set(name, [value]);
  }
  const given = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [, written = '', inline] = /^--?([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const spec = specs.find((one) => one.name === written || one.short === written);
    if (spec === undefined)
      throw new UsageError(`flag provided but not defined: ${arg.split('=')[0] ?? ''}`);
    let value = inline;
    if (value === undefined) {
      if (spec.toggle) value = 'true';
      else {
        value = args[++at];
        if (value === undefined) throw new UsageError(`flag needs an argument: ${arg}`);
      }
    }
    const before = given.has(spec.name) && spec.many ? (values.get(spec.name) ?? []) : [];
    values.set(spec.name, [...before, value]);
    given.add(spec.name);
  }
  return new Flags(values);
}
