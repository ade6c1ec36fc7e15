import * as z from 'zod';
import { longestLabel, mostTurned } from '../model/rowFolds';
import { type RunId } from '../model/ids';
import { columnLayoutSchema } from './columnLayoutSchema';
import { keptChartsSchema } from './keptCharts';
import { compareLayoutSchema } from './keptCompare';
import { savedViewSchema, sortsSchema } from './savedViewSchema';

/**
 * How the user arranged the page of runs, as it is kept per workspace. A part that cannot be read falls back to its
 * start alone, and parts that a newer version wrote are carried along.
 */
const runId = z
  .string()
  .min(1)
  .max(300)
  .transform((text) => text as RunId);
const runIds = z.array(runId).max(5_000);

/** Which groups of the table are folded. */
const foldsSchema = z.object({
  /** The column that the runs are grouped by; groups of another one are all open. */
  by: z.string().max(1_100),
  /** Whether groups are folded that are not named here. */
  others: z.boolean(),
  /** Labels of the groups for which it is the other way round, at most `longestLabel` characters of each. */
  turned: z.array(z.string().max(longestLabel)).max(mostTurned).readonly(),
});

/** True of every project of the workspace. */
const everywhere = {
  /** Undefined until the user changes the views that are there at the start. */
  views: z.array(savedViewSchema).max(100).optional(),
  /** Queries, the last one first. */
  history: z.array(z.string().max(10_000)).max(50),
  /** Which way a metric should move, by its name, where the user said so. */
  directions: z.record(z.string().max(1_000), z.enum(['higher', 'lower', 'unknown'])),
  /** Undefined until the user changes the charts that are there at the start. */
  charts: keptChartsSchema.optional(),
  /** Undefined until the user changes the page that compares. */
  compare: compareLayoutSchema.optional(),
  /** px that the charts take beside the table; 0 and undefined: the usual part. */
  chartsWidth: z.number().min(0).max(10_000).optional(),
  /** Of the curves, from 0. */
  smoothing: z.number().min(0).max(1).optional(),
};

/** True of one project as one account sees it. */
const inProject = {
  stars: runIds,
  hidden: runIds,
  /** Undefined until the user arranges the columns. */
  columns: columnLayoutSchema.optional(),
  /** How the table was before a view that arranges it was shown; undefined while none is. */
  before: z
    .object({ sort: sortsSchema, columns: columnLayoutSchema.optional() })
    .nullable()
    .optional(),
  /** Undefined until the user folds a group. */
  folds: foldsSchema.optional(),
};

/** What the page of one project sees of it. */
export const keptSchema = z.object({ ...everywhere, ...inProject });
export type Kept = Readonly<z.infer<typeof keptSchema>>;

/** What the page asks to keep: each part as a whole. */
export const keptPatchSchema = keptSchema.partial();
export type KeptPatch = Readonly<z.infer<typeof keptPatchSchema>>;

export const projectKeys = Object.keys(inProject) as (keyof typeof inProject)[];

const projectSchema = z.looseObject({
  stars: inProject.stars.catch([]),
  hidden: inProject.hidden.catch([]),
  columns: inProject.columns.catch(undefined),
  before: inProject.before.catch(undefined),
  folds: inProject.folds.catch(undefined),
  baseline: runId.optional().catch(undefined),
});
export type KeptProject = z.infer<typeof projectSchema>;

/** The document in the memory of the workspace. */
export const keptDocumentSchema = z.looseObject({
  version: z.number(),
  views: everywhere.views.catch(undefined),
  history: everywhere.history.catch([]),
  directions: everywhere.directions.catch({}),
  charts: everywhere.charts.catch(undefined),
  compare: everywhere.compare.catch(undefined),
  chartsWidth: everywhere.chartsWidth.catch(undefined),
  smoothing: everywhere.smoothing.catch(undefined),
  /** By server, account and project. */
  projects: z.record(z.string(), projectSchema).catch({}),
});
export type KeptDocument = z.infer<typeof keptDocumentSchema>;

export const emptyDocument: KeptDocument = {
  version: 1,
  history: [],
  directions: {},
  projects: {},
};
