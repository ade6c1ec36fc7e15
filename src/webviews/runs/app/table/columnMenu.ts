import { looks, shownParts } from '../../../../model/columnLayout';
import { parseColumnKey } from '../../../../model/frame/frame';
import { keep, kept } from '../kept';
import { directionOf } from '../model';
import { type Column, columns, isLogged, isUsual } from './columns';
import { choosing } from './choosing';
import { fitColumn } from './fit';
import { layout, moveColumn, pinColumn, setLook, setPart, setWidth, showColumns } from './layout';
import { groupRowsBy } from './lines';
import { type MenuLine, showMenu } from './menu';
import { sortBy, sortDirectly } from './sorting';
import { widenColumn } from './widen';

const lookNames = {
  dot: 'Dot on the Column’s Axis',
  bar: 'Bar',
  curve: 'Curve over Steps',
  plain: 'Number Only',
} as const;
const partNames = {
  last: 'Last Value',
  best: 'Best Value',
  min: 'Smallest',
  max: 'Largest',
} as const;
const wayNames = { higher: 'Higher', lower: 'Lower', unknown: 'Neither' } as const;

/** What can be done with a column. */
export function openColumnMenu(column: Column, x: number, y: number): void {
  const { key, part, pinned } = column;
  const grouped = layout.value.groupBy === key;
  showMenu(`Column ${column.name.slice(0, 60)}`, x, y, [
    { label: 'Sort Ascending', run: () => sortDirectly(key, part, false) },
    { label: 'Sort Descending', run: () => sortDirectly(key, part, true) },
    { label: 'Add to the Sort', keys: 'Shift+Enter', run: () => sortBy(key, { part, add: true }) },
    {
      label: grouped ? 'Do Not Group' : 'Group by This',
      run: () => groupRowsBy(grouped ? undefined : key),
    },
    ...metricLines(column),
    'Column',
    { label: pinned ? 'Unpin' : 'Pin', run: () => pinColumn(key, !pinned) },
    { label: 'Move Left', keys: 'Alt+←', run: () => shiftColumn(column, -1) },
    { label: 'Move Right', keys: 'Alt+→', run: () => shiftColumn(column, 1) },
    { label: 'Fit Width', run: () => fitColumn(column) },
    ...(layout.value.widths[key] === undefined
      ? []
      : [{ label: 'Usual Width', run: () => setWidth(key, undefined) }]),
    { label: 'Wider', keys: 'Shift+Alt+→', run: () => widenColumn(column, 1) },
    { label: 'Narrower', keys: 'Shift+Alt+←', run: () => widenColumn(column, -1) },
    { label: 'Hide', run: () => showColumns([key], false, isUsual) },
    {
      label: 'Choose Columns…',
      run: () => {
        choosing.value = true;
      },
    },
  ]);
}

/** Moves a column past its neighbour. */
export function shiftColumn({ key }: Column, by: -1 | 1): void {
  const all = columns.value;
  const at = all.findIndex((one) => one.key === key);
  const behind = by === 1 ? all[at + 1] : all[at - 2];
  if (by === 1 && !behind) return;
  moveColumn(key, behind?.key);
}

function metricLines({ key, name, shows, look }: Column): MenuLine[] {
  if (!isLogged(key) || parseColumnKey(key)?.kind !== 'metric') return [];
  const direction = directionOf(key);
  return [
    'Shows',
    ...shownParts.map((part) => ({
      label: partNames[part],
      checked: shows === part,
      run: () => setPart(key, part),
    })),
    'Better Is',
    ...(['higher', 'lower', 'unknown'] as const).map((way) => ({
      label: wayNames[way],
      checked: direction === way,
      run: () => keep({ directions: { ...kept.value.directions, [name]: way } }),
    })),
    'Drawn As',
    ...looks.map((one) => ({
      label: lookNames[one],
      checked: look === one,
      run: () => setLook([key], one),
    })),
  ];
}
