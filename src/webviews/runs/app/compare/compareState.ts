import { batch, computed, signal } from '@preact/signals';
import { betterDirection, type Direction } from '../../../../model/compare';
import { arrange, type Lines, type ValueRow } from '../../../../model/comparison/lines';
import { type RunValues } from '../../../../model/comparison/runValues';
import { type RunId } from '../../../../model/ids';
import { type RunMergeRequest } from '../../contract/mergeRequestContract';
import { setBaseline } from '../client';
import { rowFor, rowOf } from '../data';
import { keep, kept } from '../kept';
import { announced, selected, state, view } from '../model';
import { collapsed, regressionsFirst, showsEqual } from './compareLayout';

/** What the runs on the page logged; undefined until it is here. */
export const values = signal<RunValues | undefined>(undefined);
/** Where the runs were made, as far as their files tell. */
export const environment = signal<readonly ValueRow[]>([]);

/** Of the branches of the runs; what is not known yet is not there. */
export const mergeRequests = signal<ReadonlyMap<RunId, RunMergeRequest | null>>(new Map());

export const find = signal('');
/** Lines with long values that are shown whole, by kind and name. */
export const expanded = signal<ReadonlySet<string>>(new Set());
/** The run that was taken out last, to be put back. */
export const removed = signal<{ readonly run: RunId; readonly at: number } | undefined>(undefined);

/** Runs on the page: the baseline first, the others in the order that the user gave them. */
export const shownRuns = computed<readonly RunId[]>(() => {
  const now = view.value;
  if (now.kind !== 'compare') return [];
  const known = now.runs.filter((run) => rowOf.value.has(run));
  const { baseline } = state.value;
  if (baseline === undefined || !rowOf.value.has(baseline)) return known;
  return [baseline, ...known.filter((run) => run !== baseline)];
});

/** Places of the shown runs in the values; empty until the values of all of them are here. */
export const order = computed<readonly number[]>(() => {
  const now = values.value;
  if (!now) return [];
  const places = new Map(now.runs.map((run, index) => [run, index]));
  const found = shownRuns.value.map((run) => places.get(run));
  return found.every((place) => place !== undefined) ? found : [];
});

/** Which way a metric should move: what the user said, else what its name suggests. */
export function directionOf(metric: string): Direction {
  const { directions } = kept.value;
  return (
    (Object.hasOwn(directions, metric) ? directions[metric] : undefined) ?? betterDirection(metric)
  );
}

export function turnDirection(metric: string): void {
  const next = { unknown: 'higher', higher: 'lower', lower: 'unknown' } as const;
  const direction = next[directionOf(metric)];
  keep({ directions: { ...kept.value.directions, [metric]: direction } });
  announced.value = `${metric}: ${directionText(direction)}`;
}

export function directionText(direction: Direction): string {
  return direction === 'unknown' ? 'no better direction known' : `${direction} is better`;
}

const nothing: Lines = { lines: [], hidden: 0, worse: 0 };

export const lines = computed<Lines>(() => {
  const now = values.value;
  if (!now || order.value.length === 0) return nothing;
  return arrange(now, environment.value, {
    order: order.value,
    directionOf,
    regressionsFirst: regressionsFirst.value,
    showsEqual,
    isCollapsed: (id) => collapsed.value.has(id),
    find: find.value,
  });
});

function show(runs: readonly RunId[]): void {
  view.value = { kind: 'compare', runs };
}

/** All runs of the page, so that a change of the baseline loses none. */
function allRuns(): readonly RunId[] {
  return shownRuns.value;
}

export function addRun(run: RunId): void {
  const all = allRuns();
  if (all.includes(run)) return;
  batch(() => {
    if (!selected.value.includes(run)) selected.value = [...selected.value, run];
    show([...all, run]);
    announced.value = `${nameOf(run)} added, ${all.length + 1} runs`;
  });
}

export function removeRun(run: RunId): void {
  const all = allRuns();
  batch(() => {
    removed.value = { run, at: all.indexOf(run) };
    selected.value = selected.value.filter((one) => one !== run);
    show(all.filter((one) => one !== run));
    announced.value = `${nameOf(run)} removed`;
  });
}

export function undoRemove(): void {
  const last = removed.value;
  if (!last) return;
  const all = [...allRuns()];
  all.splice(last.at, 0, last.run);
  batch(() => {
    removed.value = undefined;
    if (!selected.value.includes(last.run)) selected.value = [...selected.value, last.run];
    show(all);
    announced.value = `${nameOf(last.run)} is back`;
  });
}

/** @param to place among the runs; the baseline keeps the first */
export function moveRun(run: RunId, to: number): void {
  const all = allRuns();
  const others = all.filter((one) => one !== run);
  const place = Math.max(1, Math.min(others.length, to));
  if (all.indexOf(run) === place) return;
  show([...others.slice(0, place), run, ...others.slice(place)]);
  announced.value = `${nameOf(run)} is number ${place} of ${others.length}`;
}

export function makeBaseline(run: RunId): void {
  const all = allRuns();
  batch(() => {
    const shown = new Set([...selected.value, ...all]);
    selected.value = [...shown];
    show([run, ...all.filter((one) => one !== run)]);
    setBaseline(run);
    announced.value = `${nameOf(run)} is the baseline`;
  });
}

export function nameOf(run: RunId | undefined): string {
  return rowFor(run)?.name ?? 'unknown run';
}
