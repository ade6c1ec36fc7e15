import { type FieldKey } from './query/query';

/** Groups in which the columns of a table of runs come. */
export const columnGroups = ['git', 'run', 'metric', 'param', 'tag'] as const;
export type ColumnGroup = (typeof columnGroups)[number];

/** Which number of a metric its column shows; `best` is the largest or the smallest, as the metric goes. */
export const shownParts = ['last', 'best', 'min', 'max'] as const;
export type ShownPart = (typeof shownParts)[number];

/** How a metric's cell draws its number. */
export const looks = ['dot', 'bar', 'curve', 'plain'] as const;
export type Look = (typeof looks)[number];

/** How the user arranged the columns; what is not named here is as it comes. */
export interface ColumnLayout {
  /** px. */
  readonly widths: Readonly<Record<string, number>>;
  /** Groups of which only the columns in `shown` are there. */
  readonly without: readonly ColumnGroup[];
  readonly hidden: readonly FieldKey[];
  /** Columns that are hidden unless somebody asks for them. */
  readonly shown: readonly FieldKey[];
  readonly pinned: readonly FieldKey[];
  /** Applied one after the other: a column and the one that it was put behind; without one it was put first. */
  readonly moves: readonly { readonly key: FieldKey; readonly behind?: FieldKey | undefined }[];
  readonly parts: Readonly<Record<string, ShownPart>>;
  readonly looks: Readonly<Record<string, Look>>;
  /** Columns in which all runs are equal are left out. */
  readonly differing: boolean;
  /** The rows are gathered by the values of this column. */
  readonly groupBy?: FieldKey | undefined;
}

export const emptyLayout: ColumnLayout = {
  widths: {},
  without: [],
  hidden: [],
  shown: [],
  pinned: [],
  moves: [],
  parts: {},
  looks: {},
  differing: false,
};
