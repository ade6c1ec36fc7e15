import { isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { databaseId, type ExperimentId, type RunId } from '../model/ids';
import {
  type KnownRun,
  type ProjectRef,
  type RunReading,
  type RunsRead,
} from '../model/ports/gitlab';
import { isUnfinished, type Run } from '../model/run';
import { type RawHead, runHeadsDocument, runsDocument } from './documents/runs';
import { createFittingPages, type Page } from './fittingPages';
import { type GraphQL } from './graphql';
import { type Mlflow } from './mlflow';
import {
  ClosedWay,
  type ClosedWays,
  createRunContents,
  type Head,
  isGone,
  type RunContents,
} from './runContents';
import { firstPageOf, headOf, toRun, wholeFrom, withContent } from './toRun';

export type RunReader = (
  project: ProjectRef,
  reading: RunReading,
  signal: AbortSignal,
) => Promise<RunsRead>;

type HeadPage = Omit<Page<unknown>, 'items'> & { readonly items: readonly Head[] };

const pageSize = 100;
/** When so many runs of a page hold more than a page can tell, the next pages do not try. */
const mostRuns = 10;
/** Runs that are looked at again at the same time. */
const atOnce = 6;
const nobody = (): boolean => false;
const slowly =
  'GitLab tells all about many runs at once only to people with the Developer role or higher and a token with the scope api. The runs are read one by one, which takes longer the first time.';

/** Reads the runs of an experiment: everything once, afterwards what is new. */
export function createRunReader(graphql: GraphQL, mlflow: Mlflow, origin: string): RunReader {
  const readPage = createFittingPages(graphql, runsDocument);
  const readHeads = createFittingPages(graphql, runHeadsDocument);
  const closed: ClosedWays = { search: new ClosedWay(), get: new ClosedWay() };

  async function readAll(
    contents: RunContents,
    { experiment, onRuns }: RunReading,
    signal: AbortSignal,
  ): Promise<void> {
    const heads = (after: string | undefined): Promise<HeadPage> =>
      readHeads(experiment.id, after, pageSize, signal);
    const pages = async (after: string | undefined): Promise<HeadPage> => {
      const page = await readPage(experiment.id, after, pageSize, signal);
      const items = page.items.map((item) => ({ ...item, first: firstPageOf(item.raw) }));
      return { ...page, items };
    };
    let read = pages;
    let next: Promise<HeadPage> | undefined = read(undefined);
    while (next) {
      const page: HeadPage = await next;
      const partly = page.items.filter(({ first }) => first?.complete !== true);
      if (partly.length > mostRuns) read = heads;
      next = page.next === undefined ? undefined : read(page.next);
      // The page after is on its way while this one is completed; its failure is met when it is awaited.
      next?.catch(() => undefined);
      const found = await contents.of(partly, signal);
      const runs = page.items.flatMap(({ raw, first }): Run[] => {
        const content = found.get(raw.eid) ?? (first?.complete === true ? first : undefined);
        return content ? [toRun(raw, content, experiment.id, origin)] : [];
      });
      onRuns(runs, page.total);
    }
  }

  async function readNews(
    project: ProjectRef,
    contents: RunContents,
    { experiment, known, onRuns, thorough }: RunReading,
    signal: AbortSignal,
  ): Promise<(id: RunId) => boolean> {
    const unseen = new Map(known.unfinished.map((run) => [run.id, run]));
    const seen = new Set<RunId>();
    const wanted: Head[] = [];
    const newest = known.newest === undefined ? 0 : databaseId(known.newest);
    let fresh = 0;
    let total = 0;
    let after: string | undefined;
    const look = async (): Promise<void> => {
      const page = await readHeads(experiment.id, after, pageSize, signal);
      for (const head of page.items) {
        const about = known.about(head.raw.id);
        if (!about) fresh++;
        if (!about || isUnfinished(about) || differs(about, head.raw, origin)) wanted.push(head);
        seen.add(head.raw.id);
        unseen.delete(head.raw.id);
      }
      total = page.total;
      const last = page.items.at(-1);
      after = last && page.next;
    };
    do await look();
    while (after !== undefined && oldestOf(seen) > newest);

    const gone = new Set<RunId>();
    const again = await mapAtOnce([...unseen.values()], atOnce, (run) =>
      lookAgain(mlflow, project, run, signal),
    );
    for (const one of again) if (one.kind === 'gone') gone.add(one.id);
    const blind = again.some((one) => one.kind === 'unknown');
    let swept = after === undefined;
    if (!swept && (thorough === true || blind || known.count - gone.size + fresh !== total)) {
      while (after !== undefined) await look();
      swept = true;
    }
    const found = await contents.of(wanted, signal);
    const runs = wanted.flatMap(({ raw }): Run[] => {
      const content = found.get(raw.eid);
      return content ? [toRun(raw, content, experiment.id, origin)] : [];
    });
    const moved = again.flatMap((one) =>
      one.kind === 'read' && !seen.has(one.run.id) ? [one.run] : [],
    );
    if (runs.length + moved.length > 0) onRuns([...runs, ...moved], total);
    return swept ? (id) => !seen.has(id) : (id) => gone.has(id);
  }

  return async (project, reading, signal) => {
    const { experiment, known } = reading;
    const contents = createRunContents(graphql, mlflow, closed, project.id, experiment);
    let goneNow = nobody as (id: RunId) => boolean;
    if (known.count === 0) await readAll(contents, reading, signal);
    else goneNow = await readNews(project, contents, reading, signal);
    return { isGone: goneNow, notes: contents.slow ? [slowly] : [] };
  };
}

function oldestOf(seen: ReadonlySet<RunId>): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const id of seen) oldest = Math.min(oldest, databaseId(id));
  return oldest;
}

type Again =
  | { readonly kind: 'read'; readonly run: Run }
  | { readonly kind: 'gone'; readonly id: RunId }
  | { readonly kind: 'unknown' };

/** A run that is too old for the first page: by itself, which costs one request however old it is. */
async function lookAgain(
  mlflow: Mlflow,
  project: ProjectRef,
  run: Run,
  signal: AbortSignal,
): Promise<Again> {
  try {
    const read = await mlflow.run(project.id, run.eid, signal);
    const content = wholeFrom(read, { params: [], tags: [], points: [], complete: false });
    return content
      ? { kind: 'read', run: withContent({ ...run, status: read.status }, content) }
      : { kind: 'unknown' };
  } catch (error) {
    if (isGone(error)) return { kind: 'gone', id: run.id };
    if (!isAppError(error, 'not-found', 'forbidden', 'invalid', 'remote')) throw error;
    return { kind: 'unknown' };
  }
}

/** Whether something about a finished run changed after all. */
function differs(known: KnownRun, raw: RawHead, origin: string): boolean {
  const { name, status, job, packageId } = headOf(raw, '' as ExperimentId, origin);
  if (name !== known.name || status !== known.status || packageId !== known.packageId) return true;
  if (job?.id !== known.job?.id || job?.status !== known.job?.status) return true;
  // More tags than a page holds are not compared.
  if (raw.metadata.pageInfo.hasNextPage) return false;
  const before = valuesOf(known.tags);
  const now = valuesOf(raw.metadata.nodes);
  return before.size !== now.size || [...now].some(([tag, value]) => before.get(tag) !== value);
}

function valuesOf(tags: KnownRun['tags']): Map<string, string> {
  return new Map(tags.map(({ name, value }) => [name, value]));
}
