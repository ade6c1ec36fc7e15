import { type Direction } from '../compare';
import { type ColumnInfo, type ColumnKind, type ColumnPart } from '../frame/frame';
import { type FactOfQuery, facts } from './facts';
import { nearest } from './nearest';
import { type Field, type FieldKey, type PathPart } from './query';

/** What a name in a query stands for. */
export type Meaning =
  | {
      readonly kind: 'fact';
      readonly key: FieldKey;
      readonly part: 'last';
      readonly fact: FactOfQuery;
    }
  | {
      readonly kind: 'column';
      readonly key: ColumnInfo['key'];
      readonly part: ColumnPart;
      readonly info: ColumnInfo;
    };

/** All names there are. Build once per set of columns. */
export class QueryNames {
  readonly #byKind: Readonly<Record<ColumnKind, Map<string, ColumnInfo>>> = {
    metric: new Map(),
    param: new Map(),
    tag: new Map(),
  };
  readonly #directionOf: (info: ColumnInfo) => Direction;

  /** @param directionOf which way a metric should move: that decides what `best` is */
  constructor(
    readonly infos: readonly ColumnInfo[],
    directionOf: (info: ColumnInfo) => Direction = (info) => info.direction,
  ) {
    for (const info of infos) this.#byKind[info.kind].set(info.name, info);
    this.#directionOf = directionOf;
  }

  /** What the field stands for, or a sentence that says why that is not clear. */
  find(field: Field): Meaning | string {
    const [first, ...rest] = field.parts;
    if (!first) return 'A name is missing.';
    const prefix = first.quoted || rest.length === 0 ? undefined : prefixOf(first.text);
    if (prefix === undefined) return this.#bare(field.parts);
    if (prefix === 'run') return this.#fact(rest);
    return (
      this.#column(prefix, rest) ??
      `There is no ${words[prefix]} ${join(rest)}.${this.#meant(join(rest), [prefix])}`
    );
  }

  #bare(parts: readonly PathPart[]): Meaning | string {
    const name = join(parts);
    const fact = parts[0]?.quoted === true ? undefined : factNamed(name);
    if (fact) return meaningOf(fact);
    const found = kinds.flatMap((kind) => this.#column(kind, parts) ?? []);
    const [one, other] = found;
    if (one?.kind === 'column' && other?.kind === 'column') {
      const [a, b] = [one.info.kind, other.info.kind];
      return `${name} is a ${words[a]} and a ${words[b]}; write ${prefixes[a]}.${name} or ${prefixes[b]}.${name}.`;
    }
    return (
      one ??
      `There is no metric, parameter, tag or fact of a run called ${name}.${this.#meant(name, kinds)}`
    );
  }

  #fact(parts: readonly PathPart[]): Meaning | string {
    const name = join(parts);
    const fact = factNamed(name);
    if (fact) return meaningOf(fact);
    const meant = nearest(
      name,
      facts.map((one) => one.name),
    );
    return `Runs have no ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
  }

  /** The whole name first: a metric may be called `loss.min`. */
  #column(kind: ColumnKind, parts: readonly PathPart[]): Meaning | undefined {
    const info = this.#info(kind, join(parts));
    if (info) return { kind: 'column', key: info.key, part: 'last', info };
    const last = parts.at(-1);
    if (kind !== 'metric' || parts.length < 2 || !last || last.quoted) return undefined;
    const of = this.#info(kind, join(parts.slice(0, -1)));
    const part = of && this.#part(of, last.text.toLowerCase());
    return of && part && { kind: 'column', key: of.key, part, info: of };
  }

  #info(kind: ColumnKind, name: string): ColumnInfo | undefined {
    const exact = this.#byKind[kind].get(name);
    if (exact) return exact;
    const low = name.toLowerCase();
    const alike = this.infos.filter((one) => one.kind === kind && one.name.toLowerCase() === low);
    return alike.length === 1 ? alike[0] : undefined;
  }

  #part(info: ColumnInfo, text: string): ColumnPart | undefined {
    if (text === 'best') return this.#directionOf(info) === 'lower' ? 'min' : 'max';
    return aggregates.find((one) => one === text);
  }

  #meant(name: string, among: readonly ColumnKind[]): string {
    const candidates = among.flatMap((kind) => [...this.#byKind[kind].keys()]);
    const names = among.length > 1 ? [...candidates, ...facts.map((one) => one.name)] : candidates;
    const meant = nearest(name, names);
    if (meant !== undefined) return ` Did you mean ${meant}?`;
    // The name may be one of another kind.
    const elsewhere = kinds.find((kind) => !among.includes(kind) && this.#byKind[kind].has(name));
    return elsewhere === undefined
      ? ''
      : ` It is a ${words[elsewhere]}: ${prefixes[elsewhere]}.${name}.`;
  }
}

/** What can follow the name of a metric, beside `best`. */
export const aggregates: readonly ColumnPart[] = ['last', 'min', 'max', 'points'];

export const prefixes: Readonly<Record<ColumnKind, string>> = {
  metric: 'metrics',
  param: 'params',
  tag: 'tags',
};

export const words: Readonly<Record<ColumnKind, string>> = {
  metric: 'metric',
  param: 'parameter',
  tag: 'tag',
};

const kinds: readonly ColumnKind[] = ['metric', 'param', 'tag'];

/** `metrics`, `metric`, `params`, … and `run` before a dot. */
export function prefixOf(text: string): ColumnKind | 'run' | undefined {
  switch (text.toLowerCase()) {
    case 'metrics':
    case 'metric':
      return 'metric';
    case 'params':
    case 'param':
    case 'parameters':
    case 'parameter':
      return 'param';
    case 'tags':
    case 'tag':
      return 'tag';
    case 'run':
      return 'run';
    default:
      return undefined;
  }
}

function factNamed(name: string): FactOfQuery | undefined {
  const low = name.toLowerCase();
  return facts.find((one) => one.name === low);
}

function meaningOf(fact: FactOfQuery): Meaning {
  return { kind: 'fact', key: `run.${fact.name}`, part: 'last', fact };
}

function join(parts: readonly PathPart[]): string {
  return parts.map((part) => part.text).join('.');
}
