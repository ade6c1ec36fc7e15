import { unitPattern } from './parse';
import { type Value } from './query';

/** The number that a value is; undefined for other texts. `nan`, `inf`, `1e-3`, `10%` stay as people write them. */
export function numberIn({ text, quoted }: Value): number | undefined {
  return quoted ? undefined : parseNumber(text);
}

export function parseNumber(text: string): number | undefined {
  const low = text.toLowerCase();
  if (low === 'nan') return Number.NaN;
  const infinite = /^([+-]?)(inf|infinity|∞)$/.exec(low);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(low) ? Number(low) : undefined;
}

/** Seconds: `90`, `90s`, `5 min`, `1h30m`. */
export function secondsIn({ text }: Pick<Value, 'text'>): number | undefined {
  const plain = parseNumber(text);
  if (plain !== undefined) return plain;
  const pieces = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  const whole = pieces.map((piece) => piece[0]).join('');
  if (pieces.length === 0 || whole !== text.trim()) return undefined;
  let sum = 0;
  for (const [, count = '', unit = ''] of pieces) {
    if (!unitPattern.test(unit)) return undefined;
    sum += Number(count) * secondsOf(unit.toLowerCase());
  }
  return sum;
}

/** A time, as the ms since 1970 at which it begins and ends: a day is long, an instant is not. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** `2d ago`, `2 days ago`, `today`, `yesterday`, `2026-09-18`, `2026-09-18T12:30`; days are local ones. */
export function timeIn({ text }: Value, now: number): TimeRange | undefined {
  const low = text.toLowerCase().trim();
  if (low === 'now') return { from: now, to: now };
  if (low === 'today') return day(new Date(now), 0);
  if (low === 'yesterday') return day(new Date(now), -1);
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(low);
  if (date) {
    const [year, month, on] = [Number(date[1]), Number(date[2]) - 1, Number(date[3])];
    const start = new Date(year, month, on);
    return start.getMonth() === month && start.getDate() === on ? day(start, 0) : undefined;
  }
  if (/^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$/.test(low)) {
    const at = new Date(text.trim().toUpperCase()).getTime();
    return Number.isNaN(at) ? undefined : { from: at, to: at };
  }
  const span = low.replace(/\s*ago$/, '');
  const seconds = parseNumber(span) === undefined ? secondsIn({ text: span }) : undefined;
  return seconds === undefined
    ? undefined
    : { from: now - seconds * 1000, to: now - seconds * 1000 };
}

export function flagIn({ text }: Value): boolean | undefined {
  const low = text.toLowerCase();
  if (['yes', 'true', '1'].includes(low)) return true;
  return ['no', 'false', '0'].includes(low) ? false : undefined;
}

/** A test for `~`: the text holds the pattern, whatever the capitals; `*` stands for anything and binds both ends. */
export function likeTest(pattern: string): (text: string) => boolean {
  const low = pattern.toLowerCase();
  const pieces = low.split('*');
  if (pieces.length === 1) return (text) => text.toLowerCase().includes(low);
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const between = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => {
    const whole = text.toLowerCase();
    if (whole.length < first.length + last.length) return false;
    if (!whole.startsWith(first) || !whole.endsWith(last)) return false;
    let at = first.length;
    for (const piece of between) {
      const found = whole.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= whole.length - last.length;
  };
}

function secondsOf(unit: string): number {
  if (unit === 'ms') return 0.001;
  if (unit.startsWith('mo')) return 30 * 86_400;
  switch (unit.charAt(0)) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3_600;
    case 'd':
      return 86_400;
    case 'w':
      return 7 * 86_400;
    default:
      return 365 * 86_400;
  }
}

/** The local day that is `days` after that of a date. */
function day(date: Date, days: number): TimeRange {
  const at = (more: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days + more).getTime();
  return { from: at(0), to: at(1) - 1 };
}
