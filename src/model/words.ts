/** Numbers, times and sizes as people read them. Pure, the same in trees, pages and messages. */

/** `4 s`, `3 min`, `2 h`, `5 days` — of a span in ms. */
export function spanText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3_600) {
    const rest = s % 60;
    return s < 600 && rest > 0
      ? `${Math.floor(s / 60)} min ${rest} s`
      : `${Math.floor(s / 60)} min`;
  }
  if (s < 172_800) return `${Math.floor(s / 3_600)} h`;
  return `${Math.floor(s / 86_400)} days`;
}

/** `just now`, `4 min ago`. */
export function agoText(at: number, now: number): string {
  const ms = now - at;
  if (ms < 10_000) return 'just now';
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  return `${Math.floor(ms / 86_400_000)} days ago`;
}

/** Local clock time, `14:05`. */
export function clockText(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `28 Nov 14:05`, local. */
export function momentText(at: number): string {
  const day = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${clockText(at)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `31 KB`, `18.4 MB`; 1 KB = 1024 bytes as editors show it. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  // What would be shown as 1024 is one of the next unit.
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** A metric as a person compares it: four digits after the point, more only when small. NaN and infinity by name. */
export function metricText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return withMinus(value.toString());
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return withMinus(value.toExponential(3));
  if (size >= 1000) return withMinus(value.toFixed(1));
  if (size >= 10) return withMinus(value.toFixed(2));
  return withMinus(value.toFixed(4));
}

/** A text that the editor's notifications show as it is: they would make links, even of commands, from `[a](b)`. */
export function plainMessage(text: string): string {
  return text.replaceAll('](', '] (');
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

function two(value: number): string {
  return value.toString().padStart(2, '0');
}
