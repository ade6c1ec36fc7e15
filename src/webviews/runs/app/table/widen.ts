import { announced } from '../model';
import { type Column } from './columns';
import { setWidth, widthWithin } from './layout';
import { nameWidth } from './placing';

/** A column gets so much wider or narrower by a key, px. */
const step = 16;

/** Makes a column a step wider or narrower and says how wide it is. @param column undefined: the name */
export function widenColumn(column: Column | undefined, by: -1 | 1): void {
  const key = column?.key ?? 'run.name';
  const width = widthWithin(key, (column?.width ?? nameWidth.value) + by * step);
  setWidth(key, width);
  announced.value = `${column?.name.slice(0, 60) ?? 'Name'} is ${width} pixels wide`;
}
