import { importanceOf, type Feature, type ImportanceResult } from './importance';
import { spearman } from './ranks';

/** What takes too long for a page to do between two pictures: it is handed to a worker as it is. */
export interface Tasks {
  readonly importance: {
    readonly task: { readonly features: readonly Feature[]; readonly metric: Float64Array };
    readonly result: ImportanceResult | undefined;
  };
  readonly correlation: {
    readonly task: { readonly columns: readonly NamedNumbers[]; readonly target: Float64Array };
    readonly result: readonly Together[];
  };
}
export type TaskKind = keyof Tasks;

/** A number per run, NaN where it has none. */
export interface NamedNumbers {
  readonly name: string;
  readonly values: Float64Array;
}

export interface Together {
  readonly name: string;
  /** Spearman's. */
  readonly correlation: number;
  /** Runs that have both. */
  readonly pairs: number;
}

export type Asked = {
  readonly [K in TaskKind]: { readonly kind: K; readonly task: Tasks[K]['task'] };
}[TaskKind];
/** `share` is how much is done, 0 to 1. */
export type Told = { readonly share: number } | { readonly result: Tasks[TaskKind]['result'] };

/** Yields how much is done, 0 to 1. */
export function workOn(asked: Asked): Generator<number, Tasks[TaskKind]['result'], void> {
  return asked.kind === 'importance'
    ? importanceOf(asked.task.features, asked.task.metric)
    : together(asked.task);
}

/** The strongest first; columns without spread are left out. */
function* together({
  columns,
  target,
}: Tasks['correlation']['task']): Generator<number, readonly Together[], void> {
  const found: Together[] = [];
  for (const [index, { name, values }] of columns.entries()) {
    const both = spearman(values, target);
    if (both) found.push({ name, ...both });
    yield (index + 1) / columns.length;
  }
  return found.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}
