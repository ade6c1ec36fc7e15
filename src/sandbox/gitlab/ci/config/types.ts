import { type JobOptions } from '../../ciRows';

export type When = 'on_success' | 'on_failure' | 'always' | 'manual' | 'delayed' | 'never';

/** A `.gitlab-ci.yml` after includes, `extends`, references and defaults. */
export interface CiConfig {
  /** With `.pre` first and `.post` last. */
  readonly stages: readonly string[];
  readonly variables: YamlVariables;
  readonly workflow: { readonly name?: string; readonly rules?: readonly Rule[] };
  readonly jobs: readonly CiJob[];
}

export interface YamlVariables {
  readonly values: Readonly<Record<string, string>>;
  /** Names whose value is not expanded (`expand: false`). */
  readonly raw: readonly string[];
}

export interface CiJob {
  readonly name: string;
  readonly stage: string;
  readonly when: When;
  readonly startInS?: number;
  /** Undefined: whatever `when` implies. */
  readonly allowFailure?: boolean;
  readonly allowFailureCodes?: readonly number[];
  readonly rules?: readonly Rule[];
  readonly only?: RefPolicy;
  readonly except?: RefPolicy;
  readonly needs?: readonly Need[];
  readonly dependencies?: readonly string[];
  readonly tags: readonly string[];
  readonly variables: YamlVariables;
  /** Which of the global variables the job takes (`inherit:variables`). */
  readonly inheritVariables: boolean | readonly string[];
  readonly retry: Retry;
  readonly environment?: string;
  readonly options: Omit<JobOptions, 'variables' | 'rawVariables' | 'dependencies'>;
}

export interface Retry {
  readonly max: number;
  /** `always`, `script_failure`… */
  readonly when: readonly string[];
}

export interface Need {
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
}

export interface Rule {
  readonly if?: string;
  readonly changes?: readonly string[];
  readonly exists?: readonly string[];
  readonly when?: When;
  readonly startInS?: number;
  readonly allowFailure?: boolean;
  readonly variables?: YamlVariables;
  readonly needs?: readonly Need[];
}

/** `only` and `except`. */
export interface RefPolicy {
  readonly refs?: readonly string[];
  readonly variables?: readonly string[];
  readonly changes?: readonly string[];
}
