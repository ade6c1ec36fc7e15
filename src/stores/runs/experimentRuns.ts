import { textAt } from '../../model/frame/columns';
import { mergeTables } from '../../model/frame/mergeTables';
import { emptyTable, runAt, type RunTable, tableOf } from '../../model/frame/runTable';
import { databaseId, type RunId } from '../../model/ids';
import { type KnownRun, type KnownRuns } from '../../model/ports/gitlab';
import { isUnfinished, type NamedValue, type Run } from '../../model/run';

/** Runs that are kept one by one before they join the table. */
const mostLoose = 100;
/** A run that has told nothing for so long is looked at now and then only: many are never closed. */
const quietMs = 30 * 60_000;
const seldom = 10;

interface Loose {
  readonly run: Run;
  readonly changedAt: number;
}

/** The runs of one experiment: a table of those that are finished, and beside it those that are fresh or not finished. */
export class ExperimentRuns implements KnownRuns {
  readonly #now: () => number;
  #table: RunTable;
  #chunks: RunTable[] = [];
  #rows = new Map<RunId, { readonly table: RunTable; readonly row: number }>();
  #loose = new Map<RunId, Loose>();
  #looks = 0;
  #unsaved = 0;
  #changes = 0;

  constructor(table: RunTable = emptyTable, now: () => number = Date.now) {
    this.#now = now;
    this.#table = table;
    this.#index(table);
    const moving = table.heads.filter(isUnfinished);
    for (const { id, createdAt } of moving) {
      const run = this.run(id);
      if (run) this.#loose.set(id, { run, changedAt: createdAt });
    }
    if (moving.length > 0) this.#replace(mergeTables([table], (head) => !isUnfinished(head)));
  }

  get count(): number {
    let count = this.#rows.size;
    for (const id of this.#loose.keys()) if (!this.#rows.has(id)) count++;
    return count;
  }

  get newest(): RunId | undefined {
    let best: RunId | undefined;
    let number = -1;
    for (const ids of [this.#rows.keys(), this.#loose.keys()]) {
      for (const id of ids) {
        const own = databaseId(id);
        if (own > number) [best, number] = [id, own];
      }
    }
    return best;
  }

  /** Those that may still tell something; each tenth time all of them. */
  get unfinished(): readonly Run[] {
    const all = this.#looks % seldom === 0;
    return this.#moving(all);
  }

  /** Something is being logged now, as far as one knows. */
  get moves(): boolean {
    return this.#moving(false).length > 0;
  }

  get hasUnfinished(): boolean {
    return this.#moving(true).length > 0;
  }

  /** Grows with each change of what is shown. */
  get changes(): number {
    return this.#changes;
  }

  /** Finished runs that are not in a file yet. */
  get unsaved(): number {
    return this.#unsaved;
  }

  about(id: RunId): KnownRun | undefined {
    const loose = this.#loose.get(id);
    if (loose) return loose.run;
    const place = this.#rows.get(id);
    const head = place?.table.heads[place.row];
    return place && head && { ...head, tags: tagsAt(place.table, place.row) };
  }

  run(id: RunId): Run | undefined {
    const loose = this.#loose.get(id);
    if (loose) return loose.run;
    const place = this.#rows.get(id);
    return place && runAt(place.table, place.row);
  }

  /** The run with all points that were read; only of those that are not in the table. */
  loose(id: RunId): Run | undefined {
    return this.#loose.get(id)?.run;
  }

  has(id: RunId): boolean {
    return this.#loose.has(id) || this.#rows.has(id);
  }

  looked(): void {
    this.#looks++;
  }

  take(runs: readonly Run[]): void {
    const again = runs.filter((run) => this.#rows.has(run.id));
    if (again.length > 0) this.#drop((id) => again.some((run) => run.id === id));
    const finished = runs.filter((run) => !isUnfinished(run));
    this.#unsaved += finished.length;
    const many = finished.length > mostLoose / 2;
    for (const run of runs) {
      const before = this.#loose.get(run.id);
      if (many && !isUnfinished(run)) {
        this.#loose.delete(run.id);
        continue;
      }
      const same = before !== undefined && sameState(before.run, run);
      if (!same) this.#changes++;
      this.#loose.set(run.id, { run, changedAt: same ? before.changedAt : this.#now() });
    }
    if (many) {
      this.#changes++;
      this.#add(tableOf(finished));
    }
  }

  forget(isGone: (id: RunId) => boolean): boolean {
    let changed = false;
    for (const id of [...this.#loose.keys()]) {
      if (isGone(id)) changed = this.#loose.delete(id);
    }
    changed = this.#drop(isGone) || changed;
    if (changed) this.#changes++;
    return changed;
  }

  /** Puts finished runs into the table when they are many; `all`: whatever they are. */
  settle(all = false): void {
    const finished = [...this.#loose.values()]
      .map(({ run }) => run)
      .filter((run) => !isUnfinished(run));
    if (finished.length > 0 && (all || finished.length > mostLoose)) {
      for (const { id } of finished) this.#loose.delete(id);
      this.#add(tableOf(finished));
    }
    if (this.#chunks.length > 0) this.#replace(mergeTables([this.#table, ...this.#chunks]));
  }

  /** All runs in one table, as they are kept in a file. */
  saved(): RunTable {
    this.settle(true);
    this.#unsaved = 0;
    const moving = this.#moving(true);
    return moving.length === 0 ? this.#table : mergeTables([this.#table, tableOf(moving)]);
  }

  /** All runs; no run is in more than one table. */
  tables(): readonly RunTable[] {
    this.settle();
    const loose = [...this.#loose.values()].map(({ run }) => run);
    loose.sort((a, b) => b.iid - a.iid);
    return loose.length === 0 ? [this.#table] : [this.#table, tableOf(loose)];
  }

  #moving(all: boolean): Run[] {
    const since = this.#now() - quietMs;
    return [...this.#loose.values()]
      .filter(({ run, changedAt }) => isUnfinished(run) && (all || changedAt > since))
      .map(({ run }) => run);
  }

  #drop(gone: (id: RunId) => boolean): boolean {
    if (![...this.#rows.keys()].some(gone)) return false;
    this.#replace(mergeTables([this.#table, ...this.#chunks], ({ id }) => !gone(id)));
    this.#unsaved++;
    return true;
  }

  #add(table: RunTable): void {
    this.#chunks.push(table);
    this.#index(table);
  }

  #replace(table: RunTable): void {
    this.#table = table;
    this.#chunks = [];
    this.#rows.clear();
    this.#index(table);
  }

  #index(table: RunTable): void {
    table.heads.forEach(({ id }, row) => this.#rows.set(id, { table, row }));
  }
}

function tagsAt(table: RunTable, row: number): NamedValue[] {
  const tags: NamedValue[] = [];
  for (const [name, { column }] of table.tags) {
    const value = textAt(column, row);
    if (value !== undefined) tags.push({ name, value });
  }
  return tags;
}

/** Nothing was logged since. */
function sameState(a: Run, b: Run): boolean {
  const size = (run: Run): string =>
    [
      run.status,
      run.params.length,
      run.tags.length,
      run.metrics.reduce((sum, metric) => sum + metric.points.length, 0),
    ].join();
  return size(a) === size(b);
}
