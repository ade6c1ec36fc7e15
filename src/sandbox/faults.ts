/**
 * Faults on demand, for both simulated services. A rule takes the next calls that match it, in order,
 * until its `times` are used up; rules are tried in the order they were added.
 */
export interface FaultRule {
  /** `operation`: the call is accepted, and the cloud's operation fails afterwards (only faults of kind `status`). */
  readonly service: 'cloud' | 'gitlab' | 'operation';
  /**
   * `Service/Method` for the cloud (or `compute.InstanceService/Create`, as two services share that name),
   * `METHOD /path` for GitLab; `*` stands for anything.
   */
  readonly match: string;
  /** Calls to let through first. Default 0. */
  readonly skip?: number;
  /** Calls to spoil. Default 1. */
  readonly times?: number;
  readonly fault: Fault;
}

export type Fault =
  /** Answer with a status; for the cloud a gRPC status name such as `PERMISSION_DENIED`. */
  | {
      readonly kind: 'status';
      readonly status: number | string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Cloud only: send response headers before the error. */
      readonly headersFirst?: boolean;
    }
  /** Do the work, but only after a pause of real milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Never answer; the caller's deadline has to end it. */
  | { readonly kind: 'hang' }
  /** Cut the connection before anything is done. */
  | { readonly kind: 'reset' }
  /** Do the work, then cut the connection instead of answering. */
  | { readonly kind: 'lost-answer' }
  /** Do the work, then never answer; the caller's deadline has to end it. */
  | { readonly kind: 'hold-answer' }
  /** Answer bytes that are not what the protocol says. */
  | { readonly kind: 'garbage' }
  /** Answer the first half, then cut. */
  | { readonly kind: 'truncate' }
  /** Answer correctly, a few bytes at a time with `ms` between. */
  | { readonly kind: 'trickle'; readonly ms: number };

export class Faults {
  /** Calls that came by, whether spoiled or not. */
  readonly seen: Record<FaultRule['service'], number> = { cloud: 0, gitlab: 0, operation: 0 };
  readonly #rules: { readonly rule: FaultRule; skip: number; left: number }[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 });
  }

  /** What the rules match that no call has met yet. */
  get unmet(): readonly string[] {
    return this.#rules
      .filter(({ rule, left }) => left === (rule.times ?? 1))
      .map(({ rule }) => rule.match);
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** The fault for this call, if a rule wants one; counts the call against the rule. @param names all its names */
  take(service: FaultRule['service'], ...names: string[]): Fault | undefined {
    this.seen[service]++;
    for (const entry of this.#rules) {
      if (entry.left === 0 || entry.rule.service !== service) continue;
      if (!names.some((name) => matches(entry.rule.match, name))) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.left--;
      return entry.rule.fault;
    }
    return undefined;
  }
}

function matches(pattern: string, call: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(call);
}
