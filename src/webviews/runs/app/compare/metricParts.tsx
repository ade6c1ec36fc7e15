import { type ComponentChildren } from 'preact';
import { type Direction } from '../../../../model/compare';
import { type MetricCells } from '../../../../model/comparison/metrics';
import { metricText } from '../../../../model/words';
import { deltaLook } from '../../../ui/deltaLook';
import { barSpan, type BarRoom, barStyle } from './barSpan';
import { type CellLook } from './Columns';

/** How the cell of a metric looks, and what is said of it: its parts are few, for hundreds come into sight at once. */
export function metricLook(row: MetricCells, place: number, direction: Direction): CellLook {
  const cell = row.cells[place];
  if (!cell) return { tone: 'metric faint', title: 'Not logged' };
  const isBest = cell.value === row.best;
  const baseline = row.cells[0]?.value;
  const change =
    cell.delta === undefined || baseline === undefined
      ? undefined
      : deltaLook(cell.value, baseline, direction, row.scale);
  const words = change && change.words !== '' ? `${change.words} ${change.amount}` : undefined;
  const said = [metricText(cell.value), isBest ? 'best' : undefined, words];
  return {
    tone: `metric${cell.verdict === 'worse' ? ' worse' : ''}${isBest ? ' best' : ''}`,
    label: said.filter((one) => one !== undefined).join(', '),
    title: words === undefined ? String(cell.value) : `${cell.value}\n${words}`,
  };
}

/** A value, its change against the baseline, and the change as a bar on the scale of the row. */
export function metricParts(
  row: MetricCells,
  place: number,
  direction: Direction,
  room: BarRoom,
): ComponentChildren {
  const cell = row.cells[place];
  if (!cell) return '–';
  const baseline = row.cells[0]?.value;
  const text = metricText(cell.value);
  if (cell.delta === undefined || baseline === undefined) return text;
  const { sign, amount, tone } = deltaLook(cell.value, baseline, direction, row.scale);
  const bar = barSpan(cell.delta, row.scale);
  return [
    // The change stands at a tab: a place of its own would be another box to lay out.
    `${text}\t`,
    <span key="delta" class={`delta ${tone}`}>
      {`${sign} ${amount}`.trim()}
    </span>,
    bar && <i key="bar" class={`bar ${cell.verdict}`} style={barStyle(bar, room)} />,
  ];
}
