import { type RefObject, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { columnKey } from '../../../../model/frame/frame';
import { runMark } from '../../../../model/runColors';
import { metricText, plural } from '../../../../model/words';
import { number, rowOf, rows } from '../data';
import { directionOf } from '../model';
import { barMiddle, BarRows } from './BarRows';
import { chartMarks, chartRuns } from './followed';
import { fitted, type Pen } from './pen';
import { type Picture } from './picture';
import { RunTwin } from './RunTwin';
import { palette } from './surroundings';

const mostBars = 40;

/** The last value of a metric of the charted runs, best first. */
export function Bars(props: {
  readonly metric: string;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const key = columnKey('metric', props.metric);
  const sign = directionOf(key) === 'lower' ? 1 : -1;
  const known = chartMarks.value;
  const colors = palette();
  const all = chartRuns.value.flatMap((run, index) => {
    const row = rowOf.value.get(run);
    const value = number(key, row);
    return row === undefined || value === undefined
      ? []
      : [{ row, value, mark: known.get(run) ?? runMark(index) }];
  });
  const finite = all.filter(({ value }) => Number.isFinite(value));
  const bars = finite.sort((a, b) => sign * (a.value - b.value)).slice(0, mostBars);
  const told = bars.map(({ row, value }) => `${row} ${value}`).join();
  const draw = useMemo(
    () => (pen: Pen, width: number) => {
      const low = Math.min(0, ...bars.map(({ value }) => value));
      const high = Math.max(0, ...bars.map(({ value }) => value));
      const [from, room] = [118, Math.max(20, width - 190)];
      const at = (value: number): number => from + ((value - low) / (high - low || 1)) * room;
      bars.forEach(({ row, value, mark }, index) => {
        const y = barMiddle(index);
        const color = colors.resolve(mark.color);
        pen.shape(mark.shape, 7, y, 3.6, { color });
        pen.text(fitted(pen, rows.value[row]?.name ?? '', 98), 16, y, { color: colors.text });
        const [left, right] = [at(Math.min(0, value)), at(Math.max(0, value))];
        pen.rect(
          { left, top: y - 5, width: Math.max(1, right - left), height: 10 },
          { color, opacity: 0.8 },
        );
        pen.text(metricText(value), right + 5, y, { color: colors.text });
      });
    },
    [told, colors, known],
  );
  if (props.twin) return <RunTwin rows={all.map(({ row }) => row)} keys={[key]} />;
  if (bars.length === 0) return <p class="faint">No charted run has a finite {props.metric}.</p>;
  const left = all.length - bars.length;
  return (
    <figure class="chart" aria-label={`${props.metric} of each run`}>
      <BarRows
        title={`${props.metric} of each run`}
        count={bars.length}
        draw={draw}
        say={(index) => {
          const bar = bars[index];
          return bar ? `${rows.value[bar.row]?.name ?? ''}: ${metricText(bar.value)}` : '';
        }}
        run={(index) => rows.value[bars[index]?.row ?? -1]?.id}
        {...(props.picture && { picture: props.picture })}
      />
      <figcaption class="chart-notes faint">
        {plural(bars.length, 'run')}, last values
        {left > 0 && `; ${left} not shown: not finite, or after the first ${mostBars}`}
      </figcaption>
    </figure>
  );
}
