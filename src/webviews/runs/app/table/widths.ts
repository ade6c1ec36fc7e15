import { type Look } from '../../../../model/columnLayout';
import { type FrameColumn } from '../../../../model/frame/columns';
import { type FactName } from '../../../../model/frame/facts';
import { type ColumnInfo } from '../../../../model/frame/frame';
import { metricText } from '../../../../model/words';
import { commonPrefix } from './prefix';
import { rangeOf } from './ranges';

/** px. */
const factWidths: Readonly<Record<FactName, number>> = {
  name: 0,
  status: 76,
  created: 92,
  duration: 72,
  author: 96,
  experiment: 112,
  project: 130,
  version: 130,
  branch: 76,
  commit: 64,
  job: 54,
};
const beside = 12;
const gap = 6;
const signWidth = 16;
const drawings: Readonly<Record<Look, number>> = { dot: 30, bar: 48, curve: 56, plain: 0 };
/** Of a name in the head; longer ones are cut. */
const mostOfName = { metric: 110, param: 80, tag: 90 } as const;
const mostOfBranch = 120;
const mostOfFact = 170;
/** Letters of a usual category, such as `random_forest`. */
const category = 13;
/** Check box, mark, star and status stand before the name. */
const beforeName = 76;

/** Facts that are names which somebody gave. */
const named: ReadonlySet<FactName> = new Set(['author', 'experiment', 'project', 'version']);

/** What the names of runs need, within limits. @param room width of the table, px */
export function nameColumnWidth(names: FrameColumn | undefined, room: number): number {
  if (room < 520) return 164;
  const longest =
    names?.kind === 'text'
      ? names.dictionary.reduce((most, text) => Math.max(most, text.length), 0)
      : 0;
  const most = Math.max(190, Math.min(250, room * 0.22));
  return Math.round(Math.max(190, Math.min(most, beforeName + longest * charWidth() + beside)));
}

/** @param column as far as it is known how long its values are */
export function factWidth(name: FactName, column: FrameColumn): number {
  const least = factWidths[name];
  if (name === 'branch' && column.kind === 'text') {
    const cut = commonPrefix(column).length;
    const longest = column.dictionary.reduce((most, text) => Math.max(most, text.length), 0);
    return Math.round(
      Math.max(least, Math.min(mostOfBranch, (longest - cut) * charWidth() + beside)),
    );
  }
  if (named.has(name) && column.kind === 'text') {
    const longest = column.dictionary.reduce((most, text) => Math.max(most, text.length), 0);
    return Math.round(Math.max(least, Math.min(mostOfFact, longest * charWidth() + beside)));
  }
  if (name === 'job') {
    const { max } = rangeOf(column);
    const digits = Number.isFinite(max) ? String(max).length + 1 : 0;
    return Math.max(least, Math.round(digits * 7.3) + beside);
  }
  return least;
}

/** What the values of a column usually need, and its name as far as that is not much. */
export function loggedWidth(info: ColumnInfo, look: Look, compares: boolean): number {
  const sign = charWidth();
  const name = Math.min(mostOfName[info.kind], info.name.length * sign + beside);
  const values =
    info.kind === 'metric'
      ? metricWidth(info, look, compares, sign)
      : Number.isFinite(info.min)
        ? 44
        : category * sign + beside;
  return Math.round(Math.max(name, values));
}

function metricWidth(
  { min, max }: ColumnInfo,
  look: Look,
  compares: boolean,
  sign: number,
): number {
  const value = sign * valueSigns(min, max);
  const drawing = look === 'plain' ? 0 : drawings[look] + gap;
  const delta = compares ? gap + signWidth + sign * signs(max - min) : 0;
  return beside + value + drawing + delta;
}

/** So wide are the numbers of a metric, px: what stands beside them is in line. */
export function valueWidth({ min, max }: Pick<ColumnInfo, 'min' | 'max'>): number {
  return Math.ceil(charWidth() * valueSigns(min, max));
}

/** So long texts of a metric's numbers and changes have room in a column of `loggedWidth`. */
export function signsWithRoom({ min, max }: Pick<ColumnInfo, 'min' | 'max'>): SignsWithRoom {
  return { value: valueSigns(min, max), change: signs(max - min) };
}

export interface SignsWithRoom {
  readonly value: number;
  readonly change: number;
}

function valueSigns(min: number, max: number): number {
  return Math.max(signs(min), signs(max));
}

function signs(value: number): number {
  return Number.isFinite(value) ? Math.max(6, Math.min(9, metricText(value).length)) : 6;
}

let measured: number | undefined;

/** Mean width of a sign in the editor's font, px. */
function charWidth(): number {
  if (measured !== undefined) return measured;
  const sample = 'n_estimators max_depth 0123456789';
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 7;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  context.font = `${fontSize} ${fontFamily}`;
  return (measured = context.measureText(sample).width / sample.length);
}
