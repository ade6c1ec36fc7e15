import { metricText } from '../../../../model/words';
import { columnsHere } from '../data';
import { numberAt } from '../../../../model/frame/columns';
import { columnRef } from '../../../../model/frame/frame';
import { directionOf } from '../model';
import { type Slot } from './CellView';
import { type Column, isLogged } from './columns';
import { rangeOf } from './ranges';
import { type RowLook } from './RowView';
import { plainText, valuesOf } from './values';

const longest = 2_000;

/** The whole of a cell, as a tooltip. */
export function cellTitle({ head, row }: RowLook, slot: Slot | undefined): string {
  if (!slot) {
    const lines = [
      head.name,
      ...(head.version === undefined ? [] : [`Model version ${head.version}`]),
      ...(head.progress ? [`Running: ${head.progress.words}`] : []),
    ];
    return lines.join('\n');
  }
  const { column, values } = slot;
  const { key } = column;
  const name = column.name.slice(0, longest);
  if (key === 'run.created') return `${name}: ${new Date(head.createdAt).toLocaleString()}`;
  const text = (plainText(key, values, row) ?? 'not logged').slice(0, longest);
  if (key === 'run.commit') return `${name}: ${text}\nClick compares the code with the baseline's`;
  if (key === 'run.job') return `${name}: ${text}\nClick follows the log`;
  return `${name}: ${text}`;
}

/** What there is to know of a column, as the tooltip of its head. @param row of the focused run */
export function headTitle(column: Column, row: number | undefined): string {
  const { info, key } = column;
  const name = column.name.slice(0, longest);
  if (!info || !isLogged(key)) return name;
  const logged = `in ${info.count.toLocaleString('en-US')} runs`;
  if (column.group !== 'metric') return `${name}\n${logged}`;
  const direction = directionOf(key);
  const way = direction === 'unknown' ? 'no better direction is known' : `${direction} is better`;
  const range = rangeOf(valuesOf(key, column.part));
  const lines = [
    name,
    `${way}; ${logged}`,
    `shows the ${column.shows} value of each run, ${metricText(range.min)} to ${metricText(range.max)}`,
  ];
  const own = (['last', 'min', 'max'] as const).flatMap((part) => {
    const value =
      row === undefined ? undefined : numberAt(columnsHere.peek().get(columnRef(key, part)), row);
    return value === undefined ? [] : [`${part} ${metricText(value)}`];
  });
  if (own.length > 0) lines.push(`focused run: ${own.join(', ')}`);
  return lines.join('\n');
}
