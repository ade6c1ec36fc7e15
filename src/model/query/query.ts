import { type ColumnKey, type ColumnPart } from '../frame/frame';

/** A place in the text of a query. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a query asks of: a column of what was logged, or a fact of the run itself. */
export type FieldKey = ColumnKey | `run.${string}`;

/** `order by metrics.AUC desc`. */
export interface QuerySort {
  readonly key: FieldKey;
  readonly part: ColumnPart;
  readonly descending: boolean;
}

/** What is wrong with a query, where, and in a sentence. */
export interface QueryProblem extends Span {
  readonly message: string;
}

/** A text and what it means; whatever the text is, there is one. */
export interface ParsedQuery {
  readonly text: string;
  readonly sort: readonly QuerySort[];
  readonly problem: QueryProblem | undefined;
}
