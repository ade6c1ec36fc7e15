import { computed } from '@preact/signals';
import {
  type ColumnGroup,
  type ColumnLayout,
  emptyLayout,
  type Look,
  type ShownPart,
} from '../../../../model/columnLayout';
import { type FieldKey } from '../../../../model/query/query';
import { keep, kept } from '../kept';

/** How the user arranged the columns. */
export const layout = computed<ColumnLayout>(() => kept.value.columns ?? emptyLayout);

const leastWidth = 48;
/** Check box, mark, star and status stand before the name. */
const leastNameWidth = 120;
const mostWidth = 900;

export function changeLayout(parts: Partial<ColumnLayout>): void {
  keep({ columns: { ...layout.value, ...parts } });
}

/** The nearest width that a column may have, px. */
export function widthWithin(key: FieldKey, width: number): number {
  const least = key === 'run.name' ? leastNameWidth : leastWidth;
  return Math.max(least, Math.min(mostWidth, Math.round(width)));
}

/** @param width px; undefined: as it comes */
export function setWidth(key: FieldKey, width: number | undefined): void {
  const others = Object.entries(layout.value.widths).filter(([one]) => one !== key);
  if (width !== undefined) {
    others.push([key, widthWithin(key, width)]);
  }
  changeLayout({ widths: Object.fromEntries(others) });
}

/** Hides or shows columns; `usual` says which would be there anyway. */
export function showColumns(
  keys: readonly FieldKey[],
  show: boolean,
  usual: (key: FieldKey) => boolean,
): void {
  const changed = new Set(keys);
  const others = (list: readonly FieldKey[]): FieldKey[] => list.filter((key) => !changed.has(key));
  const { hidden, shown } = layout.value;
  changeLayout({
    hidden: show ? others(hidden) : [...others(hidden), ...keys.filter(usual)],
    shown: show ? [...others(shown), ...keys.filter((key) => !usual(key))] : others(shown),
  });
}

/** Shows all columns of a group that usually are there, or none of them. */
export function showGroup(
  group: ColumnGroup,
  show: boolean,
  isIn: (key: FieldKey) => boolean,
): void {
  const { without, hidden, shown } = layout.value;
  const others = without.filter((one) => one !== group);
  changeLayout({
    without: show ? others : [...others, group],
    hidden: hidden.filter((key) => !isIn(key)),
    shown: show ? shown : shown.filter((key) => !isIn(key)),
  });
}

export function pinColumn(key: FieldKey, pin: boolean): void {
  const others = layout.value.pinned.filter((one) => one !== key);
  changeLayout({ pinned: pin ? [...others, key] : others });
}

/** Puts a column behind another, or first. */
export function moveColumn(key: FieldKey, behind: FieldKey | undefined): void {
  if (key === behind) return;
  const { pinned, moves } = layout.value;
  if (pinned.includes(key)) {
    const others = pinned.filter((one) => one !== key);
    const at = behind === undefined ? 0 : others.indexOf(behind) + 1;
    changeLayout({ pinned: [...others.slice(0, at), key, ...others.slice(at)] });
    return;
  }
  changeLayout({ moves: [...moves.filter((move) => move.key !== key), { key, behind }] });
}

export function setPart(key: FieldKey, part: ShownPart): void {
  changeLayout({ parts: { ...layout.value.parts, [key]: part } });
}

export function setLook(keys: readonly FieldKey[], look: Look): void {
  const changed = Object.fromEntries(keys.map((key) => [key, look]));
  changeLayout({ looks: { ...layout.value.looks, ...changed } });
}
