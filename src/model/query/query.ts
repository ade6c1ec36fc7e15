import { type ColumnKey, type ColumnPart } from '../frame/frame';

/** A place in the text of a query. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a query, where, and in a sentence. */
export interface QueryProblem extends Span {
  readonly message: string;
}

/** `metrics.AUC.best` has three parts; what stood in quotation marks is one part whatever it holds. */
export interface PathPart {
  readonly text: string;
  readonly quoted: boolean;
}

export interface Field extends Span {
  readonly parts: readonly PathPart[];
}

export interface Value extends Span {
  readonly text: string;
  /** Then it is a text even if it looks like a number. */
  readonly quoted: boolean;
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** A condition as it was written; names are not looked up yet. */
export type Expression =
  | AndOr
  | (Span & { readonly kind: 'not'; readonly part: Expression })
  | Comparing
  | (Span & {
      readonly kind: 'in';
      readonly field: Field;
      readonly values: readonly Value[];
      readonly negated: boolean;
    })
  | (Span & { readonly kind: 'exists'; readonly field: Field; readonly negated: boolean })
  | (Span & { readonly kind: 'words'; readonly value: Value });

/** Never holds one of its own kind. */
export interface AndOr extends Span {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Expression[];
}

export interface Comparing extends Span {
  readonly kind: 'compare';
  readonly field: Field;
  readonly operator: Operator;
  readonly value: Value;
}

export interface OrderKey {
  readonly field: Field;
  readonly descending: boolean;
}

/** A text as it was read. With a problem there is no condition. */
export interface Syntax {
  readonly text: string;
  readonly where: Expression | undefined;
  readonly order: readonly OrderKey[];
  /** Where `order by` begins; the end of the text when there is none. */
  readonly orderAt: number;
  readonly problem: QueryProblem | undefined;
}

/** What a query asks of: a column of what was logged, or a fact of the run itself. */
export type FieldKey = ColumnKey | `run.${string}`;

/** `order by metrics.AUC desc`. */
export interface QuerySort {
  readonly key: FieldKey;
  readonly part: ColumnPart;
  readonly descending: boolean;
}
