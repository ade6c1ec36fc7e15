import { expect, it } from 'vitest';
import { type RunId } from '../../../src/model/ids';
import { runMark } from '../../../src/model/runColors';
import { drawLines } from '../../../src/webviews/runs/app/charts/lines';
import { type LineSpec } from '../../../src/webviews/runs/app/charts/lineSpec';
import { type Lines, makeLines } from '../../../src/webviews/runs/app/charts/makeLines';
import { svgPen } from '../../../src/webviews/runs/app/charts/svgPen';
import { type Series } from '../../../src/webviews/runs/contract/chartContract';

const spec: LineSpec = {
  metric: 'loss',
  along: { kind: 'step' },
  logX: false,
  logY: false,
  group: undefined,
  band: 'none',
};
const area = {
  box: { left: 0, top: 0, width: 200, height: 100 },
  x: { min: 0, max: 3, log: false, start: 0, length: 200 },
  y: { min: -1, max: 10, log: false, start: 100, length: -100 },
};
const palette = {
  text: '#cccccc',
  faint: '#888888',
  grid: '#888888',
  background: '#000000',
  accent: '#0000ff',
  family: 'sans-serif',
  highContrast: false,
  resolve: (color: string) => color,
};

function series(index: number, values: readonly number[], at = Number.NaN): Series {
  return {
    run: `run-${index}` as RunId,
    metric: 'loss',
    steps: Float64Array.from(values.keys()),
    values: Float64Array.from(values),
    times: Float64Array.from(values, (_value, place) => at + place * 1_000),
  };
}

function lines(
  all: readonly Series[],
  smoothing = 0,
  own = spec,
  others?: readonly Series[],
): Lines {
  return makeLines(all, others, own, smoothing, {
    name: (run) => run,
    mark: (_run, index) => runMark(index),
    startedAt: () => undefined,
    group: () => undefined,
  });
}

/** The strokes of curves, as they are written to a file. */
function strokes(made: Lines): string[] {
  const { pen, svg } = svgPen(
    { width: 200, height: 100, background: '#000000', family: 'sans-serif', title: 'loss' },
    (text) => text.length * 6,
  );
  drawLines(pen, area, made.lines, palette, false);
  return svg().match(/<path [^>]*fill="none"[^>]*>/g) ?? [];
}

it('draws what was logged, fainter, behind each line that is smoothed', () => {
  const all = [series(0, [1, 5, 2, 4]), series(1, [2, 3, 9, 1])];
  expect(strokes(lines(all))).toHaveLength(2);
  const both = strokes(lines(all, 0.6));
  expect(both).toHaveLength(4);
  // Both raw ones first, with the same points as without smoothing.
  const points = (path: string): string => / d="([^"]+)"/.exec(path)![1]!;
  expect(both.slice(0, 2).map(points)).toEqual(strokes(lines(all)).map(points));
  expect(both.map((path) => path.includes('stroke-opacity="0.3"'))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('dashes what has the colour of another line, and nothing where there are too many', () => {
  const some = (count: number): string[] =>
    strokes(lines(Array.from({ length: count }, (_one, index) => series(index, [1, 2, 3, index]))));
  const dashes = some(18).map((path) => /stroke-dasharray="([^"]+)"/.exec(path)?.[1] ?? '');
  expect(dashes.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => ''));
  expect(new Set(dashes.slice(8, 16))).toEqual(new Set(['6 3']));
  expect(new Set(dashes.slice(16))).toEqual(new Set(['2 3']));
  expect(some(41).filter((path) => path.includes('dasharray'))).toEqual([]);
});

it('says which runs and points have no place along an axis', () => {
  const all = [series(0, [1, 2, 3], 1_000), series(1, [1, 2]), series(2, [-1, 0, Number.NaN, 4])];
  const notes = (own: Partial<LineSpec>, others?: readonly Series[]) =>
    lines(all, 0, { ...spec, ...own }, others).notes;
  expect(notes({})).toEqual(['1 point NaN: a gap.']);
  expect(notes({ along: { kind: 'time' } })).toEqual(['2 runs not shown: no times known.']);
  expect(notes({ logY: true })).toEqual([
    '1 point NaN: a gap.',
    '2 points at or below 0 have no place on a log axis.',
  ]);
  const others = [series(0, [7]), series(1, [8, 9])];
  expect(notes({ along: { kind: 'metric', name: 'fit_s' } }, others)).toEqual([
    '1 run not shown: no fit_s at these steps.',
    '2 points not shown: no fit_s at these steps.',
  ]);
});
