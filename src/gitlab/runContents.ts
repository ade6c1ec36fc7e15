import { AppError, isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { type ProjectId } from '../model/ids';
import { type Experiment } from '../model/run';
import { type GraphQL } from './graphql';
import { type Mlflow, type MlflowRun, type MlflowSearch } from './mlflow';
import { readNestedPages } from './nestedPages';
import { type RawHead } from './documents/runs';
import { type RunContent, wholeFrom } from './toRun';

export interface Head {
  readonly raw: RawHead;
  /** The cursor before it. */
  readonly before: string | undefined;
  /** What a page told of it, if that was asked for. */
  readonly first?: RunContent | undefined;
}

/** Reads what was logged in runs, in whichever way the server lets this account. */
export interface RunContents {
  /**
   * Of runs in the order of the experiment, newest first; each call goes on where the one before ended. Runs that were
   * deleted meanwhile are left out.
   */
  of(heads: readonly Head[], signal: AbortSignal): Promise<ReadonlyMap<string, RunContent>>;
  /** A search is not allowed, so that each run takes a request of its own. */
  readonly slow: boolean;
}

/** Fewer runs than this are asked for one by one. */
const worthSearching = 8;
/** Runs that are asked for at the same time. */
const atOnce = 6;
/** Answers of about this size: large enough to be few, small enough for a slow line and a busy server. */
const wantedBytes = 8_000_000;
const firstSearch = 100;
const largestSearch = 1_000;

/** Projects where a way turned out to be closed. Rights change: after a while it is tried again. */
export class ClosedWay {
  readonly #since = new Map<ProjectId, number>();

  has(project: ProjectId): boolean {
    const since = this.#since.get(project);
    return since !== undefined && Date.now() - since < tryAgainMs;
  }

  add(project: ProjectId): void {
    this.#since.set(project, Date.now());
  }
}
const tryAgainMs = 10 * 60_000;

export interface ClosedWays {
  readonly search: ClosedWay;
  readonly get: ClosedWay;
}

export function createRunContents(
  graphql: GraphQL,
  mlflow: Mlflow,
  closed: ClosedWays,
  project: ProjectId,
  experiment: Pick<Experiment, 'id' | 'iid'>,
): RunContents {
  const search = searching(mlflow, project, experiment.iid);

  async function bySearch(
    heads: readonly Head[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MlflowRun>> {
    if (closed.search.has(project) || heads.length < worthSearching) return new Map();
    try {
      return await search(new Set(heads.map(({ raw }) => raw.eid)), signal);
    } catch (error) {
      if (!isAppError(error, 'not-found', 'forbidden', 'invalid', 'remote')) throw error;
      // A failure of the server may pass.
      if (error.kind !== 'remote') closed.search.add(project);
      return new Map();
    }
  }

  async function byOne(head: Head, signal: AbortSignal): Promise<RunContent | undefined> {
    if (!closed.get.has(project)) {
      try {
        const whole = wholeFrom(
          await mlflow.run(project, head.raw.eid, signal),
          head.first ?? nothing,
        );
        if (whole) return whole;
      } catch (error) {
        if (isGone(error)) return undefined;
        if (!isAppError(error, 'not-found', 'forbidden', 'invalid', 'remote')) throw error;
        // A failure of the server may be about this run alone.
        if (error.kind !== 'remote') closed.get.add(project);
      }
    }
    return readNestedPages(graphql, experiment.id, head, undefined, signal);
  }

  return {
    get slow() {
      return closed.search.has(project);
    },
    async of(heads, signal) {
      const found = new Map<string, RunContent>();
      const searched = await bySearch(heads, signal);
      const rest = heads.filter((head) => {
        const run = searched.get(head.raw.eid);
        const whole = run && wholeFrom(run, head.first ?? nothing);
        if (whole) found.set(head.raw.eid, whole);
        return !whole;
      });
      await mapAtOnce(rest, atOnce, async (head) => {
        const content = await byOne(head, signal);
        if (content) found.set(head.raw.eid, content);
      });
      return found;
    },
  };
}

const nothing: RunContent = { params: [], tags: [], points: [], complete: false };

/** MLflow's own word for a run that is not there, as opposed to a server without this interface. */
export function isGone(error: unknown): boolean {
  return error instanceof AppError && error.code === 'RESOURCE_DOES_NOT_EXIST';
}

/** Goes through an experiment from its newest run, in answers of about equal size. */
function searching(
  mlflow: Mlflow,
  project: ProjectId,
  experiment: number,
): (eids: ReadonlySet<string>, signal: AbortSignal) => Promise<ReadonlyMap<string, MlflowRun>> {
  const ahead = new Map<string, MlflowRun>();
  let size: number | undefined;
  let token: string | undefined;
  let ended = false;
  return async (eids, signal) => {
    const found = new Map<string, MlflowRun>();
    const take = (): void => {
      for (const eid of eids) {
        const run = ahead.get(eid);
        if (run) found.set(eid, run);
        ahead.delete(eid);
      }
    };
    take();
    while (found.size < eids.size && !ended) {
      size ??= Math.min(firstSearch, eids.size);
      const page = await smallerSearch(size, (fewer) => {
        size = fewer;
        return mlflow.search(project, experiment, fewer, token, signal);
      });
      for (const run of page.runs) ahead.set(run.eid, run);
      token = page.next;
      ended = token === undefined || page.runs.length === 0;
      size = nextSearchSize(size, page);
      const before = found.size;
      take();
      // Runs that came between two answers are asked for one by one.
      if (found.size === before && found.size > 0) break;
    }
    return found;
  };
}

/** How many runs to ask for after a page, so that answers are of about equal size. */
export function nextSearchSize(size: number, page: MlflowSearch): number {
  const fits = Math.floor((wantedBytes / Math.max(1, page.bytes)) * page.runs.length);
  // Older runs may be much larger than newer ones.
  return Math.max(1, Math.min(largestSearch, size * 4, fits));
}

/** Asks for less when the server does not get it done in time. */
export async function smallerSearch<T>(
  size: number,
  ask: (size: number) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await ask(size);
    } catch (error) {
      if (!isAppError(error, 'unreachable') || size <= 10) throw error;
      size = Math.ceil(size / 5);
    }
  }
}
