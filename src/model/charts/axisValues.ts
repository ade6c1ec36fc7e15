import { type Points } from '../points';
import { type Curve, sortedCurve } from './curve';

/** What a line chart counts along: the step, the clock, the time since the run began, or another metric. */
export type Along =
  | { readonly kind: 'step' }
  | { readonly kind: 'time' }
  | { readonly kind: 'relative' }
  | { readonly kind: 'metric'; readonly name: string };

export interface Placed {
  readonly curve: Curve;
  /** Points that have no place on the x axis: their time, or the other metric at their step, is unknown. */
  readonly unplaced: number;
}

/**
 * Points of a run along an axis.
 * @param startedAt ms since 1970; without it a run begins with its first point
 * @param other points of the metric along which they are shown, joined by step
 */
export function placeAlong(
  along: Along,
  points: Points,
  startedAt?: number,
  other?: Points,
): Placed {
  const { steps, values, times } = points;
  switch (along.kind) {
    case 'step':
      return placed(steps, values);
    case 'time':
      return placed(times, values);
    case 'relative': {
      const first = startedAt ?? firstOf(times);
      return placed(
        times.map((time) => (time - first) / 1000),
        values,
      );
    }
    case 'metric': {
      const byStep = new Map<number, number>();
      other?.steps.forEach((step, index) => byStep.set(step, other.values[index] ?? Number.NaN));
      const xs = steps.map((step) => byStep.get(step) ?? Number.NaN);
      const keep = [...xs.keys()].filter((index) => !Number.isNaN(xs[index]));
      // In the order of logging: the way that the run went through both metrics.
      const curve = {
        xs: Float64Array.from(keep, (index) => xs[index] ?? Number.NaN),
        ys: Float64Array.from(keep, (index) => values[index] ?? Number.NaN),
        sorted: false,
      };
      return { curve, unplaced: values.length - keep.length };
    }
  }
}

function placed(xs: Float64Array, ys: Float64Array): Placed {
  const curve = sortedCurve(xs, ys);
  return { curve, unplaced: ys.length - curve.ys.length };
}

function firstOf(times: Float64Array): number {
  return times.reduce((first, time) => (time < first ? time : first), Number.POSITIVE_INFINITY);
}
