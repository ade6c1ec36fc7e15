import { computed } from '@preact/signals';
import { type Line } from '../../../../model/comparison/lines';
import { placeLines, type Placing } from '../../../../model/comparison/placing';
import { textIn } from '../../../../model/comparison/runValues';
import { environment, expanded, lines as allLines, order, values } from './compareState';

/** px */
export const nameWidth = 190;
export const baseWidth = 152;
const heights = { section: 34, group: 24, row: 24, whole: 168 };
const card = { head: 26, run: 24, whole: 120, gap: 8 };

/** Below this a table of several columns does not fit: lines become cards. px */
export const cardsBelow = 640;

/** Values longer than this are cut, and the line can be opened. */
const longFrom = 48;
/** What is put into the page of a value that is cut: it may be megabytes long. */
const cutAt = 160;

/** Where the lines stand; worked out when they change, not when somebody scrolls. */
export const placedRows = computed(() => placed(false));
export const placedCards = computed(() => placed(true));

function placed(asCards: boolean): Placing {
  const { lines } = allLines.value;
  return placeLines(lines.length, (line) => {
    const one = lines[line];
    return one ? lineHeight(one, asCards) : 0;
  });
}

export function lineHeight(line: Line, asCards: boolean): number {
  if (line.kind === 'section') return heights.section;
  if (line.kind === 'group') return heights.group;
  const whole = isWhole(line);
  if (!asCards) return whole ? heights.whole : heights.row;
  return card.head + order.value.length * (whole ? card.whole : card.run) + card.gap;
}

export function keyOf(line: Line): string {
  switch (line.kind) {
    case 'section':
    case 'group':
      return `${line.kind} ${line.id}`;
    case 'code':
      return 'code';
    case 'metric':
    case 'param':
    case 'tag':
    case 'environment':
      return `${line.kind} ${lineName(line)}`;
  }
}

export function lineName(line: Line): string {
  const now = values.value;
  switch (line.kind) {
    case 'metric':
      return now?.metrics.names[line.row] ?? '';
    case 'param':
      return now?.params.names[line.row] ?? '';
    case 'tag':
      return now?.tags.names[line.row] ?? '';
    case 'environment':
      return environment.value[line.row]?.name ?? '';
    case 'code':
      return 'Code';
    case 'section':
    case 'group':
      return line.id;
  }
}

/** @param run place in the values */
export function textOf(line: Line, run: number): string | undefined {
  const now = values.value;
  if (!now) return undefined;
  if (line.kind === 'param') return textIn(now.params, now.runs.length, line.row, run);
  if (line.kind === 'tag') return textIn(now.tags, now.runs.length, line.row, run);
  return line.kind === 'environment' ? environment.value[line.row]?.values[run] : undefined;
}

export function isText(line: Line): boolean {
  return line.kind === 'param' || line.kind === 'tag' || line.kind === 'environment';
}

export function isLong(line: Line): boolean {
  return isText(line) && order.value.some((run) => tooLong(textOf(line, run)));
}

/** Opened, and still long. */
export function isWhole(line: Line): boolean {
  return expanded.value.size > 0 && isText(line) && expanded.value.has(keyOf(line)) && isLong(line);
}

export function cut(text: string): string {
  const short = text.length > cutAt ? `${text.slice(0, cutAt)}…` : text;
  return short.replaceAll(/\s+/g, ' ');
}

function tooLong(text: string | undefined): boolean {
  return text !== undefined && (text.length > longFrom || text.includes('\n'));
}
