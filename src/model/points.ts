import { type MetricPoint } from './run';

/** All points of one metric of one run in the order of logging, as three arrays of one length. */
export interface Points {
  readonly steps: Float64Array;
  /** May hold NaN and infinities. */
  readonly values: Float64Array;
  /** ms since 1970; NaN where it is not known. */
  readonly times: Float64Array;
}

export function toPoints(list: readonly MetricPoint[]): Points {
  return {
    steps: Float64Array.from(list, (point) => point.step),
    values: Float64Array.from(list, (point) => point.value),
    times: Float64Array.from(list, (point) => point.at ?? Number.NaN),
  };
}
