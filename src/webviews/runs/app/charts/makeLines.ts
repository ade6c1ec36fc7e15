import { placeAlong } from '../../../../model/charts/axisValues';
import { type Curve } from '../../../../model/charts/curve';
import { groupCurves } from '../../../../model/charts/group';
import { type RunId } from '../../../../model/ids';
import { runMark, type RunMark } from '../../../../model/runColors';
import { smooth } from '../../../../model/smoothing';
import { plural } from '../../../../model/words';
import { type Series } from '../../contract/chartContract';
import { type Line } from './lines';
import { type LineSpec } from './lineSpec';

export interface RunWords {
  readonly name: (run: RunId) => string;
  readonly mark: (run: RunId, index: number) => RunMark;
  readonly startedAt: (run: RunId) => number | undefined;
  /** Value of the column that is grouped by. */
  readonly group: (run: RunId) => string | undefined;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Sentences about what is not in the picture, or not as it was logged. */
  readonly notes: readonly string[];
}

export function makeLines(
  series: readonly Series[],
  others: readonly Series[] | undefined,
  spec: LineSpec,
  smoothing: number,
  words: RunWords,
): Lines {
  const otherOf = new Map(others?.map((one) => [one.run, one]));
  let unplaced = 0;
  let without = 0;
  const placed = series.flatMap((one, index) => {
    const found = placeAlong(spec.along, one, words.startedAt(one.run), otherOf.get(one.run));
    if (found.curve.xs.length === 0 && one.values.length > 0) without++;
    else unplaced += found.unplaced;
    return found.curve.xs.length === 0 ? [] : [{ run: one.run, index, curve: found.curve }];
  });
  const notes = [
    ...placeNotes(spec, without, unplaced),
    ...valueNotes(
      placed.map(({ curve }) => curve),
      spec,
    ),
  ];
  if (spec.group !== undefined) {
    const grouped = groupLines(placed, spec, smoothing, words);
    return { lines: grouped.lines, notes: [...grouped.notes, ...notes] };
  }
  const lines = placed.map(({ run, index, curve }): Line => ({
    name: words.name(run),
    run,
    mark: words.mark(run, index),
    raw: curve,
    curve: smoothed(curve, smoothing),
  }));
  return { lines, notes };
}

function groupLines(
  placed: readonly { readonly run: RunId; readonly curve: Curve }[],
  spec: LineSpec,
  smoothing: number,
  words: RunWords,
): Lines {
  const groups = new Map<string | undefined, { readonly curve: Curve }[]>();
  for (const one of placed) {
    const value = words.group(one.run);
    groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  let places: number | undefined;
  const lines = [...groups].sort(byValue).map(([value, members], index): Line => {
    const curves = members.map(({ curve }) => curve);
    const grouped = groupCurves(curves, spec.band);
    places ??= grouped.places;
    return {
      name: `${value ?? 'no value'} (${members.length})`,
      run: undefined,
      mark: runMark(index),
      raw: grouped.mean,
      curve: smoothed(grouped.mean, smoothing),
      ...(spec.band !== 'none' && { band: { low: grouped.low, high: grouped.high } }),
    };
  });
  const band = {
    range: '; band: lowest to highest',
    deviation: '; band: one standard deviation',
    none: '',
  }[spec.band];
  const grid = places === undefined ? '' : `, averaged at ${places} places of x`;
  return { lines, notes: [`Lines are means of ${plural(placed.length, 'run')}${grid}${band}.`] };
}

function smoothed(curve: Curve, weight: number): Curve {
  return weight > 0 ? { ...curve, ys: smooth(curve.ys, weight) } : curve;
}

function placeNotes(spec: LineSpec, without: number, unplaced: number): string[] {
  const what =
    spec.along.kind === 'metric' ? `no ${spec.along.name} at these steps` : 'no times known';
  return [
    ...(without > 0 ? [`${plural(without, 'run')} not shown: ${what}.`] : []),
    ...(unplaced > 0 ? [`${plural(unplaced, 'point')} not shown: ${what}.`] : []),
  ];
}

function valueNotes(curves: readonly Curve[], spec: LineSpec): string[] {
  let missing = 0;
  let infinite = 0;
  let low = 0;
  for (const { xs, ys } of curves) {
    for (let index = 0; index < ys.length; index++) {
      const y = ys[index] ?? Number.NaN;
      if (Number.isNaN(y)) missing++;
      else if (!Number.isFinite(y)) infinite++;
      else if ((spec.logY && y <= 0) || (spec.logX && (xs[index] ?? 0) <= 0)) low++;
    }
  }
  return [
    ...(missing > 0 ? [`${plural(missing, 'point')} NaN: a gap.`] : []),
    ...(infinite > 0 ? [`${plural(infinite, 'point')} infinite: a gap.`] : []),
    ...(low > 0 ? [`${plural(low, 'point')} at or below 0 have no place on a log axis.`] : []),
  ];
}

function byValue(
  a: readonly [string | undefined, unknown],
  b: readonly [string | undefined, unknown],
): number {
  return (a[0] ?? '\uFFFF').localeCompare(b[0] ?? '\uFFFF', 'en', { numeric: true });
}
